"""Mails that are built badly, as many are: nothing of them may be lost, and what is lost must be said."""

from __future__ import annotations

import base64
import email
import email.message
import zlib
from email.policy import compat32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbridge.domain.reading import PartState, Reading
from extractors.formats.mail.tree import Entity, split_mail
from tests.unit.extractors.extractor_builders import find_part, list_values, make_mail, make_pdf, read

_HEAD = b"From: a@post.example\nSubject: x\nMIME-Version: 1.0\n"


def _read(headers: str, body: str | bytes = b"") -> Reading:
    raw = body.encode() if isinstance(body, str) else body
    return read(_HEAD + headers.encode() + b"\n\n" + raw)


def _read_mixed(*parts: str, end: str = "--b--\n") -> Reading:
    body = "".join(f"--b\n{part}\n" for part in parts)
    return _read('Content-Type: multipart/mixed; boundary="b"', body + end)


def test_a_header_with_a_blank_before_its_colon_is_a_header() -> None:
    reading = read(
        b"From : Anna <a@b.example>\nTo  : c@d.example\nSubject : Hello\nDate : 1 Mar 2025 10:00:00 +0000\n\nx"
    )
    assert reading.media_type == "message/rfc822"
    assert reading.sender is not None
    assert (reading.sender.address, reading.subject) == ("a@b.example", "Hello")


def test_a_header_line_that_lost_its_indent_does_not_end_the_header() -> None:
    reading = read(b"From: a@b.example\nX-Note: begins here\nand goes on\nSubject: Hello\n\nbody", "a.eml")
    assert (reading.subject, reading.text) == ("Hello", "body")


def test_a_body_without_an_empty_line_above_is_no_header() -> None:
    assert (
        read(b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nHello there, C-104233").text == "Hello there, C-104233"
    )


def test_line_ends_of_old_programs_divide_lines() -> None:
    assert read(_HEAD.replace(b"\n", b"\r") + b"\rHello\rthere").text == "Hello\nthere"


@pytest.mark.parametrize(
    ("declared", "line"),
    [('"b"', "--b  \t"), ("b", "--b"), ("b", "--b and more"), ('"b', "--b"), ('"nonsense"', "--b")],
)
def test_boundaries_are_found_although_they_are_written_badly(declared: str, line: str) -> None:
    body = f"{line}\nContent-Type: text/plain\n\nC-104233\n{line}\nContent-Type: text/plain\n\nC-555666\n--b--\n"
    reading = _read(f"Content-Type: multipart/mixed; boundary={declared}", body)
    assert [part.text.strip() for part in reading.parts[1:]] == ["C-104233", "C-555666"]


def test_a_mail_that_ends_before_its_last_boundary_is_not_called_whole() -> None:
    reading = _read_mixed("\nC-104233", end="")
    assert reading.state is PartState.NOT_FULLY_READ
    assert list_values(reading, "client_number") == ["C-104233"]


def test_a_mail_without_its_last_boundary_that_ends_with_a_whole_page_is_whole() -> None:
    head = 'Content-Type: multipart/alternative; boundary="b"'
    page = "--b\nContent-Type: text/plain\n\nHello\n--b\nContent-Type: text/html\n\n<html><body>Hello</body></html>\n"
    assert _read(head, page).state is PartState.READ
    assert _read(head, page.replace("</html>", "")).state is PartState.NOT_FULLY_READ
    assert _read(head.replace("alternative", "mixed"), page).state is PartState.NOT_FULLY_READ


def test_parts_that_another_boundary_had_cut_off_are_still_parts() -> None:
    inner = 'Content-Type: multipart/mixed; boundary="inner"\n\n--inner\n\none'
    reading = _read_mixed(inner, "\ntwo\n--inner\n\nC-104233")
    assert list_values(reading, "client_number") == ["C-104233"]
    assert [part.path for part in reading.parts] == ["0", "1.1", "1.2", "2"]


def test_text_behind_the_last_boundary_is_kept_and_the_stock_words_above_the_first_are_not() -> None:
    body = "This is a multi-part message in MIME format.\n--b\n\nHello\n--b--\nlist footer C-104233\n"
    reading = _read("Content-Type: multipart/mixed; boundary=b", body)
    assert reading.text == "Hello\n\nlist footer C-104233"


def test_a_file_name_in_pieces_is_put_together() -> None:
    name = "Content-Disposition: attachment; filename*0*=utf-8''Zo%C3%AB; filename*1=\"s form\"; filename*2*=%2Etxt"
    assert _read_mixed("\nx", f"{name}\n\nC-104233").parts[2].name == "Zo\xebs form.txt"


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("base64", "SGVsbG8gdGhlcmU", "Hello there"),
        ("base64", "SGVs\nbG8g\ndGhl\ncmU=\n", "Hello there"),
        ("BASE64", "SGVsbG8=dGhlcmU=", "Hellothere"),
        ("quoted-printable", "Hello =\nthere =3D = =ZZ", "Hello there = = =ZZ"),
        ("quoted-printable", "Hello = \nthere", "Hello there"),
        ("x-uuencode", "begin 644 a\n+2&5L;&\\@=&AE<F4 \n`\nend\n", "Hello there"),
        ("text/plain", "Hello there", "Hello there"),
        ('"7bit"', "Hello there", "Hello there"),
    ],
)
def test_transfer_encodings_are_decoded_as_they_were_meant(encoding: str, body: str, expected: str) -> None:
    reading = _read(f"Content-Type: text/plain\nContent-Transfer-Encoding: {encoding}", body)
    assert (reading.text, reading.state) == (expected, PartState.READ)


