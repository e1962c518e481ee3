"""Outlook messages (.msg): what their head, bodies, fields and attachments give."""

from __future__ import annotations

import struct
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.reading import PartState, Party, TimeSource
from tests.unit.extractors.extractor_builders import SETTINGS, find_part, list_values, make_mail, make_pdf, read
from tests.unit.extractors.outlook_builders import (
    ADDRESS_FIELDS,
    COMMON_FIELDS,
    PUBLIC_STRINGS,
    Property,
    make_compound,
    make_msg,
    make_msg_tree,
    make_tnef,
    pack_rtf,
)

WHEN = datetime(2025, 3, 12, 9, 15, tzinfo=UTC)
NOTE: dict[int, Property] = {0x001A: "IPM.Note", 0x0037: "A question", 0x0E06: WHEN, 0x1000: "My number is C-123456."}
SENDER: dict[int, Property] = {0x0C1A: "Anna Kay", 0x0C1E: "SMTP", 0x0C1F: "anna@kay.example"}
HEADERS = (
    "Received: from mx.kay.example by mx.harbour.example; Wed, 12 Mar 2025 09:15:02 +0000\r\n"
    "Authentication-Results: mx.harbour.example; dmarc=fail header.from=kay.example\r\n"
    "From: Anna Kay <anna@kay.example>\r\nTo: service@harbour.example\r\n"
    "Date: Wed, 12 Mar 2025 10:15:00 +0100\r\nSubject: A question\r\n"
    "Message-ID: <one@kay.example>\r\nAuto-Submitted: auto-replied\r\n\r\n"
)


def test_a_message_without_a_header_is_read_from_its_properties() -> None:
    to: dict[int, Property] = {
        0x0C15: 1,
        0x3001: "Service",
        0x3002: "EX",
        0x3003: "/o=Harbour/cn=service",
        0x39FE: "service@harbour.example",
    }
    copied: dict[int, Property] = {0x0C15: 2, 0x3001: "Ben", 0x3002: "SMTP", 0x3003: "ben@kay.example"}
    hidden: dict[int, Property] = {0x0C15: 3, 0x3001: "cy@kay.example", 0x3002: "SMTP", 0x3003: "cy@kay.example"}
    reading = read(make_msg(NOTE | SENDER | {0x1035: "<one@kay.example>"}, recipients=[to, copied, hidden]), "x.msg")
    assert (reading.media_type, reading.channel) == ("application/vnd.ms-outlook", Channel.EMAIL)
    assert reading.sender == Party(role="from", name="Anna Kay", address="anna@kay.example")
    assert [(one.role, one.name, one.address) for one in reading.recipients] == [
        ("to", "Service", "service@harbour.example"),
        ("cc", "Ben", "ben@kay.example"),
        ("bcc", "", "cy@kay.example"),
    ]
    assert (reading.subject, reading.message_id) == ("A question", "one@kay.example")
    assert (reading.occurred_at, reading.occurred_at_source) == (WHEN, TimeSource.MESSAGE_PROPERTY)
    assert (reading.state, reading.text) == (PartState.READ, "My number is C-123456.")
    assert list_values(reading, "client_number") == ["C-123456"]


def test_the_header_that_a_message_travelled_with_speaks_as_in_a_mail() -> None:
    reading = read(make_msg(NOTE | {0x007D: HEADERS}))
    assert (reading.sender, reading.direction) == (
        Party(role="from", name="Anna Kay", address="anna@kay.example"),
        Direction.IN,
    )
    assert (reading.automatic, reading.authentication.dmarc) == (True, "fail")
    assert reading.occurred_at_source is TimeSource.MAIL_HEADER


def test_hidden_recipients_are_added_to_the_header() -> None:
    hidden: dict[int, Property] = {0x0C15: 3, 0x3001: "Cy", 0x3002: "SMTP", 0x3003: "cy@kay.example"}
    known: dict[int, Property] = {0x0C15: 1, 0x3001: "Service", 0x39FE: "service@harbour.example"}
    reading = read(make_msg(NOTE | {0x007D: HEADERS}, recipients=[known, hidden]))
    assert [(one.role, one.address) for one in reading.recipients] == [
        ("to", "service@harbour.example"),
        ("bcc", "cy@kay.example"),
    ]


