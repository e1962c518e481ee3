"""The fields of PDF forms: what was typed, chosen, ticked and signed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.formats.pdf.objects import Entry, as_line, as_text, inherit, is_list, list_parents, list_values

_PASSWORD = 1 << 13
_TAGS = re.compile(r"<[^>]{0,2000}>")
_SIGNATURE_KEYS = (("", "/Name"), ("on ", "/M"), ("in ", "/Location"), ("reason: ", "/Reason"), ("", "/ContactInfo"))
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2}))?")


def name_field(entry: Entry) -> str:
    """The full name of a field: `client.number`."""
    return ".".join(as_line(one.get("/T")) for one in reversed(list_parents(entry)) if "/T" in one)


def describe_field(entry: Entry) -> str:
    """A field on one line, `label: value`; empty where nothing was filled in.

    The label is what a person is shown for the field, else its name. A choice has the value shown and the one stored.
    """
    kind = inherit(entry, "/FT")
    if kind == "/Sig":
        return _describe_signature(entry)
    value = _read_value(entry, is_button=kind == "/Btn")
    label = as_line(inherit(entry, "/TU")) or name_field(entry)
    return f"{label}: {value}" if value and label else value


def _read_value(entry: Entry, *, is_button: bool) -> str:
    flags = inherit(entry, "/Ff")
    if isinstance(flags, int) and flags & _PASSWORD and not is_button:
        return ""
    stored = inherit(entry, "/V")
    if stored is None and is_button:
        stored = entry.get("/AS")
    values = [as_text(one) for one in stored] if is_list(stored) else [as_text(stored)]
    shown = [_with_shown(entry, one, is_button=is_button) for one in values if one and one != "/Off"]
    return ", ".join(shown) or _strip_tags(as_text(inherit(entry, "/RV")))


def _with_shown(entry: Entry, value: str, *, is_button: bool) -> str:
    """The value, with what the page shows for it where that differs (a choice has an export value)."""
    owner = next((one for one in list_parents(entry) if "/Opt" in one), entry)
    options = list_values(owner, "/Opt")
    plain = value.removeprefix("/") if is_button else value
    if is_button and plain.isdigit() and int(plain) < len(options):
        return as_text(options[int(plain)])
    for option in options:
        if is_list(option) and len(option) == 2 and as_text(option[0]) == value:
            shown = as_text(option[1])
            return plain if shown == value else f"{shown} ({plain})"
    return plain


def _strip_tags(text: str) -> str:
    return " ".join(_TAGS.sub(" ", text).split())


def _describe_signature(entry: Entry) -> str:
    """Who says to have signed, when, where and why. Whether that is true is not checked."""
    signature = inherit(entry, "/V")
    if not isinstance(signature, Entry):
        return ""
    told = "; ".join(_list_signature(signature))
    label = as_line(inherit(entry, "/TU")) or name_field(entry)
    return f"[signature, not verified: {told or label}]"


def _list_signature(signature: Entry) -> Iterator[str]:
    for word, key in _SIGNATURE_KEYS:
        value = as_line(signature.get(key))
        if value:
            yield word + (as_day(value) if key == "/M" else value)


def as_day(value: str) -> str:
    """A PDF date as a person writes it; unchanged where it is none."""
    match = _DATE.match(value)
    if not match:
        return value
    year, month, day, hour, minute = match.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "")
