"""Folds identifiers to the one form in which the reader finds them and the directory keeps them.

Both sides must use these functions: an identifier counts only when it exists in the CRM exactly after this folding.
This is the only module that knows phonenumbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

COUNTRIES: frozenset[str] = frozenset(phonenumbers.SUPPORTED_REGIONS)
"""ISO 3166 codes that can be the default region of phone numbers."""

_NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Z]+")
_POSTCODE_WITH_COUNTRY = re.compile(r"[A-Z]{1,3}[ -](\d{4,5}|\d{4} ?[A-Z]{2})")
_ZIP_WITH_STREET = re.compile(r"(\d{5})-\d{4}")
_EDGES = "<>" + "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_NOT_A_WORD = re.compile(r"[\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPhone:
    """A phone number in a text: where it stood and its E.164 form."""

    start: int
    end: int
    value: str
    normalised: str


def normalise_email(value: str) -> str:
    """`Anna.Kay@Example.ORG ` -> `anna.kay@example.org`; empty where it is no address.

    Letters that only look alike stay apart: `straße.example` and `strasse.example` belong to two owners.
    """
    lowered = unicodedata.normalize("NFC", value).strip(_EDGES).lower()
    local, at, domain = unicodedata.normalize("NFC", lowered).rpartition("@")
    return f"{local}@{domain}" if at and local and "." in domain else ""


def normalise_phone(value: str, country: str) -> str:
    """A number as written, with the region it is written for -> E.164 (`+441632960123`); empty where it is none."""
    try:
        number = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def find_phones(text: str, country: str) -> Iterator[FoundPhone]:
    """Phone numbers in a text, in order; possible ones count, because number ranges change faster than tables."""
    for match in phonenumbers.PhoneNumberMatcher(text, country, leniency=phonenumbers.Leniency.POSSIBLE):
        normalised = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        yield FoundPhone(start=match.start, end=match.end, value=match.raw_string, normalised=normalised)


@lru_cache(maxsize=64)
def find_trunk_prefix(country: str) -> str:
    """What people of a region dial before a number of their own country: `0` in Britain; empty where nothing is."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    return (metadata.national_prefix or "") if metadata else ""


def normalise_reference(value: str) -> str:
    """Client, case, account and other numbers: `c-104 233` -> `C104233`."""
    return _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFKC", value).upper())


def normalise_name(value: str) -> str:
    """Names of people and firms, without accents, case and punctuation: `Zoë O’Brien-Smith` -> `zoe o brien smith`."""
    decomposed = unicodedata.normalize("NFKD", value)
    plain = "".join(one for one in decomposed if not unicodedata.combining(one))
    return _NOT_A_WORD.sub(" ", plain.casefold()).strip()


def normalise_postcode(value: str) -> str:
    """`pa1 4zz` -> `PA14ZZ`; without the mark of the country (`D-10115`) and the four digits of an American street."""
    written = unicodedata.normalize("NFKC", value).strip().upper()
    plain = _POSTCODE_WITH_COUNTRY.fullmatch(written) or _ZIP_WITH_STREET.fullmatch(written)
    return normalise_reference(plain[1] if plain else written)


def normalise_message_id(value: str) -> str:
    """A Message-ID without angle brackets and white space; its case is kept, because it matters."""
    return "".join(value.split()).strip("<>")


def normalise_identifier(kind: str, value: str, country: str) -> str:
    """The folded form for a kind of identifier; kinds of the configuration fold as references."""
    match kind:
        case "email":
            return normalise_email(value)
        case "phone":
            return normalise_phone(value, country)
        case "name":
            return normalise_name(value)
        case "postcode":
            return normalise_postcode(value)
        case "message_id":
            return normalise_message_id(value)
        case "date":
            return value.strip()
        case _:
            return normalise_reference(value)
