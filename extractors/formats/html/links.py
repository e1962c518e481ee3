"""What a page says without showing it in words: the targets of its links, the texts behind its pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

_NUMBER_NAMES = re.compile(
    r"(?:case|client|customer|claim|policy|invoice|order|ticket|account|contract|reference|ref|vorgang|kunde|dossier)"
    r"[_-]?(?:id|no|nr|number|ref)?",
    re.I,
)
_NUMBER = re.compile(r"(?=.*\d)[\w./-]{3,40}")
_NOT_A_DIGIT = re.compile(r"\D")
_SHOWN_INPUTS = frozenset({"text", "email", "tel", "number", "date", "search", "url", "submit", "button"})
_LONGEST = 300


def find_unseen_target(href: str, words: str) -> str:
    """Whom a link writes to or rings, or the number that it names, where its words do not say so."""
    scheme, _, rest = href.strip()[:2000].partition(":")
    if scheme.lower() == "mailto":
        address = unquote(rest.partition("?")[0]).strip()
        return address if "@" in address and address.casefold() not in words.casefold() else ""
    if scheme.lower() == "tel":
        number = unquote(rest).strip()
        return number if _last_digits(number) not in _NOT_A_DIGIT.sub("", words) else ""
    return _find_number(href, words) if "?" in href else ""


def _last_digits(number: str) -> str:
    return _NOT_A_DIGIT.sub("", number)[-6:]


def _find_number(href: str, words: str) -> str:
    try:
        pairs = parse_qsl(urlsplit(href.strip()[:2000]).query)
    except ValueError:
        return ""
    named = (f"{name}={value}" for name, value in pairs if _is_number_of_ours(name, value) and value not in words)
    return next(named, "")


def _is_number_of_ours(name: str, value: str) -> bool:
    return bool(_NUMBER_NAMES.fullmatch(name) and _NUMBER.fullmatch(value))


def find_value(attributes: Mapping[str, str], tag: str) -> str:
    """The text behind a picture, or in a field of a form."""
    if tag == "input":
        return str(attributes.get("value", ""))[:_LONGEST] if _is_shown(attributes) else ""
    if attributes.get("width") in {"0", "1"} or attributes.get("height") in {"0", "1"}:
        return ""  # a tracking pixel
    return " ".join(str(attributes.get("alt", "")).split())[:_LONGEST]


def _is_shown(attributes: Mapping[str, str]) -> bool:
    kind = str(attributes.get("type", "text")).lower()
    is_checked = kind in {"checkbox", "radio"} and attributes.get("checked") is not None
    return kind in _SHOWN_INPUTS or is_checked
