from __future__ import annotations

import pytest

from crmbridge.domain.reading import Word
from extractors.ocr import find_confidence
from extractors.ocr.agree import DISPUTED, choose_reading, merge_lines
from extractors.ocr.found import FoundWord
from extractors.ocr.words import tidy

LINE = (1, 1, 1)


def _words(*texts: str, confidence: float = 0.8) -> list[FoundWord]:
    return [
        FoundWord(text=text, box=(100 * place, 0, 100 * place + 60, 30), confidence=confidence, line=LINE)
        for place, text in enumerate(texts)
    ]


def _read(text: str, confidence: float = 0.9) -> dict[tuple[int, int, int], FoundWord]:
    return {LINE: FoundWord(text=text, box=(0, 0, 1000, 30), confidence=confidence, line=LINE)}


@pytest.mark.parametrize(
    ("one", "other", "likelier"),
    [
        ("CAS-2025+737164", "CAS-2025-737164", "CAS-2025-737164"),
        ("POL/14/60347B", "poL/l4/60347B", "POL/14/60347B"),
        ("LNV86109l", "INV861091", "INV861091"),
        ("john,pendle@oakes.example", "john.pendle@oakes.example", "john.pendle@oakes.example"),
        ("£47,347,83", "£47,347.83", "£47,347.83"),
    ],
)
def test_of_two_readings_the_one_of_a_usual_form_stands(one: str, other: str, likelier: str) -> None:
    assert choose_reading(one, other, 0.6, 0.9) == likelier
    assert choose_reading(other, one, 0.6, 0.6) == likelier


def test_words_on_which_the_engines_agree_are_surer_and_disputed_ones_stay_doubtful() -> None:
    merged = merge_lines(_words("Case", "CAS-2025+737164"), _read("Case CAS-2025-737164"))
    assert [word.text for word in merged] == ["Case", "CAS-2025-737164"]
    assert merged[0].confidence > 0.9
    assert merged[1].confidence <= DISPUTED


def test_a_disputed_word_keeps_what_else_was_read_there() -> None:
    merged = merge_lines(_words("at", "CAS-2020-8", "10580"), _read("at CAS-2020-810580"))
    assert [(word.text, word.alternatives) for word in merged] == [
        ("at", ()),
        ("CAS-2020-810580", ("CAS-2020-8 10580",)),
    ]


def test_a_comma_within_an_address_is_a_dot() -> None:
    (merged,) = merge_lines(_words("r,pate]@oakes.example"), _read("rpatel@oakes.example"))
    assert merged.text == "r.patel@oakes.example"


def test_a_word_that_only_the_second_engine_saw_is_added_with_doubt() -> None:
    merged = merge_lines(_words("ring", "before"), _read("ring 01632960123 before"))
    assert [word.text for word in merged] == ["ring", "01632960123", "before"]
    assert merged[1].confidence <= DISPUTED


def test_lines_that_were_not_read_again_stay_as_they_are() -> None:
    words = _words("One", "two")
    assert merge_lines(words, {}) == tuple(words)


def test_an_address_that_was_torn_apart_is_joined_and_specks_are_no_words() -> None:
    torn = [
        FoundWord(text="anna", box=(0, 0, 60, 30), confidence=0.9, line=LINE),
        FoundWord(text="@kay.example", box=(66, 0, 200, 30), confidence=0.8, line=LINE),
        FoundWord(text="|", box=(300, 0, 303, 30), confidence=0.4, line=LINE),
    ]
    assert [(word.text, word.confidence, word.box) for word in tidy(torn)] == [
        ("anna@kay.example", 0.8, (0, 0, 200, 30))
    ]


def test_an_identifier_is_as_sure_as_its_least_sure_word() -> None:
    words = [
        Word(start=start, end=start + 4, page=1, left=0, top=0, right=1, bottom=1, confidence=confidence)
        for start, confidence in ((0, 0.9), (5, 0.4), (10, 0.8))
    ]
    assert find_confidence(words, 2, 8) == 0.4
    assert find_confidence(words, 10, 14) == 0.8
    assert find_confidence(words, 4, 5) is None
    assert find_confidence([], 0, 5) is None
