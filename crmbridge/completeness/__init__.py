"""Checks that prove nothing is missing, one module each. They share nothing with the fetching."""
