"""What the head of a mail tells, however badly it is written."""

from __future__ import annotations

import pytest

from crmbridge.domain.reading import TimeSource
from tests.unit.extractors.extractor_builders import make_mail, read


def test_the_time_of_the_first_server_stands_for_a_date_that_is_missing() -> None:
    reading = read(
        b"Received: by two; Wed, 12 Mar 2025 11:00:00 +0000\nReceived: by one; Wed, 12 Mar 2025 10:15:00 +0100\n"
        b"From: a@b.example\nDate: yesterday\nSubject: x\n\nx"
    )
    assert reading.occurred_at is not None
    assert (reading.occurred_at.hour, reading.occurred_at_source) == (10, TimeSource.RECEIVED_HEADER)
    assert read(make_mail().as_bytes()).occurred_at_source is TimeSource.MAIL_HEADER


def test_those_who_are_named_and_not_written_to_are_no_recipients() -> None:
    raw = b"Sender: pa@kay.example\nReply-To: r@kay.example\nDelivered-To: box@harbour.example\n"
    reading = read(raw + b"From: a@kay.example\nTo: desk@harbour.example\nSubject: x\n\nx")
    assert [party.address for party in reading.recipients] == ["desk@harbour.example"]
    assert [(party.role, party.address) for party in reading.parties] == [
        ("sender", "pa@kay.example"),
        ("reply-to", "r@kay.example"),
        ("delivered-to", "box@harbour.example"),
    ]


def test_comments_within_comments_without_end_leave_the_addresses() -> None:
    raw = b"From: a@b.example\nTo: c@d.example" + b" (x" * 5000 + b"\nSubject: x\nMIME-Version: 1.0\n\nbody"
    reading = read(raw)
    assert reading.text == "body"
    assert [party.address for party in reading.recipients] == ["c@d.example"]


@pytest.mark.parametrize(
    ("written", "parties"),
    [
        ("Anna Kay anna@kay.example", [("Anna Kay", "anna@kay.example")]),
        ('"Anna Kay" anna@kay.example', [("Anna Kay", "anna@kay.example")]),
        ("anna@@kay.example", [("", "anna@@kay.example")]),
        ("anna@kay.example bo@kay.example", [("", "anna@kay.example"), ("", "bo@kay.example")]),
        ("Anna Kay <SMTP:anna@kay.example>", [("Anna Kay", "anna@kay.example")]),
        ("[SMTP:anna@kay.example]", [("", "anna@kay.example")]),
        ("<@relay.example,@hub.example:anna@kay.example>", [("", "anna@kay.example")]),
        ("anna@[127.0.0.1]", [("", "anna@[127.0.0.1]")]),
    ],
)
def test_a_recipient_who_is_written_badly_is_not_lost(written: str, parties: list[tuple[str, str]]) -> None:
    reading = read(f"From: a@post.example\nSubject: x\nTo: {written}\n\n".encode())
    assert [(one.name, one.address) for one in reading.recipients] == parties


def test_an_encoded_word_whose_end_was_cut_off_is_decoded() -> None:
    assert read(b"From: a@b.example\nSubject: =?utf-8?Q?No_caf=C3=A9\n\nx").subject == "No café"
