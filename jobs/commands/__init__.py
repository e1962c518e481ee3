"""One module for each group of commands. Each only translates: words to calls, results to lines."""
