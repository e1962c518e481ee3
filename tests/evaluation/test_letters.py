"""How well letters are read that were made by seeded code; `pytest -s` prints the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from crmbridge.domain.reading import Letter
from extractors.letters import find_letter
from tests.evaluation.letters import Example, list_letters, without_blank_lines

COUNT = 300
RIGHT = 0.95

CHECKS: dict[str, Callable[[Letter, Example], bool]] = {
    "day": lambda letter, true: letter.dated == true.dated,
    "addressee": lambda letter, true: true.addressee in letter.addressee.replace("\n", " "),
    "postcode": lambda letter, true: true.postcode in letter.addressee,
    "salutation": lambda letter, true: letter.salutation == true.salutation,
    "signature": lambda letter, true: letter.signature.split("\n")[0] == true.signature,
    "subject": lambda letter, true: letter.subject == true.subject,
    "our reference": lambda letter, true: letter.our_reference == true.our_reference,
    "your reference": lambda letter, true: letter.your_reference == true.your_reference,
    "enclosures": lambda letter, true: letter.enclosures == true.enclosures,
    "letterhead": lambda letter, true: true.letterhead in letter.letterhead,
}


@pytest.mark.parametrize("seed", [21, 22])
@pytest.mark.parametrize("is_squeezed", [False, True])
def test_nearly_every_field_of_a_letter_is_read_right(seed: int, is_squeezed: bool) -> None:
    right: Counter[str] = Counter()
    for true in list_letters(seed, COUNT):
        letter = find_letter(without_blank_lines(true) if is_squeezed else true.text, "GB")
        right.update(name for name, check in CHECKS.items() if letter and check(letter, true))
    print(f"\nseed {seed}, blank lines {not is_squeezed}: {dict(right)} of {COUNT}")
    assert {name: right[name] for name in CHECKS if right[name] < RIGHT * COUNT} == {}
