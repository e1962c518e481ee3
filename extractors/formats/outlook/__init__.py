"""Outlook messages and bundles: properties, heads, parts."""
