"""Reference numbers that no honest slip of one or two digits turns into each other."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

CHECK_LETTERS = "ABCDEFGHJKLMNPQRSTUVWX"


def draw_numbers(random: Random, *, count: int, digits: int, first: str) -> list[str]:
    """Numbers that begin with one of the `first` digits and differ from each other in three places or more."""
    drawn: list[str] = []
    while len(drawn) < count:
        number = random.choice(first) + "".join(random.choice("0123456789") for _ in range(digits - 1))
        if _is_far_from_all(number, drawn):
            drawn.append(number)
    return drawn


def as_account(number: str) -> str:
    """`10420007` -> `HL-1042-0007-` and its check letter."""
    return f"HL-{number[:4]}-{number[4:]}-{CHECK_LETTERS[int(number) % 22]}"


def slip_digit(number: str) -> str:
    """The number with its last digit written wrongly: it belongs to nobody, because numbers differ in three places."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def _is_far_from_all(number: str, others: Iterable[str]) -> bool:
    return all(sum(one != two for one, two in zip(number, other, strict=True)) >= 3 for other in others)
