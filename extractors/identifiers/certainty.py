"""How surely words are a value of their kind at all: one table, by kind, label and check digit."""

from __future__ import annotations

_CHECKED = 0.99
_FAILED = 0.3
# Kind: with words before it that say what it is, and without.
_BY_KIND: dict[str, tuple[float, float]] = {
    "email": (0.99, 0.99),
    "url": (0.99, 0.99),
    "iban": (0.99, 0.99),
    "card": (0.98, 0.9),
    "phone": (0.97, 0.8),
    "date": (0.98, 0.95),
    "address": (0.95, 0.9),
    "name": (0.85, 0.7),
    "reference": (0.8, 0.6),
}
_CONFIGURED = (0.95, 0.8)
_CONFIGURED_DIGITS = (0.9, 0.5)


def rate_certainty(kind: str, normalised: str, label: str, checked: bool | None) -> float:
    """Between 0 and 1. Digits alone, without words that name them, are often something else."""
    if checked is not None:
        return _CHECKED if checked else _FAILED
    unnamed = _CONFIGURED_DIGITS if normalised.isdigit() else _CONFIGURED
    return _BY_KIND.get(kind, unnamed)[0 if label else 1]
