"""Contract tests and fakes, shipped for the authors of plugins."""
