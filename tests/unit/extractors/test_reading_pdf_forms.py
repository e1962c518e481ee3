from __future__ import annotations

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, NameObject

from crmbridge.domain.reading import PartState
from tests.unit.extractors.extractor_builders import find_part, make_pdf, read
from tests.unit.extractors.pdf_builders import (
    as_object,
    change,
    draw_lines,
    entry,
    make_stream,
    with_annotations,
    with_file,
    with_form,
)

_DATA = b"""\
<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form><client>C-104233</client>
<address><town>Leeds</town></address><empty/></form></xfa:data></xfa:datasets>"""
_TEMPLATE = b"""\
<template xmlns="http://www.xfa.org/schema/xfa-template/3.0/"><subform>
<draw><value><text>Claim form</text></value></draw>
<field name="client"><caption><value><text>Your number</text></value></caption></field>
</subform></template>"""
_WAIT = "Please wait... If this message is not eventually replaced, upgrade to the latest version of Adobe Reader."


@pytest.mark.parametrize(
    ("field", "line"),
    [
        (entry(FT="/Tx", T="client", V="C-104233"), "client: C-104233"),
        (entry(FT="/Tx", T="f1", TU="Client number", V="C-104233"), "Client number: C-104233"),
        (entry(FT="/Tx", T="comb", Ff=1 << 24, MaxLen=8, V="C-104233"), "comb: C-104233"),
        (entry(FT="/Tx", T="rich", RV="<body><p>Rich <b>words</b></p></body>"), "rich: Rich words"),
        (entry(FT="/Ch", T="town", V="LS", Opt=[["LS", "Leeds"], ["YO", "York"]]), "town: Leeds (LS)"),
        (entry(FT="/Ch", T="towns", V=["LS", "YO"], Opt=[["LS", "Leeds"], ["YO", "York"]]), "Leeds (LS), York (YO)"),
        (entry(FT="/Btn", T="agree", V="/Yes", AS="/Yes"), "agree: Yes"),
        (entry(FT="/Btn", T="agree", AS="/On"), "agree: On"),
        (entry(FT="/Btn", T="reason", Ff=1 << 15, V="/1", Opt=["moved", "married"]), "reason: married"),
    ],
)
def test_the_value_of_a_field_is_read_with_its_label(field: object, line: str) -> None:
    reading = read(with_form(draw_lines("Claim form"), field))  # type: ignore[arg-type]
    assert line in reading.text
    assert reading.state is PartState.READ


@pytest.mark.parametrize(
    "field",
    [
        entry(FT="/Btn", T="agree", V="/Off", AS="/Off"),
        entry(FT="/Tx", T="empty"),
        entry(FT="/Tx", T="secret", Ff=1 << 13, V="hunter2"),
    ],
)
def test_a_field_that_is_not_filled_in_or_is_a_password_gives_no_line(field: object) -> None:
    assert read(with_form(draw_lines("Claim form"), field)).text == "Claim form"  # type: ignore[arg-type]


def test_a_field_that_is_on_no_page_is_read() -> None:
    reading = read(with_form(draw_lines("Claim form"), entry(FT="/Tx", T="client", V="C-104233"), on_page=False))
    assert reading.text == "Claim form\nclient: C-104233"


def test_a_signature_tells_its_words_and_claims_nothing() -> None:
    signature = entry(Type="/Sig", Name="Anna Kay", M="D:20250312101500+01'00'", Reason="I agree", Location="Leeds")
    reading = read(with_form(draw_lines("Contract"), entry(FT="/Sig", T="sign", V=signature)))
    assert "[signature, not verified: Anna Kay; on 2025-03-12 10:15; in Leeds; reason: I agree]" in reading.text


def test_values_that_only_the_xml_of_a_form_holds_are_read() -> None:
    field = entry(FT="/Tx", T="client", V="C-104233")
    reading = read(with_form(draw_lines("Claim form"), field, xfa={"datasets": _DATA}))
    assert reading.text == "Claim form\nclient: C-104233\ntown: Leeds"


@pytest.mark.parametrize("xfa", [{"template": _TEMPLATE, "datasets": _DATA}, b"<xdp>" + _TEMPLATE + _DATA + b"</xdp>"])
def test_a_page_that_asks_for_another_program_is_not_the_form(xfa: object) -> None:
    reading = read(with_form(draw_lines(_WAIT), xfa=xfa))
    assert "Please wait" not in reading.text
    assert " ".join(reading.text.split()) == "Claim form Your number client: C-104233 town: Leeds"
    assert reading.state is PartState.READ


def test_a_form_whose_xml_is_broken_is_not_fully_read() -> None:
    reading = read(with_form(draw_lines("Claim form"), xfa={"datasets": b"<a><b>"}))
    assert (reading.state, reading.text) == (PartState.NOT_FULLY_READ, "Claim form")
    assert "XFA" in reading.reason


def test_an_entity_in_the_xml_of_a_form_reads_no_file() -> None:
    xml = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + _DATA.replace(b"Leeds", b"&e;")
    reading = read(with_form(draw_lines("Claim form"), xfa={"datasets": xml}))
    assert "town" not in reading.text


