"""Numbers and addresses that text recognition misread, mended only against what the CRM holds."""

from linkers.recognised.repairs import Budget, KnownValues, Repair, find_repairs

__all__ = ["Budget", "KnownValues", "Repair", "find_repairs"]