@pytest.mark.parametrize("body", ["SGVs*bG8gdGhlcmUu", "SGVsbG8gdGhlcmUuA"])
def test_damaged_base64_gives_what_is_left_and_says_so(body: str) -> None:
    reading = _read("Content-Type: text/plain\nContent-Transfer-Encoding: base64", body)
    assert reading.text == "Hello there."
    assert reading.state is PartState.NOT_FULLY_READ
    assert "base64" in reading.reason


def test_a_footer_that_a_list_added_behind_base64_is_kept() -> None:
    body = "SGVsbG8gdGhlcmUu\n_______________________________\nour mailing list: C-104233\n"
    reading = _read("Content-Type: text/plain\nContent-Transfer-Encoding: base64", body)
    assert reading.text.startswith("Hello there.")
    assert "C-104233" in reading.text


def test_an_unknown_transfer_encoding_is_said_to_be_unknown() -> None:
    reading = _read("Content-Type: text/plain\nContent-Transfer-Encoding: x-secret", "qqq")
    assert reading.state is PartState.NOT_FULLY_READ
    assert "x-secret" in reading.reason


@pytest.mark.parametrize(
    ("charset", "encoded", "expected"),
    [
        ("ks_c_5601-1987", "한국말 C-104233".encode("cp949"), "한국말 C-104233"),
        ("Shift_JIS", "日本語①".encode("cp932"), "日本語①"),
        ("CHINESEBIG5", "保單號碼".encode("big5"), "保單號碼"),
        ("gb2312", "鎔基".encode("gbk"), "鎔基"),
        ("iso-2022-jp", "日本語".encode("iso2022_jp"), "日本語"),
        ("utf-7", b"Zo+AOs-", "Zo\xeb"),
        ("DEFAULT_CHARSET", "Zo\xeb".encode(), "Zo\xeb"),
        ("windows-1251", "Привет".encode("cp1251"), "Привет"),
        ("utf-16", b"Hello there", "Hello there"),
        ("utf-8", "Zo\xeb says ".encode() * 30 + b"\xe9t\xe9", "Zo\xeb says " * 30),
    ],
)
def test_charsets_are_read_as_their_writers_meant_them(charset: str, encoded: bytes, expected: str) -> None:
    reading = _read(f"Content-Type: text/plain; charset={charset}", encoded)
    assert reading.text.startswith(expected.strip())


