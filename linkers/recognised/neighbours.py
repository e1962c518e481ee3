"""Values that differ from a known one by a single sign, where it matters."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from string import ascii_lowercase, ascii_uppercase, digits

_DIVIDERS = "._-"


def iter_neighbours(key: str, shown: str) -> Iterator[str]:
    """The values with another sign of the same class at one place: where `shown` reads otherwise.

    The last digit of a number is such a place as well: numbers given one after another lie densely there.
    """
    for at in sorted(_find_disputed(key, shown) | (set() if "@" in key else _find_last_digit(key))):
        for sign in _list_others(key[at]):
            yield key[:at] + sign + key[at + 1 :]


def _find_disputed(key: str, shown: str) -> set[int]:
    read = shown.lower() if "@" in key else "".join(one for one in shown.upper() if one.isalnum())
    changes = SequenceMatcher(None, read, key, autojunk=False).get_opcodes()
    return {at for kind, _, _, start, end in changes if kind != "equal" for at in range(start, end)}


def _find_last_digit(key: str) -> set[int]:
    return {max((at for at, sign in enumerate(key) if sign.isdigit()), default=len(key) - 1)}


def _list_others(sign: str) -> tuple[str, ...]:
    if sign in _DIVIDERS:
        return tuple(one for one in ("", *_DIVIDERS) if one != sign)
    kin = next((kin for kin in (digits, ascii_lowercase, ascii_uppercase) if sign in kin), "")
    return tuple(one for one in kin if one != sign)
