"""Frozen values that the whole product speaks in. Standard library only, no input or output."""
