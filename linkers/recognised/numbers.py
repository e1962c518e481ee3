"""Reference numbers that may have been printed where a number was read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from linkers.recognised.edits import (
    FAINT,
    FOLDED_PAIRS,
    FOLDS,
    LOOK_ALIKES,
    ONLY_FOLDS,
    SHOWN_FOLDS,
    Change,
    Edit,
    EditKind,
    Variant,
    apply_changes,
    as_digit,
    is_apart,
    keep_cheapest,
)
from linkers.recognised.windows import Spelling

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS_BEFORE = 5
_LETTERS_AFTER = 2
_STROKES = frozenset("1IL7J")


def list_certain(spelling: Spelling, spaces: tuple[Edit, ...] = ()) -> tuple[Variant, ...]:
    """What was read with up to two folds, a stroke left out, or every letter within it a digit; cheapest first.

    The rarer meanings of a sign are among them, because they make a fold doubtful.
    """
    read, singles = spelling.folded, list(_iter_folds(spelling))
    faint = list(_iter_faint(spelling))
    variants = [Variant(key=read, edits=spaces)]
    variants += [apply_changes(read, (one,), spaces) for one in (*singles, *faint)]
    pairs = (*combinations(singles, 2), *product(singles, faint))
    variants += [apply_changes(read, pair, spaces) for pair in pairs if is_apart(*pair)]
    variants += [apply_changes(read, (one,), spaces) for one in _iter_strokes(spelling)]
    variants += [
        apply_changes(read, (stroke, fold), spaces)
        for stroke in _iter_strokes(spelling)
        for fold in singles
        if is_apart(stroke, fold)
    ]
    variants += [apply_changes(read, changes, spaces) for changes in _iter_all_digits(spelling)]
    return keep_cheapest(variants)


def list_alike(folded: str) -> frozenset[str]:
    """The numbers that one sign misread would make this number of, where it was recognised and not read as text."""
    spelling = Spelling(folded=folded, shown=tuple(folded))
    changes = (*_iter_folds(spelling), *_iter_faint(spelling), *_iter_look_alikes(spelling))
    return frozenset(apply_changes(folded, (one,)).key for one in changes) - {folded}


def list_possible(spelling: Spelling, spaces: tuple[Edit, ...] = ()) -> tuple[Variant, ...]:
    """What was read, or its likeliest folds, with one further mistake of any kind; cheapest first."""
    folds = list(_iter_all_digits(spelling, at_most=2))
    variants: list[Variant] = []
    for changes in [(), *folds]:
        base = apply_changes(spelling.folded, changes)
        shown = spelling.shown if not changes else tuple(base.key)
        mistakes = _iter_mistakes(Spelling(folded=base.key, shown=shown))
        variants += [apply_changes(base.key, (one,), (*spaces, *base.edits)) for one in mistakes]
    return keep_cheapest(variants)


def _iter_folds(spelling: Spelling) -> Iterator[Change]:
    read, shown = spelling.folded, spelling.shown
    for at, sign in enumerate(read):
        for known in SHOWN_FOLDS.get(shown[at], FOLDS.get(sign, "")):
            yield at, 1, known, Edit(kind=EditKind.FOLD, read=shown[at], known=known)
        for two, one in FOLDED_PAIRS:
            if read.startswith(two, at):
                yield at, 2, one, Edit(kind=EditKind.FOLD, read="".join(shown[at : at + 2]), known=one)
            if sign == one:
                yield at, 1, two, Edit(kind=EditKind.FOLD, read=shown[at], known=two)


def _iter_faint(spelling: Spelling) -> Iterator[Change]:
    for at, (sign, shown) in enumerate(zip(spelling.folded, spelling.shown, strict=True)):
        others = FAINT.get(sign, "") + (FOLDS.get(sign, "") if shown in SHOWN_FOLDS else "")
        for known in others if shown not in ONLY_FOLDS else "":
            yield at, 1, known, Edit(kind=EditKind.FAINT, read=shown, known=known)


def _iter_strokes(spelling: Spelling) -> Iterator[Change]:
    """A `/` that was read as a sign of the number; whether one stands there on file is still to be seen."""
    for at in range(1, len(spelling.folded) - 1):
        if spelling.folded[at] in _STROKES:
            yield at, 1, "", Edit(kind=EditKind.STROKE, read=spelling.shown[at], known="/", at=at)


def _iter_all_digits(spelling: Spelling, at_most: int = 99) -> Iterator[tuple[Change, ...]]:
    """Every letter a digit but for some at the beginning and the end, where formats have their letters."""
    read, shown = spelling.folded, spelling.shown
    for before in range(_LETTERS_BEFORE + 1):
        for after in range(_LETTERS_AFTER + 1):
            middle = range(before, len(read) - after)
            letters = [at for at in middle if read[at].isalpha()]
            digits = {at: as_digit(read[at], shown[at]) for at in letters}
            if 0 < len(letters) <= at_most and all(digits.values()):
                yield tuple(
                    (at, 1, digit, Edit(kind=EditKind.FOLD, read=shown[at], known=digit))
                    for at, digit in digits.items()
                )


def _iter_mistakes(spelling: Spelling) -> Iterator[Change]:
    read, shown = spelling.folded, spelling.shown
    for at, sign in enumerate(read):
        others = _ALPHANUMERIC[:10] if sign.isdigit() else _ALPHANUMERIC[10:]
        for known in dict.fromkeys(FAINT.get(sign, "") + others):
            if known != sign:
                yield at, 1, known, Edit(kind=_substitution(sign, known), read=shown[at], known=known)
        yield at, 1, "", Edit(kind=EditKind.EXTRA, read=shown[at])
    for at in range(len(read) + 1):
        for known in _ALPHANUMERIC:
            yield at, 0, known, Edit(kind=EditKind.MISSING, known=known)


def _iter_look_alikes(spelling: Spelling) -> Iterator[Change]:
    for at, sign in enumerate(spelling.folded):
        for known in LOOK_ALIKES.get(sign, ""):
            yield at, 1, known, Edit(kind=EditKind.LOOK_ALIKE, read=spelling.shown[at], known=known)


def _substitution(sign: str, known: str) -> EditKind:
    if known in FAINT.get(sign, ""):
        return EditKind.FAINT
    return EditKind.LOOK_ALIKE if known in LOOK_ALIKES.get(sign, "") else EditKind.OTHER