def test_who_sent_on_behalf_of_whom_is_told() -> None:
    reading = read(make_msg(NOTE | SENDER | {0x0042: "The Board", 0x0064: "SMTP", 0x0065: "board@kay.example"}))
    assert reading.sender == Party(role="from", name="The Board", address="board@kay.example")
    assert "Sender: Anna Kay <anna@kay.example>" in find_part(reading, "0").text


def test_an_address_of_exchange_is_nobodys_address() -> None:
    reading = read(make_msg(NOTE | {0x0C1A: "Anna Kay", 0x0C1E: "EX", 0x0C1F: "/o=Kay/cn=Recipients/cn=anna"}))
    assert reading.sender == Party(role="from", name="Anna Kay", address="")


def test_a_one_off_address_is_found_in_its_entry() -> None:
    entry = bytes(4) + bytes.fromhex("812b1fa4bea310199d6e00dd010f5402") + struct.pack("<HH", 0, 0x8000)
    entry += "Anna\0SMTP\0anna@kay.example\0".encode("utf-16-le")
    reading = read(make_msg(NOTE | {0x0C1A: "Anna", 0x0C1E: "X400", 0x0C1F: "c=gb", 0x0C19: entry}))
    assert reading.sender is not None
    assert reading.sender.address == "anna@kay.example"


def test_a_message_of_ours_goes_out() -> None:
    reading = read(make_msg(NOTE | SENDER | {0x0C1F: "service@harbour.example"}))
    assert reading.direction is Direction.OUT


def test_a_subject_that_was_changed_in_outlook_stands_beside_the_one_that_was_sent() -> None:
    reading = read(make_msg(NOTE | {0x007D: HEADERS, 0x0037: "C-123456 a question"}))
    assert reading.subject == "C-123456 a question"
    assert "Subject as sent: A question" in find_part(reading, "0").text


@pytest.mark.parametrize(
    ("code_page", "charset", "words"),
    [
        (932, "cp932", "お客様番号の件"),
        (949, "cp949", "고객 번호 문의"),
        (950, "cp950", "客戶號碼查詢"),
        (936, "gb18030", "客户号码查询"),
        (1250, "cp1250", "Žádost o změnu"),
        (1251, "cp1251", "Просьба об изменении"),
        (1253, "cp1253", "Αίτηση αλλαγής"),
        (1256, "cp1256", "طلب تغيير"),
    ],
)
def test_a_message_from_before_unicode_is_read_in_its_code_page(code_page: int, charset: str, words: str) -> None:
    content = make_msg({0x001A: "IPM.Note", 0x0037: words, 0x1000: f"{words}!", 0x3FFD: code_page}, charset=charset)
    assert (read(content).subject, read(content).text) == (words, f"{words}!")


@pytest.mark.parametrize(("number", "claim"), [(0x3FDE, 50220), (0x3FF1, 0x0411)])
def test_the_code_page_may_only_be_claimed_by_the_body_or_the_locale(number: int, claim: int) -> None:
    content = make_msg({0x001A: "IPM.Note", 0x0037: "お客様番号の件", number: claim}, charset="cp932")
    assert read(content).subject == "お客様番号の件"


@pytest.mark.parametrize(
    ("charset", "words"), [("cp932", "お客さまのご住所のへんこうについて"), ("cp949", "고객님의 주소 변경 안내")]
)
def test_a_code_page_that_nobody_claims_is_told_from_all_strings_together(charset: str, words: str) -> None:
    assert read(make_msg({0x001A: "IPM.Note", 0x0037: "Re", 0x1000: words}, charset=charset)).text == words


def test_a_short_western_string_is_not_taken_for_another_script() -> None:
    assert read(make_msg({0x001A: "IPM.Note", 0x0037: "Zoë Müller"}, charset="cp1252")).subject == "Zoë Müller"


