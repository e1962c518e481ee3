from __future__ import annotations

import importlib.util
import struct

import pytest

from crmbridge.domain.reading import PartState
from tests.unit.extractors.extractor_builders import WITHOUT_OCR, find_part, make_image, make_zip, read
from tests.unit.extractors.office_builders import (
    ODF_NAMES,
    make_compound,
    make_metafile,
    make_odt,
    make_package,
    make_relations,
    make_word97,
)

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"

needs_extra = pytest.mark.skipif(importlib.util.find_spec("kreuzberg") is None, reason="the office extra is missing")


def _make_sheet(
    rows: str, *, more: str = "", formats: tuple[str, ...] = (), members: dict[str, bytes] | None = None
) -> bytes:
    codes = "".join(f'<numFmt numFmtId="{170 + at}" formatCode="{code}"/>' for at, code in enumerate(formats))
    cells = "".join(f'<xf numFmtId="{170 + at}"/>' for at in range(len(formats)))
    strings = "<si><t>Client</t></si><si><r><t>C-104</t></r><r><t>233</t></r></si>"
    return make_package(
        "xl/workbook.xml",
        {
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_REL}"><sheets><sheet name="Claims" r:id="rId1"/>'
            '<sheet name="Notes" state="hidden" r:id="rId4"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": make_relations(
                (
                    ("rId1", "worksheet", "worksheets/sheet1.xml"),
                    ("rId2", "sharedStrings", "sharedStrings.xml"),
                    ("rId3", "styles", "styles.xml"),
                    ("rId4", "worksheet", "worksheets/sheet2.xml"),
                )
            ),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData>{more}</worksheet>',
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{_SHEET}"><sheetData><row><c t="inlineStr"><is><t>aside</t>'
            "</is></c></row></sheetData></worksheet>",
            "xl/sharedStrings.xml": f'<sst xmlns="{_SHEET}">{strings}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}"><numFmts>{codes}</numFmts>'
            f"<cellXfs>{cells}</cellXfs></styleSheet>",
            **(members or {}),
        },
    )


def test_a_workbook_gives_its_sheets_in_rows_and_marks_the_hidden_one() -> None:
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c><v>12.50</v></c><c t="b"><v>1</v></c></row>'
    reading = read(_make_sheet(rows))
    assert reading.text == "[sheet: Claims]\nClient\tC-104233\n12.5\tTRUE\n\n[hidden sheet: Notes]\naside"
    assert reading.state is PartState.READ


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("dd/mm/yyyy", "45728", "2025-03-12"),
        ("yyyy\\-mm\\-dd hh:mm", "45728.604166667", "2025-03-12 14:30"),
        ("00000", "1234", "01234"),
        ("0.0%", "0.155", "15.5%"),
        ("#,##0.00", "1234567.5", "1,234,567.50"),
        ("000-00-0000", "123456789", "123-45-6789"),
        ("[$€-407] #,##0.00", "-3", "-€ 3.00"),
        ("General", "123456789012345", "123456789012345"),
        ("General", "0.30000000000000004", "0.3"),
        ("General", "1E+400", "1E+400"),
    ],
)
def test_a_number_is_shown_as_its_format_says(code: str, value: str, shown: str) -> None:
    assert f"\n{shown}\n" in read(_make_sheet(f'<row><c s="0"><v>{value}</v></c></row>', formats=(code,))).text


def test_a_formula_without_a_stored_result_makes_the_workbook_not_fully_read() -> None:
    reading = read(_make_sheet("<row><c><f>A1*2</f></c></row>"))
    assert reading.state is PartState.NOT_FULLY_READ
    assert "=A1*2" in reading.text


def test_comments_and_headers_of_a_sheet_are_read() -> None:
    comments = (
        f'<comments xmlns="{_SHEET}"><authors><author>Anna Kay</author></authors><commentList><comment ref="B3" '
        'authorId="0"><text><t>Anna Kay: please check</t></text></comment></commentList></comments>'
    )
    members = {
        "xl/worksheets/_rels/sheet1.xml.rels": make_relations((("rId1", "comments", "../comments1.xml"),)),
        "xl/comments1.xml": comments.encode(),
    }
    frame = "<headerFooter><oddHeader>&amp;LKay and Co&amp;RPage &amp;P</oddHeader></headerFooter>"
    text = read(_make_sheet("", more=frame, members=members)).text
    assert "Kay and Co Page" in text
    assert "[comment by Anna Kay on B3: please check]" in text