def test_a_header_of_eight_bit_letters_is_read_in_the_charset_of_the_body() -> None:
    raw = "From: a@b.example\nSubject: Привет\nMIME-Version: 1.0\nContent-Type: text/plain; charset=koi8-r\n\nПривет"
    assert read(raw.encode("koi8-r")).subject == "Привет"


def test_lines_that_a_mail_program_broke_are_one_again() -> None:
    body = "This line goes \non here.\n> quoted \n> on\n-- \nAnna\n"
    assert _read("Content-Type: text/plain; format=flowed", body).text == (
        "This line goes on here.\n> quoted on\n-- \nAnna"
    )


def test_a_file_that_stands_in_the_text_as_letters_is_a_part() -> None:
    reading = _read("Content-Type: text/plain", "See this.\n\nbegin 644 a.txt\n(0RTQ,#0R,S,\n`\nend\n\nBye.")
    assert [(part.path, part.name) for part in reading.parts] == [
        ("0", "document"),
        ("1", ""),
        ("1.1", "a.txt"),
    ]
    assert "[a.txt]" in find_part(reading, "1").text


def _write_yenc(name: str, content: bytes, *, told: int | None = None) -> bytes:
    written = b"".join(
        b"=" + bytes(((one + 106) % 256,)) if (one + 42) % 256 in b"\0\t\n\r=" else bytes(((one + 42) % 256,))
        for one in content
    )
    size, check = len(content) if told is None else told, f"{zlib.crc32(content):08x}"
    head = f"=ybegin line=128 size={size} name={name}\r\n".encode()
    return head + written + f"\r\n=yend size={size} crc32={check}\r\n".encode()


def test_a_yenc_file_in_a_text_is_a_part() -> None:
    letter = "Policy HM-881203 lapsed; see § 4.".encode()
    reading = _read("Content-Type: text/plain; charset=utf-8", b"Hello\r\n" + _write_yenc("a.txt", letter) + b"Bye\r\n")
    assert reading.state is PartState.READ
    assert find_part(reading, "1").text.split("\n")[:3] == ["Hello", "[a.txt]", "Bye"]
    assert (find_part(reading, "1.1").name, find_part(reading, "1.1").text) == ("a.txt", letter.decode())


def test_a_yenc_file_that_lost_bytes_or_its_end_is_said_to_be_damaged() -> None:
    short = _read("Content-Type: text/plain", _write_yenc("a.txt", b"What is left", told=40))
    assert (short.state, find_part(short, "1.1").state) == (PartState.NOT_FULLY_READ, PartState.NOT_FULLY_READ)
    cut = _read("Content-Type: text/plain", _write_yenc("a.txt", b"What is left").partition(b"=yend")[0])
    assert cut.state is PartState.NOT_FULLY_READ
    assert "'a.txt'" in cut.reason


def test_a_recording_that_looks_like_a_signature_is_still_a_recording() -> None:
    sound = bytes.fromhex("3080") + bytes.fromhex("06092a864886f70d010702") + bytes(range(200))
    part = "Content-Type: audio/mpeg; name=a.mp3\nContent-Transfer-Encoding: base64\n\n"
    reading = _read_mixed("Content-Type: text/plain\n\nHello", part + base64.encodebytes(sound).decode())
    assert find_part(reading, "2").state is PartState.UNSUPPORTED
    assert "sound recording" in find_part(reading, "2").reason


def test_a_file_without_a_name_is_named_by_the_place_where_it_was_kept() -> None:
    part = "Content-Type: application/pdf\nContent-Location: http://a.example/b/Scan%20.pdf?x=1\n\n%PDF-"
    assert find_part(_read_mixed("Content-Type: text/plain\n\nHello", part), "2").name == "Scan%20.pdf"


