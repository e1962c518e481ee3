"""E-mail addresses and phone numbers that may have been printed where something like them was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from crmbridge.normalise import normalise_phone
from linkers.recognised.edits import (
    LOOK_ALIKES,
    SIGNS,
    Change,
    Edit,
    EditKind,
    Variant,
    apply_changes,
    as_digit,
    is_apart,
    keep_cheapest,
)
from linkers.recognised.windows import Window

_AT_SIGNS = re.compile(r"@|\(a\)|\(at\)|[©®€&]", re.IGNORECASE)
_HIDDEN_AT = "QqaGeO0896"
_DOMAIN_END = re.compile(r"[^\W\d_][. ,][^\W\d_]{2,12}$")
_LONGEST = 60
_SHORTEST = 8
_BETWEEN = ("", ".", "_", "-")
_DIVIDERS = "._-"
_COMMAS = ",;"
_ADDRESS_LIKE = re.compile(r"[^@\s()<>\[\]\"]{2,}@[^@\s()<>\[\]\"]{5,}")
_FOLDS: dict[str, str] = {
    **{"l": "1i", "i": "l1j", "1": "li", "o": "0", "0": "o", "s": "5", "5": "s", "z": "2", "2": "z"},
    **{"b": "8", "8": "b", "g": "9q", "9": "g", "q": "g", "|": "li", ",": "._-", ";": "._-", "!": "li", "j": "i"},
    **{"6": "b", "e": "c", "c": "e", "-": "_.", "_": "-.", "~": "-", "—": "-", "–": "-"},
}
_FOLDED_PAIRS = (("rn", "m"), ("cl", "d"), ("vv", "w"), ("ii", "u"), ("ri", "n"), ("nn", "m"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

_PHONE = re.compile(r"[+(]?[\dOQDIlL|SsBZzGgbqTA&!i o()./+\n-]{8,24}")
_DIGITS_AT_LEAST = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An e-mail address as it was read, in lower case, with the mistakes that were mended to see one at all.

    `is_closed_up` says that spaces were among them.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    is_closed_up: bool = False


def list_addresses(window: Window) -> tuple[Address, ...]:
    """The ways in which a window may be an e-mail address; none where it cannot be one."""
    text = window.text.lower()
    if not _SHORTEST <= len(text) <= _LONGEST or "://" in text:
        return ()
    signs = list(_AT_SIGNS.finditer(text))
    if len(signs) == 1:
        return tuple(_fill_gaps(text, signs[0].start(), signs[0].end()))
    if not signs and not window.gaps and _DOMAIN_END.search(text):
        places = [at for at in range(2, len(text) - 4) if window.text[at] in _HIDDEN_AT]
        return tuple(one for at in places for one in _fill_gaps(text, at, at + 1))
    return ()


def list_certain_addresses(address: Address) -> tuple[Variant, ...]:
    """What was read with up to two folds or lost dots; cheapest first. Where spaces were taken out, nothing more is."""
    text, folds = address.text, list(_iter_folds(address.text))
    lost = list(_iter_lost_dividers(text))
    variants = [Variant(key=text, edits=address.edits)]
    if address.is_closed_up:
        commas = [one for one in folds if one[3].read in _COMMAS]
        return keep_cheapest([*variants, *(apply_changes(text, (one,), address.edits) for one in commas)])
    variants += [apply_changes(text, (one,), address.edits) for one in (*folds, *lost)]
    if not address.edits:
        dots = [one for one in lost if one[2] == "."]
        pairs = (*combinations(folds, 2), *product(folds, dots))
        variants += [apply_changes(text, pair) for pair in pairs if is_apart(*pair)]
    return keep_cheapest(variants)


def list_possible_addresses(address: Address) -> tuple[Variant, ...]:
    """What was read with one mistake of any kind, none where something was mended already; cheapest first."""
    if address.edits:
        return ()
    return keep_cheapest(apply_changes(address.text, (one,), address.edits) for one in _iter_any(address.text))


def spell_phone(window: Window) -> str:
    """The window as a phone number of digits alone, empty where it cannot be one."""
    text = window.text
    if not _PHONE.fullmatch(text) or sum(one.isdigit() for one in text) < 7:
        return ""
    digits = "".join(_as_digit(sign) for sign in text)
    return digits if sum(one.isdigit() for one in digits) >= _DIGITS_AT_LEAST else ""


def list_certain_phones(window: Window, digits: str, country: str) -> tuple[Variant, ...]:
    """What was read with every letter a digit."""
    edits = tuple(
        Edit(kind=EditKind.FOLD, read=sign, known=known)
        for sign in window.text
        if (known := _as_digit(sign)) != sign and known
    )
    if "\n" in window.text:
        edits = (Edit(kind=EditKind.SPACE, read="\n"), *edits)
    key = normalise_phone(digits, country)
    return (Variant(key=key, edits=edits),) if key else ()


def list_possible_phones(digits: str, country: str) -> tuple[Variant, ...]:
    """The same with one digit misread, lost or too many."""
    return keep_cheapest(
        Variant(key=key, edits=variant.edits)
        for variant in _iter_phone_mistakes(digits)
        if (key := normalise_phone(variant.key, country))
    )


def _as_digit(sign: str) -> str:
    if sign.isdigit() or sign == "+":
        return sign
    return as_digit(SIGNS.get(sign, sign).upper(), sign)


def _iter_phone_mistakes(digits: str) -> Iterator[Variant]:
    for at, sign in enumerate(digits):
        if sign == "+":
            continue
        for known in "0123456789":
            if known != sign:
                kind = EditKind.LOOK_ALIKE if known in LOOK_ALIKES[sign] else EditKind.OTHER
                yield apply_changes(digits, ((at, 1, known, Edit(kind=kind, read=sign, known=known)),))
            yield apply_changes(digits, ((at, 0, known, Edit(kind=EditKind.MISSING, known=known)),))
        yield apply_changes(digits, ((at, 1, "", Edit(kind=EditKind.EXTRA, read=sign)),))
    for known in "0123456789":
        yield apply_changes(digits, ((len(digits), 0, known, Edit(kind=EditKind.MISSING, known=known)),))


def _fill_gaps(text: str, at: int, end: int) -> Iterator[Address]:
    """The address with `@` at its place, and a dot, underscore, dash or nothing where spaces stand."""
    shown = text[at:end]
    edits = () if shown == "@" else (Edit(kind=EditKind.FOLD, read=shown, known="@"),)
    pieces = f"{text[:at].rstrip()}@{text[end:].lstrip()}".split()
    before = sum("@" not in "".join(pieces[: place + 1]) for place in range(len(pieces) - 1))
    for joins in product(_BETWEEN, repeat=len(pieces) - 1):
        joined = "".join(piece + join for piece, join in zip(pieces, (*joins, ""), strict=True))
        spaces = tuple(_as_gap(join, is_local=place < before) for place, join in enumerate(joins))
        if _ADDRESS_LIKE.fullmatch(joined):
            yield Address(text=joined, edits=(*edits, *spaces), is_closed_up=len(joins) > 0)


def _as_gap(join: str, *, is_local: bool) -> Edit:
    return Edit(kind=_divider_kind(join, is_local), read="a space", known=join) if join else Edit(kind=EditKind.SPACE)


def _divider_kind(known: str, is_local: bool) -> EditKind:
    """Before the `@` a dot, an underscore and a dash make different people's addresses; behind it a dot must stand."""
    return EditKind.FAINT if is_local or known != "." else EditKind.FOLD