def _slide(words: str, attributes: str = "") -> str:
    shape = f"<p:sp><p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
    return f'<p:sld xmlns:p="{_P}" xmlns:a="{_A}" {attributes}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>'


def test_a_presentation_is_read_slide_by_slide_in_its_own_order_with_notes() -> None:
    notes = _slide("Say hello").replace("p:sld", "p:notes")
    reading = read(
        make_package(
            "ppt/presentation.xml",
            {
                "ppt/presentation.xml": f'<p:presentation xmlns:p="{_P}" xmlns:r="{_REL}"><p:sldIdLst>'
                '<p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId1"/></p:sldIdLst></p:presentation>',
                "ppt/_rels/presentation.xml.rels": make_relations(
                    (("rId1", "slide", "slides/slide1.xml"), ("rId2", "slide", "slides/slide2.xml"))
                ),
                "ppt/slides/slide1.xml": _slide("Second", 'show="0"'),
                "ppt/slides/slide2.xml": _slide("First"),
                "ppt/slides/_rels/slide2.xml.rels": make_relations((("rId1", "notesSlide", "../notes/n1.xml"),)),
                "ppt/notes/n1.xml": notes,
            },
        )
    )
    assert reading.text == "First\n\n[notes: Say hello]\f[hidden slide]\n\nSecond"
    assert reading.pages == 2


def test_an_open_document_gives_letterhead_body_notes_foot_and_comments() -> None:
    styles = (
        "<office:master-styles><style:master-page><style:header><text:p>Kay and Co</text:p></style:header>"
        "<style:footer><text:p>Page foot</text:p></style:footer></style:master-page></office:master-styles>"
    )
    note = "<text:note><text:note-citation>1</text:note-citation>"
    note += "<text:note-body><text:p>A note</text:p></text:note-body></text:note>"
    comment = "<office:annotation><dc:creator>Anna</dc:creator><dc:date>2025</dc:date>"
    comment += "<text:p>Look</text:p></office:annotation>"
    words = f"Dear <text:span>Sir</text:span>{note},<text:s text:c='2'/>C-104233{comment}"
    body = f"<office:text><text:p>{words}</text:p></office:text>"
    assert read(make_odt(body, styles=styles)).text == (
        "Kay and Co\n\nDear Sir,  C-104233\n\nA note\n\nPage foot\n\n[comment by Anna: Look]"
    )


def test_deleted_words_of_an_open_document_are_marked_where_they_stood() -> None:
    changes = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>Anna'
        "</dc:creator></office:change-info><text:p>old</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    body = f'<office:text>{changes}<text:p>The <text:change text:change-id="c1"/> new</text:p></office:text>'
    assert read(make_odt(body)).text == "The [deleted: old] new"


def test_tables_boxes_and_links_of_an_open_document_are_laid_out() -> None:
    cells = "".join(f"<table:table-cell><text:p>{one}</text:p></table:table-cell>" for one in ("a", "b"))
    box = "<draw:frame><draw:text-box><text:p>In the box</text:p></draw:text-box></draw:frame>"
    link = '<text:a xlink:href="mailto:anna@kay.example">write</text:a>'
    body = (
        f"<office:text><table:table><table:table-row>{cells}</table:table-row></table:table>"
        f"<text:p>C-104{box}233 {link}</text:p></office:text>"
    )
    assert read(make_odt(body)).text == "a\tb\nC-104233 write <anna@kay.example>\nIn the box"


def test_a_repeated_cell_is_not_multiplied() -> None:
    row = "<table:table-row><table:table-cell><text:p>One</text:p></table:table-cell>"
    row += '<table:table-cell table:number-columns-repeated="999999999"/></table:table-row>'
    body = f'<office:spreadsheet><table:table table:name="Claims">{row}</table:table></office:spreadsheet>'
    assert read(make_odt(body, kind="spreadsheet")).text == "[sheet: Claims]\nOne"