def test_an_attachment_that_stayed_elsewhere_is_named_and_said_to_be_missing() -> None:
    external = 'Content-Type: message/external-body; access-type=URL; URL="https://x.example/C-104233.pdf"\n\n'
    reading = _read_mixed("\nSee the file.", external + "Content-Type: application/pdf\n")
    assert reading.state is PartState.NOT_FULLY_READ
    assert "https://x.example/C-104233.pdf" in find_part(reading, "2").text


def test_a_piece_of_a_mail_tells_which_piece_it_is() -> None:
    reading = _read('Content-Type: message/partial; id="1"; number=2; total=3', "words of the second piece")
    assert reading.state is PartState.NOT_FULLY_READ
    assert "piece 2 of 3" in reading.reason


def test_the_parts_of_a_digest_are_mails() -> None:
    body = "--b\n\nFrom: one@x.example\nSubject: first\n\nC-104233\n--b--\n"
    reading = _read("Content-Type: multipart/digest; boundary=b", body)
    assert "From: one@x.example" in find_part(reading, "1").text
    assert list_values(reading, "client_number") == ["C-104233"]


def test_the_bytes_of_an_attached_mail_are_those_that_came() -> None:
    inner = b"from:  odd@x.example\nSUBJECT:   Odd \n  folding\n\nwords\n"
    reading = _read_mixed("\nx", f"Content-Type: message/rfc822\n\n{inner.decode()}")
    assert find_part(reading, "2").size == len(inner)


