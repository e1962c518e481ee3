"""Mails: cutting them into parts, reading their heads."""
