"""Finds what was misread: stretches of recognised words that become a value of the CRM by a mistake of recognition.

A repair is certain where one value fits by mistakes that leave no doubt and no other comes near; otherwise the values
that come nearest are suggestions. Neither says more than what was probably printed: whose the document is takes a
further sign. Values are looked up by exact keys only, so the directory may be as large as it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from crmbridge.domain.identifier import Identifier
from crmbridge.domain.reading import Part
from crmbridge.normalise import normalise_reference
from linkers.recognised.edits import COSTS, MARGIN, Edit, EditKind, Variant
from linkers.recognised.neighbours import iter_neighbours
from linkers.recognised.proposals import Proposal, iter_proposals
from linkers.recognised.windows import Window

KEYS_AT_MOST = 40_000
"""How many values are looked up for one document."""

_SUGGESTED_AT_MOST = 6
_FOLDS_AT_MOST = 4
_SURE = 0.75
_GENERIC = frozenset(
    {"email", "phone", "date", "name", "address", "postcode", "iban", "url", "message_id", "reference"}
)
_CLOSED = frozenset({"date", "url", "iban", "email"})  # kinds whose form tells that nothing else was meant


class KnownValues(Protocol):
    """What the CRM holds."""

    def find_known(self, kind: str, values: Collection[str]) -> frozenset[str]:
        """Those of the folded values that exist, each exactly; `reference` means any number."""
        ...

    def find_written(self, kind: str, known: str) -> str:
        """A folded value as the record writes it, empty where that cannot be told."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was read, what it may be, and how the two differ.

    `known` is folded, `on_file` as the record writes it. `others` are the other values that come as near or nearly so.
    `confidence` is that of the worst word, 0 to 1. `start` and `end` count characters in the text of the part.
    """

    kind: str
    read: str
    known: str
    on_file: str
    edits: tuple[Edit, ...]
    cost: int
    part: str
    page: int
    start: int
    end: int
    confidence: float
    is_certain: bool
    others: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """How it differs: `O for 0, l for 1`."""
        return ", ".join(dict.fromkeys(edit.words for edit in self.edits))


_Listed = tuple[Proposal, tuple[Variant, ...]]
_Listing = tuple[Proposal, Callable[[], tuple[Variant, ...]]]


class Budget:
    """Counts the values looked up for one document."""

    def __init__(self, keys: int = KEYS_AT_MOST) -> None:
        self.left = keys

    def take(self, wanted: Iterable[_Listing]) -> Iterator[_Listed]:
        """As many of the listings, from the first, as can still be looked up; the others are not even made."""
        for proposal, list_variants in wanted:
            variants = list_variants()
            if len(variants) > self.left:
                return
            self.left -= len(variants)
            yield proposal, variants


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    window: Window
    kind: str
    variant: Variant
    on_file: str

    @property
    def is_exact(self) -> bool:
        return not self.variant.edits


def find_repairs(
    part: Part, found: Iterable[Identifier], known: KnownValues, *, country: str, budget: Budget
) -> tuple[Repair, ...]:
    """What was misread in one part, in the order of its text. `found` are the identifiers read there as they stand."""
    there = [one for one in found if one.part == part.path]
    closed = _find_closed(there, known)
    proposals = [one for one in iter_proposals(part, country) if not _is_closed(one.window, closed)]
    proposals.sort(key=lambda one: (one.window.gaps, not _is_promising(one, there)))
    hits = _look_up(budget.take((one, one.list_first) for one in proposals), known)
    settled = [hit.window for hit in hits if hit.is_exact or hit.variant.is_certain]
    open_ones = [one for one in proposals if not any(_overlaps(one.window, each) for each in settled)]
    promising = sorted(open_ones, key=lambda one: (not _is_promising(one, there), one.kind == "email", one.window.gaps))
    more = _look_up(budget.take((one, one.list_more) for one in promising), known)
    hits += [one for one in more if _is_worth_saying(one, there)]
    shapes = [one for one in there if one.kind not in _GENERIC]
    repairs = [one for cluster in _iter_clusters(hits) for one in _resolve(cluster, shapes, known)]
    return tuple(sorted(repairs, key=lambda one: (one.start, one.cost, one.known)))


def _find_closed(there: Iterable[Identifier], known: KnownValues) -> list[tuple[int, int]]:
    """Stretches that need no repair: known values, dates and the like, numbers whose check digit is right."""
    by_kind: dict[str, list[Identifier]] = {}
    for one in there:
        by_kind.setdefault(one.kind, []).append(one)
    closed: list[tuple[int, int]] = []
    for kind, ones in by_kind.items():
        exact = known.find_known(kind, {one.normalised for one in ones})
        is_form = kind in _CLOSED - {"email"}
        closed += [(one.start, one.end) for one in ones if is_form or one.checked is True or one.normalised in exact]
    return closed


def _is_closed(window: Window, closed: Iterable[tuple[int, int]]) -> bool:
    return any(window.is_overlapping(start, end) for start, end in closed)


def _overlaps(one: Window, other: Window) -> bool:
    return one.is_overlapping(other.start, other.end)


def _is_promising(proposal: Proposal, there: Iterable[Identifier]) -> bool:
    """Whether the reader took it for an identifier of any kind: it is looked up first."""
    window = proposal.window
    return any(window.is_overlapping(one.start, one.end) for one in there if one.kind != "name")


def _is_worth_saying(hit: _Hit, there: Iterable[Identifier]) -> bool:
    """In a large CRM every number has neighbours: a plausible mistake is looked for only where one was likely made.

    That is where the reader found one of our formats or words such as "our ref", where the number has letters that few
    others have, and in a phone number that was badly read.
    """
    if hit.variant.cost < COSTS[EditKind.LOOK_ALIKE] or hit.kind == "email":
        return True
    if hit.kind == "phone":
        return hit.window.confidence < _SURE
    is_number = any(
        hit.window.is_overlapping(one.start, one.end) for one in there if one.kind not in _GENERIC - {"reference"}
    )
    is_plain = hit.variant.key.isdigit() or hit.variant.cost > COSTS[EditKind.LOOK_ALIKE] + COSTS[EditKind.FOLD]
    return is_number or not is_plain


def _look_up(listed: Iterable[_Listed], known: KnownValues) -> list[_Hit]:
    hits: list[_Hit] = []
    by_kind: dict[str, list[_Listed]] = {}
    for each in listed:
        by_kind.setdefault(each[0].kind, []).append(each)
    for kind, asked in by_kind.items():
        exact = known.find_known(kind, {variant.key for _, variants in asked for variant in variants})
        found = ((one, variant) for one, variants in asked for variant in variants if variant.key in exact)
        for one, variant in found:
            on_file = known.find_written(kind, variant.key)
            if _has_its_strokes(variant, on_file):
                hits.append(_Hit(window=one.window, kind=kind, variant=variant, on_file=on_file))
    return hits


def _has_its_strokes(variant: Variant, on_file: str) -> bool:
    """A sign may only be left out as a stroke where the record has a stroke in that place."""
    pieces = on_file.split("/")[:-1]
    strokes = {len(normalise_reference("".join(pieces[: last + 1]))) for last in range(len(pieces))}
    return all(edit.at in strokes for edit in variant.edits if edit.kind is EditKind.STROKE)


def _iter_clusters(hits: Iterable[_Hit]) -> Iterator[list[_Hit]]:
    """Hits that speak of the same stretch, each cluster around its cheapest hit, which comes first."""
    rest = sorted(hits, key=_by_cost)
    while rest:
        best = rest[0]
        cluster = [one for one in rest if _overlaps(one.window, best.window)]
        rest = [one for one in rest if not _overlaps(one.window, best.window)]
        yield cluster


def _by_cost(hit: _Hit) -> tuple[object, ...]:
    window = hit.window
    return (hit.variant.cost, window.gaps, window.start, -window.end, hit.kind, hit.variant.key)


def _resolve(cluster: list[_Hit], shapes: Iterable[Identifier], known: KnownValues) -> Iterator[Repair]:
    """One certain repair, or up to six suggestions; where more come near, the numbers lie too dense to say anything."""
    best = cluster[0]
    if best.is_exact and best.variant.key.isdigit():
        return
    near = {hit.variant.key: hit for hit in reversed(cluster) if hit.variant.cost < best.variant.cost + MARGIN}
    nearest = sorted(near.values(), key=_by_cost)
    if len(nearest) > _SUGGESTED_AT_MOST:
        return
    is_certain = len(nearest) == 1 and _is_certain(best, shapes) and not _has_neighbours(best, known)
    for hit in nearest:
        others = tuple(one.on_file for one in nearest if one is not hit)
        yield _as_repair(hit, is_certain=is_certain, others=others)


def _is_certain(hit: _Hit, shapes: Iterable[Identifier]) -> bool:
    """Mistakes without doubt, in what is not a number of one of our formats just as it stands.

    A space alone must not make a number out of digits that stand side by side.
    """
    window, edits = hit.window, hit.variant.edits
    is_in_shape = any(
        (one.start, one.end) == (window.start, window.end) and one.normalised == normalise_reference(window.text)
        for one in shapes
    )
    is_row_of_digits = " " in window.shown and hit.variant.key.isdigit()
    return hit.variant.is_certain and len(edits) <= _FOLDS_AT_MOST and not is_in_shape and not is_row_of_digits


def _has_neighbours(hit: _Hit, known: KnownValues) -> bool:
    """Whether the CRM holds values as well that differ from a second reading only where the engines do, or at its end.

    There a sign read wrongly gives the value of another record, so that the list cannot tell which engine is right.
    """
    if not hit.window.is_second:
        return False
    return bool(known.find_known(hit.kind, frozenset(iter_neighbours(hit.variant.key, hit.window.shown))))


def _as_repair(hit: _Hit, *, is_certain: bool, others: tuple[str, ...]) -> Repair:
    window = hit.window
    return Repair(
        kind=hit.kind,
        read=window.shown,
        known=hit.variant.key,
        on_file=hit.on_file or hit.variant.key,
        edits=hit.variant.edits,
        cost=hit.variant.cost,
        part=window.part,
        page=window.page,
        start=window.start,
        end=window.end,
        confidence=window.confidence,
        is_certain=is_certain,
        others=others,
    )
