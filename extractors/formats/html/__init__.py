"""Pages: their words in lines, what is hidden, what is quoted."""
