"""Check digits of reference numbers and IBANs. The only module that knows stdnum."""

from __future__ import annotations

from collections.abc import Callable

from stdnum import iban, luhn, verhoeff
from stdnum.iso7064 import mod_11_2, mod_97_10

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWX"


def is_iban(value: str) -> bool:
    """Whether letters, length and check digits are those of an IBAN."""
    return bool(iban.is_valid(value, check_country=False))


def _is_letter_mod22(value: str) -> bool:
    digits = "".join(one for one in value if one.isdigit())
    return bool(digits) and value[-1:] == _LETTERS[int(digits) % 22]


def _digits(value: str) -> str:
    return "".join(one for one in value if one.isdigit())


def _is_mod11(value: str) -> bool:
    return bool(mod_11_2.is_valid(_digits(value) + ("X" if value.endswith("X") else "")))


_SCHEMES: dict[str, Callable[[str], bool]] = {
    "letter-mod22": _is_letter_mod22,
    "luhn": lambda value: bool(luhn.is_valid(_digits(value))),
    "mod11": _is_mod11,
    "mod97": lambda value: bool(mod_97_10.is_valid(value)),
    "verhoeff": lambda value: bool(verhoeff.is_valid(_digits(value))),
}


def is_checked(scheme: str, normalised: str) -> bool | None:
    """Whether the check digit of a folded reference is right; None where the scheme is empty or unknown."""
    check = _SCHEMES.get(scheme)
    if check is None or len(normalised) > 60:
        return None
    return check(normalised)
