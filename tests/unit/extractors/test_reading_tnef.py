"""Outlook's attachment bundles (winmail.dat)."""

from __future__ import annotations

import struct
import tracemalloc
from datetime import UTC, datetime
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from crmbridge.domain.reading import PartState
from tests.unit.extractors.extractor_builders import find_part, list_found, list_values, make_mail, make_pdf, read
from tests.unit.extractors.outlook_builders import Property, make_tnef, make_tnef_properties, pack_rtf

SUBJECT, SENT, FROM, CLASS, BODY, PROPERTIES = 0x8004, 0x8005, 0x8000, 0x8008, 0x800C, 0x9003
NEXT, CONTENT, TITLE, ATTACHED = 0x9002, 0x800F, 0x8010, 0x9005
MESSAGE: dict[int, Property] = {
    0x0037: "About C-123456",
    0x0C1A: "Anna Kay",
    0x0C1E: "SMTP",
    0x0C1F: "anna@kay.example",
}


def wrap(bundle: bytes, body: str = "See the attachment.") -> bytes:
    mail: EmailMessage = make_mail(body)
    mail.add_attachment(bundle, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return mail.as_bytes()


def test_the_older_attributes_of_a_bundle_are_read() -> None:
    sender = struct.pack("<HHHH", 4, 0, 9, 22) + b"Anna Kay\0" + b"SMTP:anna@kay.example\0"
    when = struct.pack("<7H", 2025, 3, 12, 9, 15, 0, 3)
    reading = read(make_tnef((SUBJECT, b"About C-123456\0"), (FROM, sender), (SENT, when), (BODY, b"Some words\0")))
    assert (reading.state, reading.media_type) == (PartState.READ, "application/ms-tnef")
    assert (reading.subject, reading.occurred_at) == ("About C-123456", datetime(2025, 3, 12, 9, 15, tzinfo=UTC))
    assert reading.text.startswith("From: Anna Kay <anna@kay.example>\nDate: Wed, 12 Mar 2025 09:15:00 +0000\n")
    assert reading.text.endswith("Subject: About C-123456\n\nSome words")


def test_the_properties_of_a_bundle_are_read() -> None:
    page = b"<html><body>Zo\xc3\xab writes</body></html>"
    properties = make_tnef_properties(MESSAGE | {0x1035: "<two@kay.example>", 0x1013: page, 0x3FDE: 65001})
    reading = read(make_tnef((PROPERTIES, properties)))
    assert "Subject: About C-123456\nMessage-ID: <two@kay.example>" in reading.text
    assert reading.text.strip().endswith("Zoë writes")


def test_a_bundle_of_rich_text_is_read() -> None:
    properties = make_tnef_properties({0x1009: pack_rtf(rb"{\rtf1 Rich {\i words}}")})
    assert read(make_tnef((PROPERTIES, properties))).text.endswith("Rich words")


def test_the_attachments_of_a_bundle_are_parts_with_their_long_names() -> None:
    names = make_tnef_properties({0x3707: "Żądanie zwrotu.pdf"})
    bundle = make_tnef(
        (NEXT, bytes(14)), (TITLE, b"ZADANI~1.PDF\0"), (CONTENT, make_pdf("Dear Sirs")), (ATTACHED, names)
    )
    reading = read(wrap(bundle))
    assert [(part.path, part.name) for part in reading.parts[2:]] == [
        ("2", "winmail.dat"),
        ("2.1", "Żądanie zwrotu.pdf"),
    ]
    assert "Dear Sirs" in reading.text


def test_the_last_bytes_of_an_attachment_are_kept_even_where_they_are_zero() -> None:
    reading = read(make_tnef((NEXT, bytes(14)), (TITLE, b"a.bin\0"), (CONTENT, b"\x89odd\0\0\0\0")))
    assert find_part(reading, "1").size == 8


def test_a_message_inside_a_bundle_is_read() -> None:
    inner = make_tnef((SUBJECT, b"Inner subject\0"), (BODY, b"Inner words\0"))
    bundle = make_tnef((NEXT, bytes(14)), (ATTACHED, make_tnef_properties({0x3701: inner, 0x3705: 5})))
    assert read(bundle).text.endswith("Subject: Inner subject\n\nInner words")


def test_the_words_of_a_bundle_are_the_mails_own_words() -> None:
    reading = read(wrap(make_tnef((BODY, b"My number is C-123456.\0")), body=""))
    assert list_values(reading, "client_number") == ["C-123456"]
    assert [one.zone.value for one in list_found(reading, "client_number")] == ["body"]


def test_words_that_a_bundle_repeats_are_shown_once() -> None:
    reading = read(wrap(make_tnef((BODY, b"My number is\r\nC-123456.\0")), body="My number is C-123456."))
    assert reading.text.count("C-123456") == 1
    assert list_values(reading, "client_number") == ["C-123456"]


def test_a_cut_bundle_keeps_what_was_read_and_says_so() -> None:
    whole = make_tnef((SUBJECT, b"About C-123456\0"), (BODY, b"Some words " * 50))
    reading = read(whole[:-60])
    assert (reading.state, reading.subject) == (PartState.DAMAGED, "About C-123456")
    assert "Some words" in reading.text


def test_a_bundle_without_an_attribute_is_damaged_and_not_empty() -> None:
    assert read(b"\x78\x9f\x3e\x22" + bytes(20)).state is PartState.DAMAGED


def test_what_stands_behind_the_last_attribute_is_said_to_be_unread() -> None:
    assert read(make_tnef((BODY, b"Some words\0")) + b"more of something").state is PartState.DAMAGED


def test_counts_without_end_cost_no_memory() -> None:
    endless = struct.pack("<LHHL", 0xFFFFFFFF, 0x101E, 0x0037, 0xFFFFFFFF)
    bundle = make_tnef((PROPERTIES, endless), (0x9004, struct.pack("<LL", 0xFFFFFFFF, 0) + bytes(60)))
    read(bundle)
    tracemalloc.start()
    try:
        assert read(bundle).state is PartState.DAMAGED
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()


SAMPLE = make_tnef(
    (SUBJECT, b"About C-123456\0"),
    (PROPERTIES, make_tnef_properties(MESSAGE | {0x1009: pack_rtf(rb"{\rtf1 Rich {\i words}}")})),
    (NEXT, bytes(14)),
    (CONTENT, b"Attached"),
    (ATTACHED, make_tnef_properties({0x3707: "a.txt"})),
)
PLACES = st.lists(st.tuples(st.integers(4, len(SAMPLE) - 1), st.integers(0, 255)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(places=PLACES, end=st.integers(6, len(SAMPLE)))
def test_a_bundle_with_wrong_bytes_gives_a_reading(places: list[tuple[int, int]], end: int) -> None:
    content = bytearray(SAMPLE[:end])
    for place, value in places:
        if place < end:
            content[place] = value
    assert read(bytes(content)).state is not PartState.EMPTY
