"""The ledger: what became of every item, and the hash-chained journal of how. All SQL of the core lives here."""
