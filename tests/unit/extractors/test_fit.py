from __future__ import annotations

from crmbridge.domain.reader_settings import ReadLimits
from crmbridge.domain.reading import Part, PartState, Word
from extractors.content import Content
from extractors.fit import fit_texts
from extractors.identifiers.place import SEARCHED_CHARACTERS
from extractors.walk import ROOT, Node


def _word(start: int) -> Word:
    return Word(start=start, end=start + 4, page=1, left=0, top=0, right=9, bottom=9, confidence=0.9)


def _make_page(length: int, *words: Word) -> Node:
    part = Part(
        path=ROOT, name="fax.tif", media_type="image/tiff", size=1, state=PartState.READ, text="a" * length, words=words
    )
    return Node(part=part, content=Content())


def test_a_text_that_is_cut_keeps_only_the_words_that_still_stand_in_it() -> None:
    page = _make_page(2 * SEARCHED_CHARACTERS, _word(10), _word(SEARCHED_CHARACTERS + 10))
    cut = fit_texts(page, ReadLimits(result_bytes=4 * SEARCHED_CHARACTERS)).part
    assert (cut.state, len(cut.text)) == (PartState.NOT_FULLY_READ, SEARCHED_CHARACTERS)
    assert cut.words == (_word(10),)


def test_a_text_that_fits_keeps_all_its_words() -> None:
    page = _make_page(100, _word(10), _word(50))
    assert fit_texts(page, ReadLimits()) is page
