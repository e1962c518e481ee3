"""Office documents: Word, OpenDocument, sheets, slides, and objects inside them."""
