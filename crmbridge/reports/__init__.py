"""Rows out of the ledger for people and for other programs: no printing, no HTML."""
