"""How well faxes and scans are read; `pytest -s` prints the figures. The pages are made by a seed."""

from __future__ import annotations

import pytest

from crmbridge.domain.reader_settings import OcrEngine
from extractors.ocr import find_engines
from tests.benchmarks.bench_ocr import list_fax_pages, list_scan_pages
from tests.evaluation.fax_scores import Score, score_pages

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not find_engines(), reason="no text recognition is installed"),
]

HAS_BOTH = len(find_engines()) == 2


@pytest.fixture(scope="module")
def faxes() -> Score:
    return score_pages(list_fax_pages(11, 12, 2), OcrEngine.AUTO)


def test_nine_of_ten_identifiers_on_faxes_are_read_character_by_character(faxes: Score) -> None:
    print({group: round(faxes.find_share(group), 3) for group in sorted(faxes.groups)}, round(faxes.word_accuracy, 3))
    assert faxes.find_share() >= (0.90 if HAS_BOTH else 0.82)


def test_faxes_in_fine_resolution_are_read_better_than_the_goal(faxes: Score) -> None:
    assert faxes.find_share("204x196") >= (0.93 if HAS_BOTH else 0.88)


def test_nineteen_of_twenty_words_on_faxes_are_read(faxes: Score) -> None:
    assert faxes.word_accuracy >= 0.93


def test_the_number_of_the_sending_machine_is_read_from_the_header_line(faxes: Score) -> None:
    assert faxes.header_share >= 0.9


def test_identifiers_on_poor_grey_scans_are_read() -> None:
    scans = score_pages(list_scan_pages(11, 6), OcrEngine.AUTO)
    assert scans.find_share() >= (0.93 if HAS_BOTH else 0.8)
