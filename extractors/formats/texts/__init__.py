"""Plain text, submissions, calendars and cards."""
