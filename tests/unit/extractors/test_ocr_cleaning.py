from __future__ import annotations

import numpy
import pytest
from PIL import Image

from extractors.ocr import Raster
from extractors.ocr.layout import has_columns
from extractors.ocr.light import even_light, find_ink
from extractors.ocr.placement import place, turn_quarters
from extractors.ocr.prepare import prepare
from extractors.ocr.skew import find_skew
from extractors.ocr.specks import clean_ink, remove_streaks
from tests.unit.extractors.ocr_builders import LETTER, as_bilevel, draw_page


def test_lone_specks_go_and_letters_and_full_stops_stay() -> None:
    ink = numpy.zeros((60, 60), dtype=bool)
    ink[20:35, 10:14] = True  # a letter
    ink[33:35, 17:19] = True  # a full stop behind it
    ink[5, 50] = ink[50:52, 40:42] = True  # specks
    clean = clean_ink(ink)
    assert clean[20:35, 10:14].all()
    assert clean[33:35, 17:19].all()
    assert clean.sum() == 60 + 4


def test_holes_in_letters_are_filled() -> None:
    ink = numpy.zeros((40, 40), dtype=bool)
    ink[10:30, 10:20] = True
    ink[15, 15] = False
    assert clean_ink(ink)[15, 15]


def test_a_streak_of_the_scanner_goes_and_a_letter_under_it_stays() -> None:
    ink = numpy.zeros((200, 60), dtype=bool)
    ink[:, 30:32] = True
    ink[50:56, 20:45] = True
    clean = remove_streaks(ink)
    assert not clean[100, 30:32].any()
    assert clean[50:56, 30:32].all()


@pytest.mark.parametrize("degrees", [0.0, 1.0, -2.0, 3.0, -4.5])
def test_the_angle_of_a_crooked_page_is_found_within_a_tenth_of_a_degree(degrees: float) -> None:
    sheet = draw_page("\n".join([LETTER] * 3)).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    assert find_skew(numpy.array(sheet) < 128, 1.0) == pytest.approx(-degrees, abs=0.1)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_place_on_the_prepared_page_leads_back_to_the_page_as_it_was_stored(quarters: int) -> None:
    stored = numpy.full((200, 100), 255, dtype=numpy.uint8)
    stored[30:34, 20:24] = 0
    upright = turn_quarters(stored, quarters)
    placement = place((upright.shape[1], upright.shape[0]), scale=(1.5, 3), degrees=2, quarters=quarters)
    rows, columns = numpy.nonzero(placement.apply(upright) < 128)
    box = (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    assert placement.as_thousandths(box) == pytest.approx((200, 150, 240, 170), abs=4)


def test_a_standard_fax_gets_square_dots() -> None:
    raster = Raster(pixels=numpy.full((1146, 1728), 255, dtype=numpy.uint8), dpi=(204.0, 98.0), is_bilevel=True)
    height, width = prepare(raster).pixels.shape
    assert width / height == pytest.approx((1728 / 204) / (1146 / 98), abs=0.01)


def test_white_letters_on_black_paper_become_black_letters_on_white_paper() -> None:
    page = as_bilevel(draw_page(LETTER))
    inverted = Raster(pixels=255 - page.pixels, dpi=page.dpi, is_bilevel=True)
    assert prepare(inverted).ink_share == pytest.approx(prepare(page).ink_share, abs=0.001)


def test_a_shadow_over_a_photograph_is_taken_out() -> None:
    sheet = numpy.array(draw_page(LETTER)).astype(float)
    shadow = numpy.linspace(1.0, 0.4, sheet.shape[1])
    even = even_light((sheet * shadow).astype(numpy.uint8))
    assert even[-50:, -50:].mean() > 240
    assert even.min() < 30


def test_two_columns_of_print_are_told_from_a_table() -> None:
    line = "words of a long line of print "
    columns = draw_page("\n".join([f"{line}          {line}"] * 14))
    table = draw_page("\n".join([f"{line}                        18.50"] * 14))
    assert has_columns(numpy.array(columns))
    assert not has_columns(numpy.array(table))


@pytest.mark.parametrize(("ink", "paper"), [(200, 240), (10, 50), (255, 0), (0, 255)])
def test_print_is_found_however_pale_or_dark_the_page_is_and_in_white_on_black(ink: int, paper: int) -> None:
    sheet = numpy.array(draw_page(LETTER), dtype=numpy.float64)
    expected = find_ink(even_light(sheet.astype(numpy.uint8))).mean()
    found = find_ink(even_light((ink + (paper - ink) * sheet / 255).astype(numpy.uint8))).mean()
    assert found == pytest.approx(expected, rel=0.4)


@pytest.mark.parametrize(("paper", "grain"), [(255, 0), (230, 3), (200, 9)])
def test_the_grain_of_blank_paper_is_no_print(paper: int, grain: int) -> None:
    shades = numpy.random.default_rng(1).normal(paper, grain, (900, 700)).clip(0, 255).astype(numpy.uint8)
    assert find_ink(even_light(shades)).mean() < 0.0004
