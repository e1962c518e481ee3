"""What text recognition mistakes for what, and what each mistake costs.

A fold is a pair of signs that look alike across classes (O and 0): the class of the sign tells which one was meant. All
other mistakes give a sign that could as well have been printed, so they only suggest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class EditKind(StrEnum):
    """One way in which what was read differs from what is on file."""

    SPACE = "space"
    FOLD = "fold"
    STROKE = "stroke"
    SECOND = "second reading"
    FAINT = "faint"
    LOOK_ALIKE = "look-alike"
    MISSING = "missing"
    EXTRA = "extra"
    OTHER = "other"


COSTS: dict[EditKind, int] = {
    EditKind.SPACE: 0,
    EditKind.SECOND: 1,
    EditKind.FOLD: 2,
    EditKind.STROKE: 2,
    EditKind.FAINT: 3,
    EditKind.LOOK_ALIKE: 6,
    EditKind.MISSING: 6,
    EditKind.EXTRA: 6,
    EditKind.OTHER: 8,
}
"""About the negative log2 of how much rarer each is than reading a sign as it stands, in steps of one and a half."""

MARGIN = 4
"""A value must be cheaper by so much than every other one, or the reading stays open between them."""

CERTAIN = frozenset({EditKind.SPACE, EditKind.FOLD, EditKind.STROKE, EditKind.SECOND})
"""Mistakes that leave no doubt which sign was printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One difference: the signs as read and those on file, either of which may be empty.

    `at` is how many letters and digits stand before a stroke, 0 for other edits.
    """

    kind: EditKind
    read: str = ""
    known: str = ""
    at: int = 0

    @property
    def words(self) -> str:
        """`O for 0`, `a dot missing`."""
        match self.kind:
            case EditKind.SPACE:
                return f"a {'line break' if self.read else 'space'} inside it"
            case EditKind.SECOND:
                return f"also read as {self.known}"
            case EditKind.MISSING:
                return f"{_name(self.known)} missing"
            case EditKind.EXTRA:
                return f"{_name(self.read)} too many"
            case _:
                return f"{self.read} for {_name(self.known)}" if self.read else f"{_name(self.known)} missing"


def _name(sign: str) -> str:
    return {".": "a dot", "_": "an underscore", "-": "a dash"}.get(sign, sign)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A value that may have been printed, and the mistakes that would have made of it what was read."""

    key: str
    edits: tuple[Edit, ...] = ()

    @property
    def cost(self) -> int:
        """The sum over its edits."""
        return sum(COSTS[edit.kind] for edit in self.edits)

    @property
    def is_certain(self) -> bool:
        """Whether every edit is one that leaves no doubt."""
        return all(edit.kind in CERTAIN for edit in self.edits)


Change = tuple[int, int, str, Edit]
"""One edit of a text: where, how many characters, by what, and what it is called."""


def apply_changes(text: str, changes: Iterable[Change], edits: tuple[Edit, ...] = ()) -> Variant:
    """The text with the changes made. `edits` are those that were made before."""
    ordered = sorted(changes, key=lambda change: change[0])
    pieces, end = [], 0
    for at, size, known, _ in ordered:
        pieces += [text[end:at], known]
        end = at + size
    return Variant(key="".join([*pieces, text[end:]]), edits=(*edits, *(edit for _, _, _, edit in ordered)))


def is_apart(one: Change, other: Change) -> bool:
    """Whether two changes touch different characters."""
    first, second = sorted((one, other), key=lambda change: change[0])
    return first[0] + first[1] <= second[0] and first[0] != second[0]


def keep_cheapest(variants: Iterable[Variant]) -> tuple[Variant, ...]:
    """Each key once, by its cheapest way, the cheapest first."""
    best: dict[str, Variant] = {}
    for variant in sorted(variants, key=lambda one: one.cost):
        best.setdefault(variant.key, variant)
    return tuple(best.values())


FOLDS: dict[str, str] = {
    **{"O": "0", "Q": "0", "D": "0", "I": "1L", "L": "1I", "S": "5", "B": "8", "Z": "2", "G": "6"},
    **{"T": "7", "A": "4"},
    **{"0": "OQD", "1": "IL", "5": "S", "8": "B", "2": "Z", "6": "G"},
}
"""For each sign as read, those of another class that look like it."""

SHOWN_FOLDS: dict[str, str] = {"b": "6", "g": "9", "q": "9", "&": "8"}
"""The same for small letters that look like another digit than the capital, and for signs."""

ONLY_FOLDS = frozenset("&°º|!¦")
"""Signs of which nothing else is made."""

FOLDED_PAIRS: tuple[tuple[str, str], ...] = (("RN", "M"), ("CL", "D"), ("VV", "W"))
"""Two signs that run together, and the one they look like; either may be read for the other."""

DIGIT_OF: dict[str, str] = {sign: known[0] for sign, known in FOLDS.items() if sign.isalpha()}
"""The digit that a letter stands for where only digits can stand."""

FAINT: dict[str, str] = {
    **{"S": "8", "B": "36", "Z": "7", "G": "0", "T": "1", "Q": "9", "E": "68", "C": "G", "H": "MN"},
    **{
        "4": "A",
        "7": "TZJ",
        "9": "G",
        "U": "V",
        "V": "U",
        "P": "R",
        "R": "P",
        "E": "F",
        "F": "E",
        "N": "H",
        "M": "HN",
        "J": "1",
    },
    **{"D": "O", "O": "DQC", "Q": "O", "X": "K", "K": "X"},
}
"""The same where the pair is rarer, or where both are letters: it never decides."""

_ALIKE = ("08", "06", "09", "38", "35", "36", "56", "58", "68", "69", "17", "14", "27", "49", "47", "89", "39", "59")
LOOK_ALIKES: dict[str, str] = {
    digit: "".join(pair.replace(digit, "") for pair in _ALIKE if digit in pair) for digit in "0123456789"
}
"""Digits that noise turns into each other."""

SIGNS: dict[str, str] = {
    **dict.fromkeys("|!¦[]", "I"),
    **dict.fromkeys("$§", "S"),
    **dict.fromkeys("°º©", "O"),
    "&": "B",
    "?": "Z",
}
"""Signs that stand for a letter or digit within a number; which of them, the folds say."""


def as_digit(sign: str, shown: str) -> str:
    """The digit that a sign stands for where only digits can stand, empty where it looks like none."""
    return sign if sign.isdigit() else SHOWN_FOLDS.get(shown) or DIGIT_OF.get(sign, "")
