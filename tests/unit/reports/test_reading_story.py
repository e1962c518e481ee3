"""What `explain` tells of a reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.reading import (
    FaxPage,
    Letter,
    Original,
    Part,
    PartState,
    Party,
    Passage,
    PassageKind,
    Reading,
    Word,
)
from crmbridge.reports.reading_story import tell_reading

READING = Reading(
    fingerprint="f" * 64,
    media_type="image/tiff",
    channel=Channel.FAX,
    direction=Direction.IN,
    occurred_at=None,
    subject="",
    sender=None,
    recipients=(),
    message_id="",
    references=(),
    state=PartState.READ,
    reason="",
    pages=1,
    text="Dear Sirs",
    parts=(Part(path="0", name="fax.tif", media_type="image/tiff", size=9, state=PartState.READ, pages=2),),
    identifiers=(),
)


def make_word(start: int, page: int, confidence: float) -> Word:
    return Word(start=start, end=start + 1, page=page, left=0, top=0, right=9, bottom=9, confidence=confidence)


def tell(reading: Reading) -> list[str]:
    return [f"{chapter}: {sentence}" for chapter, sentence in tell_reading(reading)]


def test_a_plain_reading_is_told_in_two_lines() -> None:
    assert tell(READING) == ["reading: read, 1 part", "part: part 0, fax.tif, image/tiff, 2 pages, read"]


def test_each_recognised_page_says_how_surely_it_was_read() -> None:
    words = (make_word(0, 1, 0.9), make_word(2, 1, 0.5), make_word(4, 2, 1.0))
    told = tell(replace(READING, parts=(replace(READING.parts[0], words=words),)))
    assert told[2:] == [
        "recognised: part 0, page 1: 2 words read by text recognition, confidence 70% on average, 1 uncertain",
        "recognised: part 0, page 2: 1 word read by text recognition, confidence 100% on average, 0 uncertain",
    ]


def test_header_lines_and_the_pages_that_are_not_there_are_told() -> None:
    line = FaxPage(page=1, line="6 MAR 07:12 P.01/03", sender="+44 1632 960417", number=1, total=3)
    told = tell(replace(READING, fax_pages=(line, FaxPage(page=2, line="BAKERY")), missing_pages=(3,)))
    assert told[2:] == [
        "page: page 1 has the header line “6 MAR 07:12 P.01/03”, it is page 1 of 3, sent from +44 1632 960417",
        "page: page 2 has the header line “BAKERY”",
        "missing page: page 3, which other pages count, is not there",
    ]


def test_a_letter_is_told_by_what_it_says_about_itself() -> None:
    letter = Letter(letterhead="A. Kay\n8 Almond Close", dated=date(2025, 3, 4), enclosures=("one form", "one copy"))
    assert tell(replace(READING, letter=letter, language="de"))[2:] == [
        "language: German",
        "letter: letterhead A. Kay, 8 Almond Close",
        "letter: dated 4 March 2025",
        "letter: promises to enclose one form; one copy",
    ]


def test_words_of_others_and_the_message_that_is_passed_on_are_told() -> None:
    passages = tuple(Passage(part="1", start=at, end=at + 10, kind=PassageKind.QUOTED) for at in (20, 60))
    original = Original(
        sender=Party(role="from", name="Li Huang", address="li@shop.example"),
        subject="window",
        occurred_at=datetime(2025, 3, 22, 17, 48, tzinfo=UTC),
    )
    parties = (Party(role="reply-to", name="", address="desk@shop.example"),)
    assert tell(replace(READING, passages=passages, original=original, parties=parties))[2:] == [
        "passage: part 1 holds quoted words, 20 characters",
        "named: reply-to: desk@shop.example",
        "passes on: a message of Li Huang <li@shop.example> of 2025-03-22T17:48+00:00: window",
    ]