def test_an_attached_mail_that_was_encoded_is_read() -> None:
    encoded = base64.encodebytes(make_mail("Inner C-104233.").as_bytes()).decode()
    reading = _read_mixed("\nx", f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{encoded}")
    assert list_values(reading, "client_number") == ["C-104233"]


def test_the_resource_fork_of_a_macintosh_does_not_spoil_the_mail() -> None:
    fork = 'Content-Type: application/applefile; name="a"\nContent-Transfer-Encoding: base64\n\nAAUWBwACAAA=\n'
    double = f"Content-Type: multipart/appledouble; boundary=c\n\n--c\n{fork}\n--c\n\nwords\n--c--"
    assert _read_mixed("\nHello", double).state is PartState.READ


def test_a_further_form_of_the_words_is_not_read_twice() -> None:
    parts = [f"Content-Type: {kind}\n\n<html>My number is C-104233</html>" for kind in ("text/x-amp-html", "text/html")]
    body = "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"
    reading = _read("Content-Type: multipart/alternative; boundary=b", body)
    assert [part.state for part in reading.parts] == [PartState.READ, PartState.EMPTY, PartState.READ]


def test_an_appointment_is_read_in_lines() -> None:
    event = (
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nDTSTART:19700101T000000\nEND:VTIMEZONE\nBEGIN:VEVENT\n"
        "SUMMARY:Visit about\n  C-104233\nDTSTART;TZID=Europe/Berlin:20250312T101500\n"
        'ATTENDEE;CN="Anna Kay":mailto:anna@kay.example\nEND:VEVENT\nEND:VCALENDAR'
    )
    reading = _read_mixed("\nx", f"Content-Type: text/calendar\n\n{event}")
    assert find_part(reading, "2").text == (
        "Summary: Visit about C-104233\nStart: 2025-03-12 10:15 Europe/Berlin\nAttendee: Anna Kay <anna@kay.example>"
    )


def test_a_visiting_card_is_read_in_lines() -> None:
    card = b"BEGIN:VCARD\nFN:Anna Kay\nADR;TYPE=home:;;4 Mill Lane;Ashby;;LE65 1AA;\nTEL:01632 960123\nEND:VCARD"
    assert read(card).text == "Name: Anna Kay\nAddress: 4 Mill Lane, Ashby, LE65 1AA\nTelephone: 01632 960123"


def test_a_card_or_appointment_that_is_not_wanted_in_lines_is_still_whole_in_its_bytes() -> None:
    assert read(b"BEGIN:VCARD\nEND:VCARD").state is PartState.EMPTY


def test_mails_in_one_file_are_divided_by_their_told_length_and_unquoted() -> None:
    line = b"From a@b Mon Jun 01 10:00:00 2009\n"
    body = b"words\n\nFrom a@b Mon Jun 01 10:00:00 2009\nSubject: quoted\n\n"
    first = line + b"From: a@b.example\nSubject: one\nContent-Length: %d\n\n" % len(body) + body
    reading = read(first + line + b"From: a@b.example\nSubject: two\n\n>From here on\n")
    assert [part.path for part in reading.parts if part.media_type == "message/rfc822"] == ["1", "2"]
    assert find_part(reading, "2.1").text.strip() == "From here on"


def test_a_mail_with_bare_bytes_in_it_is_a_mail() -> None:
    body = b"--b\n\nC-104233\n--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: binary\n\n"
    head = _HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
    reading = read(head + body + make_pdf("Policy C-555666") + bytes(range(32)) * 50 + b"\n--b--\n")
    assert list_values(reading, "client_number") == ["C-104233", "C-555666"]


def test_a_pdf_attached_without_saying_that_it_is_encoded_is_read() -> None:
    encoded = base64.encodebytes(make_pdf("Policy C-104233")).decode()
    reading = _read_mixed("\nx", f'Content-Type: application/pdf; name="a.pdf"\n\n{encoded}')
    assert list_values(reading, "client_number") == ["C-104233"]


_LEAF = st.sampled_from(["\nwords", "Content-Type: text/plain\n\nwords\n", "Content-Type: text/html\n\n<p>-- \n--x\n"])


@st.composite
def _make_tree(draw: st.DrawFn, depth: int = 0) -> str:
    if depth >= 3 or draw(st.booleans()):
        return draw(_LEAF)
    boundary = f"b{depth}-{draw(st.integers(0, 9))}"
    parts = draw(st.lists(_make_tree(depth + 1), min_size=1, max_size=3))
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    kind = draw(st.sampled_from(["mixed", "alternative", "related"]))
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\nabove\n{body}--{boundary}--\nbelow\n'


def _as_shape(entity: Entity) -> object:
    return [_as_shape(part) for part in entity.parts] if entity.parts else entity.body.strip()


def _as_known_shape(message: object) -> object:
    assert isinstance(message, email.message.Message)
    payload = message.get_payload()
    if isinstance(payload, list):
        return [_as_known_shape(part) for part in payload]
    return str(payload).encode().strip()


@given(_make_tree(), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=150, deadline=None)
def test_sound_mails_are_divided_as_the_standard_library_divides_them(tree: str, line_end: str) -> None:
    raw = ("From: a@b.example\n" + tree).replace("\n", line_end).encode()
    assert _as_shape(split_mail(raw)) == _as_known_shape(email.message_from_bytes(raw, policy=compat32))


@pytest.mark.parametrize("encoding", ["quoted printable", "UTF-8", "iso-8859-1"])
def test_a_transfer_encoding_that_is_a_slip_of_the_pen_is_understood(encoding: str) -> None:
    reading = _read(f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}", "No caf\u00e9")
    assert (reading.state, reading.text) == (PartState.READ, "No café")


def test_a_mail_as_apple_keeps_it_is_a_mail_without_its_marks() -> None:
    mail = _HEAD + b"\nThe words\n"
    kept = str(len(mail)).encode() + b"\n" + mail + b'<?xml version="1.0"?><plist/>\n'
    assert (read(kept).subject, read(kept).text) == ("x", "The words")
    assert "words" in read(b"7\n" + mail).text


def test_a_mail_that_begins_with_a_byte_order_mark_is_a_mail() -> None:
    assert read(b"\xef\xbb\xbfFrom: a@b.example\nSubject: x\n\nThe words").subject == "x"


def test_base64_with_a_form_feed_in_it_is_decoded() -> None:
    reading = _read("Content-Type: text/plain\nContent-Transfer-Encoding: base64", "SGVsb\x0cG8gdGhlcmU")
    assert (reading.state, reading.text) == (PartState.READ, "Hello there")
