from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from crmbridge.domain.communication import Direction
from crmbridge.domain.reading import Part, PartState, Reading
from crmbridge.web.communication_pages import MOST_TEXT, iter_shown_parts
from crmbridge.web.rendering import Renderer, as_moment, as_visible

LONDON = ZoneInfo("Europe/London")


def _reading(*texts: str) -> Reading:
    parts = tuple(
        Part(path=str(place), name="", media_type="text/plain", size=1, state=PartState.READ, text=text)
        for place, text in enumerate(texts)
    )
    return Reading(
        fingerprint="",
        media_type="text/plain",
        channel=None,
        direction=Direction.IN,
        occurred_at=None,
        subject="",
        sender=None,
        recipients=(),
        message_id="",
        references=(),
        state=PartState.READ,
        reason="",
        pages=None,
        text="",
        parts=parts,
        identifiers=(),
    )


def test_pages_are_divided_at_form_feeds_and_parts_without_text_are_left_out() -> None:
    shown = list(iter_shown_parts(_reading("one\ftwo", " \n", "three")))

    assert [one.pages for one in shown] == [("one", "two"), ("three",)]
    assert not [one for one in shown if one.is_cut]


def test_a_page_holds_so_much_text_and_says_where_it_was_cut() -> None:
    shown = list(iter_shown_parts(_reading("a" * (MOST_TEXT - 1), "bc", "d")))

    assert [(len(one.pages[0]), one.is_cut) for one in shown] == [(MOST_TEXT - 1, False), (1, True), (0, True)]


@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\u200f", "\ud800"])
def test_a_character_that_hides_or_turns_text_becomes_a_sign(hidden: str) -> None:
    assert as_visible(f"a{hidden}b") == "a\ufffdb"


def test_ordinary_text_and_our_own_markup_stay_as_they_are() -> None:
    assert as_visible("Zoë\t\r\n😀 שלום") == "Zoë\t\r\n😀 שלום"
    assert isinstance(as_visible(Markup("<b>")), Markup)
    assert as_visible(17) == 17


def test_times_are_shown_in_the_organisations_zone() -> None:
    assert as_moment(datetime(2025, 7, 1, 23, 30, tzinfo=UTC), LONDON) == "2025-07-02 00:30"
    assert as_moment(None, LONDON) == ""


def test_a_template_that_names_what_is_not_there_fails_loudly() -> None:
    with pytest.raises(UndefinedError):
        Renderer(LONDON, "Harbour").render("trouble.html")
