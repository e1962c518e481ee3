"""Rich text documents (RTF)."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbridge.domain.reading import PartState
from tests.unit.extractors.extractor_builders import find_part, make_docx, make_image, read


def read_text(body: str | bytes) -> str:
    content = body if isinstance(body, bytes) else body.encode("latin-1")
    return read(b"{\\rtf1\\ansi\\ansicpg1252\\deff0 " + content + b"}").text


@pytest.mark.parametrize(
    ("charset", "codec", "words"),
    [
        (128, "cp932", "お客様番号"),
        (129, "cp949", "고객 번호"),
        (134, "gb18030", "客户号码"),
        (136, "cp950", "客戶號碼"),
        (161, "cp1253", "Αίτηση"),
        (162, "cp1254", "İşlem"),
        (177, "cp1255", "שלום"),
        (178, "cp1256", "طلب"),
        (186, "cp1257", "Prašymas"),
        (204, "cp1251", "Просьба"),
        (222, "cp874", "สวัสดี"),
        (238, "cp1250", "Žádost"),
    ],
)
def test_letters_are_read_in_the_charset_of_their_font(charset: int, codec: str, words: str) -> None:
    escaped = "".join(f"\\'{one:02x}" if one > 127 else chr(one) for one in words.encode(codec))
    fonts = f"{{\\fonttbl{{\\f0\\fcharset0 Arial;}}{{\\f1\\fnil\\fcharset{charset} Other;}}}}"
    assert read_text(f"{fonts}\\f0 Caf\\'e9 \\f1 {escaped}") == f"Café {words}"


def test_the_code_page_of_the_document_holds_where_no_font_says_otherwise() -> None:
    assert read(b"{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0\\'e8}").text == "При"
    assert read(b"{\\rtf1\\mac Caf\\'8e}").text == "Café"


def test_letters_that_stand_in_for_unicode_ones_are_left_out() -> None:
    assert read_text("a\\u322?b\\uc2\\u322\\'a3\\'b3c{\\uc0\\u380 d}\\u243\\'f3\\'f3e") == "ałbłcżdóe"


def test_a_letter_beyond_the_first_plane_is_one_letter() -> None:
    assert read_text("\\u-10179?\\u-8704?") == "\U0001f600"


def test_quotes_and_dashes_are_characters() -> None:
    assert read_text(r"\ldblquote Yes\rdblquote\emdash no\~way\_out \{sic\}") == "“Yes”—no\xa0way-out {sic}"


def test_binary_bytes_are_no_words() -> None:
    reading = read(b"{\\rtf1 Before {\\pict\\pngblip\\bin6 }{}\\}x}after}")
    assert (reading.parts[0].text, reading.parts[1].size) == ("Before after", 6)


def test_letterhead_notes_boxes_foot_and_comments_are_read_in_order() -> None:
    text = read_text(
        r"{\header Our house}{\footer Page foot}{\*\atnid AK}{\*\atnauthor Anna}{\*\annotation Is this so?}"
        r"Body one{\footnote {\super 1} The note.}\par Body two{\shp{\*\shpinst{\sp{\sn a}{\sv 3}}"
        r"{\shptxt In the box\par}}{\shprslt In the box}}"
    )
    assert text == "Our house\n\nBody one\nBody two\n\n1 The note.\n\nIn the box\n\nPage foot\n\nAnna: Is this so?"


def test_numbers_of_lists_are_read() -> None:
    text = read_text(r"{\*\listtable{\list{\listname ;}}}{\listtext 1.\tab}one\par{\pntext\f0 2.\tab}two\par")
    assert text == "1.\tone\n2.\ttwo"


def test_tables_have_a_line_for_each_row() -> None:
    assert read_text(r"\trowd a\cell b\cell\row\trowd c\cell d\cell\row end") == "a\tb\nc\td\nend"


def test_fields_show_their_result() -> None:
    assert read_text(r'{\field{\*\fldinst HYPERLINK "http://a.example"}{\fldrslt{\ul here}}}') == "here"


def test_boxes_and_lists_of_forms_show_what_was_chosen() -> None:
    box = r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres%d\ffdefres1{\*\ffname a}}}}{\fldrslt}}"
    choice = r"{\field{\*\fldinst{\*\formfield{\fftype2\ffres1{\*\ffl By post}{\*\ffl By mail}}}}{\fldrslt }}"
    text = read_text(f"Agree {box % 1} call {box % 0} keep {box % 25} send {choice}")
    assert text == "Agree [x] call [ ] keep [x] send By mail"


def test_deleted_words_are_marked_as_such() -> None:
    assert (
        read_text(r"Pay {\deleted 100 }{\deleted pounds }{\revised 200 pounds}")
        == "Pay [deleted: 100 pounds ]200 pounds"
    )


def test_hidden_words_are_left_out_and_that_is_said() -> None:
    reading = read(rb"{\rtf1 Shown {\v hidden }words}")
    assert (reading.text, reading.reason) == ("Shown words", "hidden text was left out")


def test_pages_are_divided() -> None:
    reading = read(rb"{\rtf1 One\page Two\sect\sectd\sbknone Three\sect Four}")
    assert (reading.pages, reading.text) == (3, "One\fTwo\fThree\nFour")


def test_the_better_of_two_forms_is_read() -> None:
    assert read_text(r"{\upr{Zo?}{\*\ud{Zo\u235?}}}") == "Zoë"


def test_pictures_are_parts() -> None:
    picture = make_image("PNG", size=(400, 300))
    body = b"{\\rtf1 A scan: {\\*\\shppict{\\pict\\pngblip " + picture.hex("\n", 32).encode() + b"}}{\\nonshppict x}}"
    reading = read(body)
    assert (find_part(reading, "1").media_type, find_part(reading, "1").size) == ("image/png", len(picture))


def test_pictures_of_shapes_are_parts() -> None:
    picture = make_image("PNG").hex().encode()
    reading = read(b"{\\rtf1 x{\\shp{\\*\\shpinst{\\sp{\\sn pib}{\\sv {\\pict\\pngblip " + picture + b"}}}}}}")
    assert find_part(reading, "1").media_type == "image/png"


def test_files_inside_are_read() -> None:
    letter = make_docx("Dear Sirs")
    package = b"\x02\0letter.docx\0C:\\letter.docx\0" + struct.pack("<LL", 0x30000, 4) + b"C:\\\0"
    package += struct.pack("<L", len(letter)) + letter
    native = struct.pack("<LLL", 0x501, 2, 8) + b"Package\0" + struct.pack("<LLL", 0, 0, len(package)) + package
    picture = make_image("PNG").hex().encode()
    result = b"{\\result{\\pict\\pngblip " + picture + b"}}"
    reading = read(b"{\\rtf1 See {\\object\\objemb{\\*\\objdata " + native.hex().encode() + b"}" + result + b"}}")
    assert (find_part(reading, "1").name, reading.text) == ("letter.docx", "See\n\nDear Sirs")
    assert reading.state is PartState.READ


def test_the_page_that_a_document_was_made_from_is_read_instead() -> None:
    text = read(
        rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf\par\htmlrtf0 One{\*\htmltag72 </p>}{\*\htmltag64 <p>}"
        rb"\htmlrtf {\b \htmlrtf0 Tw\'f6\htmlrtf }\htmlrtf0{\*\htmltag72 </p>}}"
    ).text
    assert text.split() == ["One", "Twö"]


def test_a_document_without_words_is_empty() -> None:
    assert read(rb"{\rtf1{\fonttbl{\f0 Arial;}}\pard\par}").state is PartState.EMPTY


@pytest.mark.parametrize("content", [rb"{\rtf1 Some words {\b and more", rb"{\rtf1 Some words"])
def test_a_cut_document_is_said_to_be_cut(content: bytes) -> None:
    reading = read(content)
    assert reading.state is PartState.DAMAGED
    assert "Some words" in reading.text


def test_words_behind_the_end_are_said_to_be_unread() -> None:
    assert read(rb"{\rtf1 Some words}} and more").state is PartState.NOT_FULLY_READ


def test_groups_without_end_are_read_in_time() -> None:
    assert read(b"{\\rtf1 " + b"{" * 200_000 + b"deep").state is PartState.DAMAGED


SAMPLE = (
    rb"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\f0 \'cf\u1088?{\footnote n}\trowd a\cell\row{\field{\*\fldinst x}"
    rb"{\fldrslt y}}{\pict\pngblip 89504e47}{\object{\*\objdata 0105000002000000}}{\*\htmltag <p>}\bin3 abc\par}"
)
PLACES = st.lists(st.tuples(st.integers(7, len(SAMPLE) - 1), st.integers(0, 255)), max_size=12)


@settings(max_examples=200, deadline=None)
@given(places=PLACES, end=st.integers(8, len(SAMPLE)))
def test_a_document_with_wrong_bytes_gives_a_reading(places: list[tuple[int, int]], end: int) -> None:
    content = bytearray(SAMPLE[:end])
    for place, value in places:
        if place < end:
            content[place] = value
    reading = read(bytes(content))
    assert "cannot be read (" not in reading.reason
