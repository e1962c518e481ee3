"""Adapters for places that hold documents. Each module knows one kind of place; none of them can alter it."""
