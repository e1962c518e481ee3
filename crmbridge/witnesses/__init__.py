"""Adapters for independent logs that say which communications existed. Each module knows one format."""
