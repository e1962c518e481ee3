from __future__ import annotations

from extractors.ocr.found import FoundWord
from extractors.ocr.placement import Placement
from extractors.ocr.words import compose, tidy

_PAGE = Placement(size=(1000, 1000), coefficients=(1, 0, 0, 0, 1, 0), upright=(1000, 1000))


def _word(
    text: str, left: int, top: int, *, line: tuple[int, int, int], width: int = 60, height: int = 20
) -> FoundWord:
    return FoundWord(text=text, box=(left, top, left + width, top + height), confidence=0.95, line=line)


def test_lines_of_one_block_stay_together_though_the_engine_parts_each_of_them() -> None:
    tops = {"Anna Kay": 100, "12 Mill Lane": 130, "PA1 4ZZ": 160, "Dear Sir": 250, "Goodbye": 280}
    words = tuple(
        _word(part, 100 + 80 * place, top, line=(1, number, 0))
        for number, (line, top) in enumerate(tops.items())
        for place, part in enumerate(line.split())
    )
    text, placed = compose(words, _PAGE, 1)
    assert text == "Anna Kay\n12 Mill Lane\nPA1 4ZZ\n\nDear Sir\nGoodbye"
    assert [text[one.start : one.end] for one in placed] == text.split()


def test_a_second_column_begins_a_block_of_its_own() -> None:
    words = (
        _word("left", 100, 100, line=(0, 0, 0)),
        _word("below", 100, 130, line=(0, 0, 1)),
        _word("right", 600, 100, line=(1, 0, 0)),
    )
    assert compose(words, _PAGE, 1)[0] == "left\nbelow\n\nright"


def test_an_upright_stroke_before_a_small_letter_is_the_word_i_and_a_tall_one_is_a_rule() -> None:
    line = (0, 0, 0)
    spoken = (_word("|", 100, 100, line=line, width=5), _word("was", 120, 104, line=line))
    ruled = (_word("|", 100, 40, line=line, width=5, height=200), _word("was", 120, 104, line=line))
    assert [word.text for word in tidy(spoken)] == ["I", "was"]
    assert [word.text for word in tidy(ruled)] == ["was"]