def _fold_kind(sign: str, known: str, *, is_local: bool) -> EditKind:
    if known not in _DIVIDERS:
        return EditKind.FOLD
    return _divider_kind(known, is_local) if sign in _COMMAS else EditKind.LOOK_ALIKE


def _iter_folds(text: str) -> Iterator[Change]:
    for at, sign in enumerate(text):
        for known in _FOLDS.get(sign, ""):
            kind = _fold_kind(sign, known, is_local=at < text.index("@"))
            yield at, 1, known, Edit(kind=kind, read=sign, known=known)
        for two, one in _FOLDED_PAIRS:
            if text.startswith(two, at):
                yield at, 2, one, Edit(kind=EditKind.FOLD, read=two, known=one)
            if sign == one:
                yield at, 1, two, Edit(kind=EditKind.FOLD, read=one, known=two)


def _iter_lost_dividers(text: str) -> Iterator[Change]:
    for at in range(1, len(text)):
        if text[at - 1].isalnum() and text[at].isalnum():
            for known in _DIVIDERS:
                kind = _divider_kind(known, at <= text.index("@"))
                yield at, 0, known, Edit(kind=kind, read="", known=known)


def _iter_any(text: str) -> Iterator[Change]:
    for at, sign in enumerate(text):
        if sign == "@":
            continue
        for known in _LETTERS + _DIVIDERS:
            if known != sign:
                yield at, 1, known, Edit(kind=EditKind.LOOK_ALIKE, read=sign, known=known)
            yield at, 0, known, Edit(kind=EditKind.MISSING, known=known)
        yield at, 1, "", Edit(kind=EditKind.EXTRA, read=sign)
    for known in _LETTERS:
        yield len(text), 0, known, Edit(kind=EditKind.MISSING, known=known)