def test_text_and_page_of_a_body_are_shown_once() -> None:
    page = b"<html><body><p>My number is C-123456.</p></body></html>"
    reading = read(make_msg(NOTE | {0x1013: page, 0x3FDE: 65001}))
    assert reading.text == "My number is C-123456."
    assert [part.media_type for part in reading.parts[1:]] == ["text/plain", "text/html"]


def test_a_page_inside_rich_text_is_unwrapped() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Caf\'e9 {\*\htmltag84 &amp;}"
        rb"\htmlrtf &\htmlrtf0  Bar\htmlrtf }\htmlrtf0{\*\htmltag72 </p>}}"
    )
    reading = read(make_msg({0x001A: "IPM.Note", 0x1009: pack_rtf(rtf)}))
    assert reading.text.strip() == "Café & Bar"
    assert reading.parts[1].media_type == "text/html"


def test_rich_text_that_says_no_more_than_the_plain_text_is_not_shown() -> None:
    reading = read(make_msg(NOTE | {0x1009: pack_rtf(rb"{\rtf1 My number is {\b C-123456.}}")}))
    assert [part.path for part in reading.parts] == ["0", "1"]


def test_rich_text_that_says_more_is_shown() -> None:
    reading = read(make_msg(NOTE | {0x1009: pack_rtf(rb"{\rtf1 My number is C-123456. {\footnote Call me.}}")}))
    assert reading.text == "My number is C-123456.\n\nCall me."


def test_compressed_rich_text_is_unpacked() -> None:
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277 05b06c647d0a800fa0"
    )
    assert read(make_msg({0x001A: "IPM.Note", 0x1009: packed})).text == "hello world"


def test_cut_rich_text_is_said_to_be_cut() -> None:
    packed = pack_rtf(rb"{\rtf1 My number is C-123456.\par And there is more to say.}")
    reading = read(make_msg({0x001A: "IPM.Note", 0x1009: packed[:-20]}))
    assert reading.state is PartState.NOT_FULLY_READ
    assert "C-123456" in reading.text


def test_attachments_are_parts() -> None:
    attached: dict[int, Property] = {0x3705: 1, 0x3707: "letter.pdf", 0x3701: make_pdf("Dear Sirs")}
    reading = read(make_msg(NOTE, attachments=[attached]))
    assert [(part.path, part.name, part.media_type) for part in reading.parts[2:]] == [
        ("2", "letter.pdf", "application/pdf")
    ]
    assert reading.text == "My number is C-123456.\n\nDear Sirs"


def test_an_attachment_that_is_only_a_link_is_said_to_be_missing() -> None:
    reading = read(make_msg(NOTE, attachments=[{0x3705: 2, 0x370D: r"\\server\share\contract.docx"}]))
    assert reading.state is PartState.NOT_FULLY_READ
    assert "contract.docx" in reading.reason


def test_a_message_inside_shows_its_head_and_its_parts() -> None:
    attached: dict[int, Property] = {0x3705: 1, 0x3707: "a.txt", 0x3701: b"Attached words"}
    inner = make_msg_tree(
        {0x001A: "IPM.Note", 0x0037: "Inner", 0x1000: "Inner words"} | SENDER, attachments=[attached], header=24
    )
    reading = read(make_msg(NOTE, inner=inner))
    assert reading.text.startswith("My number is C-123456.\n\nFrom: Anna Kay <anna@kay.example>\nSubject: Inner")
    assert reading.text.endswith("Inner words\n\nAttached words")
    assert [part.path for part in reading.parts] == ["0", "1", "2", "2.1", "2.2"]


def test_a_mail_file_inside_a_message_is_read() -> None:
    attached: dict[int, Property] = {0x3705: 1, 0x3707: "old.eml", 0x3701: make_mail("Old words").as_bytes()}
    assert "Old words" in read(make_msg(NOTE, attachments=[attached])).text


