"""Check digits of reference numbers and IBANs. The only module that knows stdnum."""

from __future__ import annotations

from collections.abc import Callable

from stdnum import bic, iban, isin, iso11649, lei, luhn, verhoeff
from stdnum.at import uid as at_vat
from stdnum.be import vat as be_vat
from stdnum.de import idnr as de_tax
from stdnum.de import vat as de_vat
from stdnum.fr import siren, siret
from stdnum.fr import tva as fr_vat
from stdnum.gb import nhs
from stdnum.gb import vat as gb_vat
from stdnum.ie import vat as ie_vat
from stdnum.iso7064 import mod_11_2, mod_97_10
from stdnum.nl import btw as nl_vat
from stdnum.us import ein, ssn

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


_VAT = {"AT": at_vat, "BE": be_vat, "DE": de_vat, "FR": fr_vat, "GB": gb_vat, "IE": ie_vat, "NL": nl_vat}


def _is_vat(value: str) -> bool:
    """By the rules of the country it names; a British one may leave it out."""
    country = _VAT.get(value[:2].upper(), gb_vat)
    return bool(country.is_valid(value))


_STANDARDS: dict[str, Callable[[str], bool]] = {
    "bic": lambda value: bool(bic.is_valid(value)),
    "card": lambda value: bool(luhn.is_valid(_digits(value))),
    "creditor reference": lambda value: bool(iso11649.is_valid(value)),
    "ein": lambda value: bool(ein.is_valid(value)),
    "isin": lambda value: bool(isin.is_valid(value)),
    "lei": lambda value: bool(lei.is_valid(value)),
    "nhs number": lambda value: bool(nhs.is_valid(value)),
    "siren": lambda value: bool(siren.is_valid(value)),
    "siret": lambda value: bool(siret.is_valid(value)),
    "ssn": lambda value: bool(ssn.is_valid(value)),
    "steuer-id": lambda value: bool(de_tax.is_valid(value)),
    "vat number": _is_vat,
}


def is_standard(standard: str, value: str) -> bool | None:
    """Whether a number, as written, is one of a public standard; None where the standard has no check of its own."""
    check = _STANDARDS.get(standard)
    return check(value) if check else None


def is_checked(scheme: str, normalised: str) -> bool | None:
    """Whether the check digit of a folded reference is right; None where the scheme is empty or unknown."""
    check = _SCHEMES.get(scheme)
    if check is None or len(normalised) > 60:
        return None
    return check(normalised)
