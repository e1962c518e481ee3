"""Rich text: tokens, story, parts."""