def test_a_signed_message_gives_the_parts_that_were_signed() -> None:
    signed = (
        b'Content-Type: multipart/signed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSigned words\n'
        b"--b\nContent-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64\n\n"
        b"MIAGCSqGSIb3DQEHAgAA\n--b--\n"
    )
    attached: dict[int, Property] = {0x3705: 1, 0x3707: "smime.p7m", 0x3701: signed}
    properties: dict[int, Property] = {0x001A: "IPM.Note.SMIME.MultipartSigned", 0x0037: "Signed"} | SENDER
    reading = read(make_msg(properties, attachments=[attached]))
    assert (reading.state, reading.text) == (PartState.READ, "Signed words")


def test_a_contact_gives_its_fields_and_no_direction() -> None:
    properties: dict[int, Property] = {
        0x001A: "IPM.Contact",
        0x0037: "Anna Kay",
        0x3A08: "020 7946 0018",
        0x3A16: "Kay Ltd",
        0x8000: "a@b.example",
    }
    reading = read(make_msg(properties | SENDER, names=[(ADDRESS_FIELDS, 0x8083)]))
    assert (reading.channel, reading.direction) == (Channel.NOTE, Direction.UNKNOWN)
    assert reading.text == "Kind: Contact\nCompany: Kay Ltd\nBusiness phone: 020 7946 0018\nE-mail: a@b.example"


def test_voting_buttons_and_votes_are_shown() -> None:
    def as_verb(kind: int, name: bytes) -> bytes:
        word = bytes((len(name),)) + name
        return struct.pack("<L", kind) + word + b"\x08IPM.Note" + b"\0" + word + bytes(29)

    verbs = struct.pack("<HL", 0x102, 3) + as_verb(0x66, b"Reply") + as_verb(4, b"Approve") + as_verb(4, b"Reject")
    reading = read(
        make_msg(NOTE | {0x8000: verbs, 0x8001: "Approve"}, names=[(COMMON_FIELDS, 0x8520), (COMMON_FIELDS, 0x8524)])
    )
    assert reading.text.endswith("Vote: Approve\nVoting buttons: Approve; Reject")


def test_fields_that_users_named_are_shown() -> None:
    reading = read(make_msg(NOTE | {0x8000: "HL-2024-0001"}, names=[(PUBLIC_STRINGS, "Account")]))
    assert "Account: HL-2024-0001" in reading.text


def test_a_field_with_several_values_shows_them_all() -> None:
    tree = make_msg_tree(NOTE)
    family = {"__substg1.0_00020102": b"", "__substg1.0_00030102": struct.pack("<LHH", 0, 2 << 1 | 1, 0)}
    tree["__nameid_version1.0"] = family | {
        "__substg1.0_00040102": struct.pack("<L", 16) + "Keywords".encode("utf-16-le")
    }
    tree["__substg1.0_8000101F"] = struct.pack("<LL", 6, 8)
    tree["__substg1.0_8000101F-00000000"] = "Red".encode("utf-16-le")
    tree["__substg1.0_8000101F-00000001"] = "Blue".encode("utf-16-le")
    assert read(make_compound(tree)).text.endswith("Categories: Red; Blue")


def test_a_file_put_in_as_a_package_is_read() -> None:
    words = b"Packed words"
    native = b"\x02\0a.txt\0C:\\a.txt\0" + struct.pack("<LL", 0x30000, 4) + b"C:\\\0"
    native += struct.pack("<L", len(words)) + words
    tree = make_msg_tree(NOTE, attachments=[{0x3705: 6, 0x3001: "a.txt"}])
    name = "__attach_version1.0_#00000000"
    folder = tree[name]
    assert not isinstance(folder, bytes)
    package = {"\x01Ole10Native": struct.pack("<L", len(native)) + native}
    assert read(make_compound({**tree, name: {**folder, "__substg1.0_3701000D": package}})).text.endswith(
        "Packed words"
    )


def test_a_mail_under_rights_management_is_named_as_encrypted() -> None:
    attached: dict[int, Property] = {
        0x3705: 1,
        0x3707: "message.rpmsg",
        0x3701: bytes.fromhex("76e80460c411e386") + b"x",
    }
    assert read(make_msg(NOTE, attachments=[attached])).state is PartState.ENCRYPTED