@pytest.mark.parametrize(
    ("annotation", "line"),
    [
        (entry(Subtype="/Text", Contents="Call her back", T="Anna Kay"), "[note by Anna Kay: Call her back]"),
        (entry(Subtype="/Text", Contents="Done", IRT=entry(Subtype="/Text")), "[reply: Done]"),
        (entry(Subtype="/FreeText", Contents="C-104233"), "C-104233"),
        (entry(Subtype="/Highlight", Contents="Why this?"), "[note: Why this?]"),
        (entry(Subtype="/Popup", Contents="Loose words"), "[note: Loose words]"),
        (entry(Subtype="/Ink", Contents="Signed here"), "[note: Signed here]"),
        (entry(Subtype="/Stamp", Name="/NotApproved"), "[stamp: Not Approved]"),
        (entry(Subtype="/Stamp", Name="/#x", Contents="Received 3 May"), "[stamp: Received 3 May]"),
    ],
)
def test_what_was_written_onto_a_page_is_read(annotation: object, line: str) -> None:
    reading = read(with_annotations(make_pdf("First", "Second"), annotation, page=1))  # type: ignore[arg-type]
    assert reading.text == f"First\fSecond\n{line}"


def test_the_words_that_only_a_stamp_shows_are_read() -> None:
    def edit(writer: PdfWriter) -> None:
        drawing = make_stream(b"BT /F 12 Tf 2 4 Td (RECEIVED 12 MAR 2025) Tj ET", Type="/XObject", Subtype="/Form")
        font = entry(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica", Encoding="/WinAnsiEncoding")
        drawing.update(entry(BBox=[0, 0, 200, 20], Resources=entry(Font=entry(F=font))))
        shown = entry(N=writer._add_object(drawing))
        stamp = entry(Type="/Annot", Subtype="/Stamp", Name="/#own", Rect=[300, 700, 500, 720], F=4, AP=shown)
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(stamp)])

    assert read(change(draw_lines("Letter"), edit)).text == "Letter\nRECEIVED 12 MAR 2025"


def test_a_value_that_its_field_shows_stands_once() -> None:
    assert read(make_pdf("Claim form", field=("client", "C-104233"))).text == "Claim form\nclient: C-104233"


def test_a_popup_does_not_repeat_its_note() -> None:
    note = entry(Subtype="/Text", Contents="Call her back")
    popup = entry(Subtype="/Popup", Contents="Call her back", Parent=note)
    assert read(with_annotations(draw_lines("First"), note, popup)).text.count("Call her back") == 1


def test_a_link_is_told_where_the_page_does_not_show_it() -> None:
    links = [
        entry(Subtype="/Link", A=entry(S="/URI", URI=target))
        for target in ("mailto:anna@kay.example", "http://kay.example/", "tel:+441134960000", "javascript:x")
    ]
    reading = read(with_annotations(draw_lines("Write to us or see kay.example"), *links))
    assert reading.text.split("\n")[1:] == ["[link: mailto:anna@kay.example]", "[link: tel:+441134960000]"]


def test_a_file_is_a_part_however_it_is_fixed_to_the_document() -> None:
    def edit(writer: PdfWriter) -> None:
        pinned = entry(
            Type="/Annot", Subtype="/FileAttachment", Rect=[1, 1, 9, 9], FS=with_file(writer, "a", b"Pinned")
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(pinned)])
        writer.pages[0][NameObject("/AF")] = ArrayObject([with_file(writer, "b", b"Of the page")])
        writer.root_object[NameObject("/AF")] = ArrayObject([with_file(writer, "c", b"Of the whole")])

    reading = read(change(draw_lines("Cover"), edit))
    assert [find_part(reading, path).text for path in ("1", "2", "3")] == ["Pinned", "Of the page", "Of the whole"]


def test_a_file_that_is_fixed_twice_is_one_part() -> None:
    def edit(writer: PdfWriter) -> None:
        writer.add_attachment("a.txt", b"Once")
        names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
        writer.root_object[NameObject("/AF")] = ArrayObject([names[1]])

    assert len(read(change(draw_lines("Cover"), edit)).parts) == 2


def test_the_cover_of_a_portfolio_is_not_the_document() -> None:
    def edit(writer: PdfWriter) -> None:
        writer.add_attachment("a.txt", b"The letter")
        writer.root_object[NameObject("/Collection")] = entry(Type="/Collection")

    cover = "For the best experience, open this PDF portfolio in Acrobat X or Adobe Reader X, or later."
    reading = read(change(draw_lines(cover), edit))
    assert (reading.state, reading.text) == (PartState.READ, "The letter")


def test_a_damaged_attachment_is_named_and_the_rest_is_read() -> None:
    def edit(writer: PdfWriter) -> None:
        stream = make_stream(b"no zip stream", Type="/EmbeddedFile", Filter="/LZWDecode")
        broken = entry(Type="/Filespec", F="a.txt", EF=entry(F=writer._add_object(stream)))
        writer.root_object[NameObject("/AF")] = as_object([broken])

    reading = read(change(draw_lines("Cover"), edit))
    assert reading.text.startswith("Cover")
    assert len(reading.parts) == 2
