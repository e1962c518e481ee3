"""Numbers whose form is public: tax, health, company and bank numbers, payment cards, with their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crmbridge.domain.reader_settings import ReaderSettings
from extractors.identifiers.checks import is_standard
from extractors.identifiers.place import Found, Place

_NO = r"(?: ?(?:no|number|nr|num[ée]ro|n°)\b\.?)?[ :]{0,4}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A public form of number. `hints` are words of which one must stand in the text, lower case; none for any text.

    Where `is_bare`, no word announces the number, so that it counts only with the right check digits.
    """

    name: str
    pattern: re.Pattern[str]
    hints: tuple[str, ...] = ()
    is_bare: bool = False


def _row(name: str, pattern: str, *hints: str, is_bare: bool = False) -> Standard:
    return Standard(name=name, pattern=re.compile(pattern), hints=hints, is_bare=is_bare)


# The number is the first group; numbers without words before them begin with what the search can skip to.
_STANDARDS = (
    _row("nhs number", rf"(?i:\bNHS\b){_NO}(\d{{3}}[ -]?\d{{3}}[ -]?\d{{4}})(?!\d)", "nhs"),
    _row(
        "vat number",
        r"(?i:\b(?:VAT|USt|TVA|BTW|UID)\b(?:-?Id\w*\.?)?(?:[ -]?(?:Nr|reg(?:istration)?|intracommunautaire)\b\.?)?)"
        rf"(?i:{_NO})((?:[A-Z]{{2}} ?)?[A-Z]?\d(?:[ .]?[A-Z0-9]){{7,12}})(?![A-Za-z0-9])",
        *("vat", "ust", "tva", "btw", "uid"),
    ),
    _row("national insurance number", r"([A-CEGHJ-PR-TW-Z](?<!\w.)[A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D])(?!\w)"),
    _row(
        "company number",
        r"(?i:\b(?:compan(?:y|ies)|registered|registration|reg)\b[^\n\d:]{0,40}\b(?:no|number)\b[.: ]{0,3})"
        r"((?:[A-Z]{2})?\d{6,8})(?!\w)",
        *("registered", "compan", "registration", "reg."),
    ),
    _row("sort code", r"(?i:\bsort ?code[: ]{0,4})(\d\d[- ]?\d\d[- ]?\d\d)(?!\d)", "sort code", "sortcode"),
    _row(
        "bic",
        r"(?i:\b(?:BIC|SWIFT)(?:[/ -](?:BIC|SWIFT|code))?[ :]{0,4})([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)(?!\w)",
        *("bic", "swift"),
    ),
    _row("siret", rf"(?i:\bSIRET\b){_NO}(\d{{3}} ?\d{{3}} ?\d{{3}} ?\d{{5}})(?!\d)", "siret"),
    _row("siren", rf"(?i:\bSIREN\b){_NO}(\d{{3}} ?\d{{3}} ?\d{{3}})(?! ?\d)", "siren"),
    _row(
        "steuer-id",
        r"(?i:\b(?:Steuer-?ID\w*|IdNr|(?:steuerliche )?Identifikationsnummer)\b[.: ]{0,4})"
        r"(\d\d ?\d{3} ?\d{3} ?\d{3})(?!\d)",
        *("steuer", "idnr", "identifikationsnummer"),
    ),
    _row("steuernummer", r"(?i:\bSteuer(?:-?Nr|nummer)\b[.: ]{0,4})(\d{2,3}[/ ]\d{3,4}[/ ]\d{4,5})(?!\d)", "steuer"),
    _row("ein", r"\bEIN\b[: ]{0,4}(\d\d-\d{7})(?!\d)", "ein"),
    _row("ssn", r"(\d{3}(?<![\w-]\d{3})-\d\d-\d{4})(?![\w-])", "ssn", "social security", is_bare=True),
    _row("creditor reference", r"(RF(?<!\w..)\d\d(?: ?[A-Z0-9]{1,4}){1,6})(?!\w)", is_bare=True),
    _row("lei", r"([A-Z0-9](?<!\w.)[A-Z0-9]{17}\d\d)(?!\w)", is_bare=True),
    _row("isin", r"([A-Z](?<!\w.)[A-Z][A-Z0-9]{9}\d)(?!\w)", is_bare=True),
)
_CARD = re.compile(r"([3-6](?<![\w.,-].)\d{3}([ -]?)\d{4}\2\d{4}\2\d{4}|3(?<!\w.)[47]\d\d([ -]?)\d{6}\3\d{5})(?![\w-])")
_SHOWN_DIGITS = 4


def find_standards(place: Place, _: ReaderSettings) -> Iterator[Found]:
    """Numbers of a public form as references under their name."""
    if not place.has_digits:
        return
    text = place.free_text
    lowered = text.lower()
    for standard in _STANDARDS:
        if not standard.hints or any(hint in lowered for hint in standard.hints):
            yield from _find_standard(place, text, standard)


def _find_standard(place: Place, text: str, standard: Standard) -> Iterator[Found]:
    for match in standard.pattern.finditer(text):
        checked = is_standard(standard.name, match[1])
        if checked or not standard.is_bare:
            start, end = match.span(1)
            place.take(start, end)
            yield Found(kind="reference", start=start, end=end, label=standard.name, checked=checked)


def find_cards(place: Place, _: ReaderSettings) -> Iterator[Found]:
    """Numbers of payment cards with a good check digit; all but the last four digits are hidden."""
    if not place.has_digits:
        return
    for match in _CARD.finditer(place.free_text):
        digits = "".join(one for one in match[0] if one.isdigit())
        if is_standard("card", digits) and len(set(digits)) > 1:
            place.take(match.start(), match.end())
            shown = "*" * (len(digits) - _SHOWN_DIGITS) + digits[-_SHOWN_DIGITS:]
            yield Found(kind="card", start=match.start(), end=match.end(), normalised=shown, shown=shown, checked=True)