def test_a_message_that_lost_a_stream_is_damaged() -> None:
    tree = make_msg_tree(NOTE)
    del tree["__substg1.0_1000001F"]
    assert read(make_compound(tree)).state is PartState.DAMAGED


def test_a_report_of_failure_is_automatic_and_shows_why() -> None:
    failed: dict[int, Property] = {0x0C15: 1, 0x3001: "Ben", 0x1001: "The mailbox is full."}
    reading = read(make_msg({0x001A: "REPORT.IPM.Note.NDR", 0x0037: "Undeliverable"}, recipients=[failed]))
    assert reading.automatic
    assert "Report for Ben: The mailbox is full." in reading.text


def test_the_name_of_a_file_does_not_make_it_an_outlook_message() -> None:
    assert read(make_mail().as_bytes(), "mail.msg").media_type == "message/rfc822"


def test_a_mail_with_a_body_of_bytes_is_still_a_mail() -> None:
    content = make_mail("").as_bytes() + bytes(range(1, 256)) * 8
    assert (read(content, "x.msg").media_type, read(content).subject) == ("message/rfc822", "A question")


def test_words_that_look_like_a_message_do_not_make_another_compound_file_one() -> None:
    spoof = make_compound({"WordDocument": "__substg1.0_".encode("utf-16-le") * 400})
    assert read(spoof).media_type == "application/msword"


def test_a_cut_message_is_damaged_and_not_empty() -> None:
    content = make_msg(NOTE | {0x1013: b"<p>words</p>" * 5000})
    assert read(content[: len(content) // 2], "x.msg").state is PartState.DAMAGED


def test_a_winmail_bundle_inside_a_message_is_opened() -> None:
    attached: dict[int, Property] = {0x3705: 1, 0x3707: "winmail.dat", 0x3701: make_tnef((0x800C, b"Bundled words\0"))}
    assert "Bundled words" in read(make_msg(NOTE, attachments=[attached])).text


SAMPLE = make_msg(
    NOTE | SENDER | {0x007D: HEADERS, 0x1009: pack_rtf(rb"{\rtf1 My {\b words}}"), 0x8000: "x"},
    recipients=[{0x0C15: 1, 0x3001: "Ben"}],
    attachments=[{0x3705: 1, 0x3707: "a.txt", 0x3701: b"Attached" * 700}],
    names=[(PUBLIC_STRINGS, "Account")],
)


PLACES = st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    places=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=12),
    end=st.integers(600, len(SAMPLE)),
)
def test_a_message_with_wrong_bytes_gives_a_reading(places: list[tuple[int, int]], end: int) -> None:
    content = bytearray(SAMPLE[:end])
    for place, value in places:
        if place < end:
            content[place] = value
    reading = read(bytes(content))
    assert reading.state in PartState
    assert end == len(SAMPLE) or reading.state is not PartState.EMPTY


@pytest.mark.parametrize("offset", [44, 64, 72])
def test_tables_that_claim_more_than_there_is_cost_no_memory(offset: int) -> None:
    content = bytearray(SAMPLE)
    struct.pack_into("<L", content, offset, 0x7FFFFFFF)
    assert _measure_memory(bytes(content)) < 16 * 1024 * 1024


def test_streams_that_claim_gigabytes_cost_no_memory() -> None:
    content = bytearray(SAMPLE)
    start = struct.unpack_from("<L", content, 48)[0] * 512 + 512
    for entry in range(start, start + 128 * 20, 128):
        struct.pack_into("<L", content, entry + 120, 0x7FFFFFF0)
    assert _measure_memory(bytes(content)) < 16 * 1024 * 1024
    assert read(bytes(content)).state is PartState.DAMAGED


def _measure_memory(content: bytes) -> int:
    read(SAMPLE)
    tracemalloc.start()
    try:
        read(content, settings=SETTINGS)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
