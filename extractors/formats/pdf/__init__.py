"""PDF: pages, fields, notes, files, and pages that must be recognised."""