def test_pictures_in_an_open_document_are_parts() -> None:
    reading = read(
        make_odt("<office:text/>", members={"Pictures/a.png": make_image(size=(900, 900))}), settings=WITHOUT_OCR
    )
    assert find_part(reading, "1").state is PartState.NEEDS_OCR
    assert reading.state is PartState.NEEDS_OCR


def test_an_open_document_in_one_file_is_read() -> None:
    body = "<office:body><office:text><text:p>Flat</text:p></office:text></office:body>"
    text = f'<?xml version="1.0"?><office:document {ODF_NAMES}>{body}</office:document>'
    assert read(text.encode(), "letter.fodt").text == "Flat"


def test_an_open_document_with_a_password_is_encrypted() -> None:
    entry = '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry>'
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entry}</m:manifest>'
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": b"\x17\x99scrambled",
        "META-INF/manifest.xml": manifest.encode(),
    }
    assert read(make_zip(members)).state is PartState.ENCRYPTED


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def test_an_old_workbook_with_a_password_is_encrypted() -> None:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    reading = read(make_compound({"Workbook": begin + _record(0x002F, b"\0" * 6)}), "book.xls")
    assert (reading.state, "password" in reading.reason) == (PartState.ENCRYPTED, True)


def test_an_old_presentation_with_a_password_is_encrypted() -> None:
    user = struct.pack("<HHIII", 0, 0x0FF6, 20, 20, 0xF3D1C4DF)
    assert read(make_compound({"PowerPoint Document": b"\0", "Current User": user})).state is PartState.ENCRYPTED


def test_without_the_extra_the_reason_names_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    reading = read(make_compound({"Workbook": b"\x09\x08\0\0"}), "book.xls")
    assert reading.state is PartState.UNSUPPORTED
    assert 'pip install "crmbridge[office]"' in reading.reason


@needs_extra
def test_an_old_workbook_is_read_by_the_extra() -> None:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    words = b"Client C-104233"
    strings = _record(0x00FC, struct.pack("<IIHB", 1, 1, len(words), 0) + words)
    tail = _record(0x00E0, b"\0" * 20) + strings + _record(0x000A)
    place = len(begin) + 4 + 8 + 6 + len(tail)
    book = begin + _record(0x0085, struct.pack("<IBBBB", place, 0, 0, 6, 0) + b"Sheet1") + tail
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    sheet += _record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 0)) + _record(0x000A)
    reading = read(make_compound({"Workbook": book + sheet}), "book.xls")
    assert (reading.state, "C-104233" in reading.text) == (PartState.READ, True)


@needs_extra
def test_an_old_workbook_that_makes_no_sense_is_damaged() -> None:
    assert read(make_compound({"Workbook": b"\x09\x08" + b"\xff" * 300})).state is PartState.DAMAGED


def test_a_document_older_than_word_97_is_read_in_one_piece() -> None:
    content = bytearray(make_word97("Old words C-104233\r", version=0x65))
    start = content.index(b"\xa5\xec"[::-1])
    struct.pack_into("<II", content, start + 0x18, 1024, 1024 + 9)
    assert read(bytes(content)).text == "Old words"


def test_the_words_in_a_drawing_are_read_line_by_line() -> None:
    reading = read(make_metafile("Client", "C-104233"))
    assert (reading.state, reading.text) == (PartState.READ, "Client\nC-104233")


def test_a_picture_in_a_drawing_is_a_part_even_where_it_is_all_white() -> None:
    head = struct.pack("<IiiHHIIiiII", 40, 900, 900, 1, 24, 0, 0, 0, 0, 0, 0)
    reading = read(make_metafile(bitmap=(head, b"\xff" * (2700 * 900))), settings=WITHOUT_OCR)
    assert find_part(reading, "1").media_type == "image/bmp"
    assert reading.state is PartState.NEEDS_OCR


def test_a_drawing_that_is_cut_short_is_damaged() -> None:
    assert read(make_metafile("Client", "C-104233")[:-30]).state is PartState.DAMAGED
