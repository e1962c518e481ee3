"""What each window of recognised words may be, and the values that this would make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from crmbridge.domain.reading import Part
from linkers.recognised.contacts import (
    list_addresses,
    list_certain_addresses,
    list_certain_phones,
    list_possible_addresses,
    list_possible_phones,
    spell_phone,
)
from linkers.recognised.edits import Edit, EditKind, Variant
from linkers.recognised.numbers import list_certain, list_possible
from linkers.recognised.windows import Window, iter_windows, spell_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A window and the ways to list the values it may be: first the likely ones, then others.

    `kind` is reference, email or phone. Listing them costs time, so it is done only while any may be looked up.
    """

    window: Window
    kind: str
    list_first: Callable[[], tuple[Variant, ...]]
    list_more: Callable[[], tuple[Variant, ...]]


_SPACE = Edit(kind=EditKind.SPACE)


def iter_proposals(part: Part, country: str) -> Iterator[Proposal]:
    """Every window that may be a number or an address, in the order of the text."""
    for window in iter_windows(part):
        yield from _propose_number(window)
        yield from _propose_address(window)
        yield from _propose_phone(window, country)


def _propose_number(window: Window) -> Iterator[Proposal]:
    spelling = spell_number(window)
    if spelling is not None and window.is_second:
        yield _propose_second(window, "reference", Variant(key=spelling.folded, edits=(_SPACE,) * window.gaps))
    elif spelling is not None:
        spaces = (_SPACE,) * window.gaps
        yield Proposal(
            window=window,
            kind="reference",
            list_first=partial(list_certain, spelling, spaces),
            list_more=partial(list_possible, spelling, spaces),
        )


def _propose_address(window: Window) -> Iterator[Proposal]:
    for address in list_addresses(window):
        if window.is_second:
            yield _propose_second(window, "email", Variant(key=address.text, edits=address.edits))
            continue
        yield Proposal(
            window=window,
            kind="email",
            list_first=partial(list_certain_addresses, address),
            list_more=partial(list_possible_addresses, address),
        )


def _propose_phone(window: Window, country: str) -> Iterator[Proposal]:
    digits = spell_phone(window)
    if digits and window.is_second:
        for variant in list_certain_phones(window, digits, country):
            yield _propose_second(window, "phone", variant)
    elif digits:
        yield Proposal(
            window=window,
            kind="phone",
            list_first=partial(list_certain_phones, window, digits, country),
            list_more=partial(list_possible_phones, digits, country),
        )


def _propose_second(window: Window, kind: str, variant: Variant) -> Proposal:
    """What another engine read, just as it stands."""
    second = Edit(kind=EditKind.SECOND, read=window.shown, known=window.text)
    listed = (Variant(key=variant.key, edits=(second, *variant.edits)),)
    return Proposal(window=window, kind=kind, list_first=lambda: listed, list_more=tuple)
