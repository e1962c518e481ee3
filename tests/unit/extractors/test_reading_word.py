from __future__ import annotations

import io
import zipfile

import pytest

from crmbridge.domain.reading import PartState
from tests.unit.extractors.extractor_builders import WITHOUT_OCR, find_part, make_image, make_pdf, make_zip, read
from tests.unit.extractors.office_builders import (
    make_compound,
    make_native,
    make_relations,
    make_word,
    make_word97,
    make_word97_streams,
    paragraph,
    run,
    story,
)

_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _field(instruction: str, result: str | None) -> str:
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>{shown}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize("kind", ["ms-word.document.macroEnabled.main+xml", "ms-word.template.main+xml"])
def test_a_document_with_macros_or_a_template_is_read_like_any_other(kind: str) -> None:
    assert read(make_word(paragraph("Dear Sir"), kind=f"application/vnd.{kind}")).text == "Dear Sir"


def test_every_letterhead_of_every_section_is_told_once() -> None:
    parts = {
        "header1.xml": story("hdr", paragraph("Kay and Co")),
        "header2.xml": story("hdr", paragraph("Kay and Co")),
        "header3.xml": story("hdr", paragraph("Even pages")),
        "footer1.xml": story("ftr", paragraph("Registered office")),
    }
    relations = tuple((f"rId{number}", name[:6], name) for number, name in enumerate(parts, 1))
    reading = read(make_word(paragraph("Dear Sir"), parts=parts, relations=relations))
    assert reading.text == "Kay and Co\n\nEven pages\n\nDear Sir\n\nRegistered office"


def test_notes_follow_the_body_and_their_separators_are_left_out() -> None:
    notes = (
        f'<w:footnote w:type="separator" w:id="0">{paragraph("----")}</w:footnote>'
        f'<w:footnote w:id="1">{paragraph("See clause 4")}</w:footnote>'
    )
    parts = {"footnotes.xml": story("footnotes", notes)}
    reading = read(make_word(paragraph("Body"), parts=parts, relations=(("rId1", "footnotes", "footnotes.xml"),)))
    assert reading.text == "Body\n\nSee clause 4"


def test_a_comment_is_marked_and_names_its_author() -> None:
    comments = f'<w:comment w:id="0" w:author="Anna Kay">{paragraph("Please check C-104233")}</w:comment>'
    parts = {"comments.xml": story("comments", comments)}
    reading = read(make_word(paragraph("Body"), parts=parts, relations=(("rId1", "comments", "comments.xml"),)))
    assert reading.text == "Body\n\n[comment by Anna Kay: Please check C-104233]"


def test_moved_words_are_read_where_they_went() -> None:
    body = f"<w:p><w:moveFrom>{run('moved')}</w:moveFrom>{run('first ')}<w:moveTo>{run('moved')}</w:moveTo></w:p>"
    assert read(make_word(body)).text == "first moved"


def test_inserted_words_are_plain() -> None:
    assert read(make_word(f"<w:p>{run('I ')}<w:ins>{run('agree')}</w:ins></w:p>")).text == "I agree"


def test_a_text_box_stands_after_its_paragraph_and_breaks_no_number() -> None:
    inner = f"<w:txbxContent>{paragraph('Box')}</w:txbxContent>"
    box = f"<w:r><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></w:r>"
    assert read(make_word(f"<w:p>{run('C-104')}{box}{run('233')}</w:p>")).text == "C-104233\nBox"


def test_a_placeholder_that_nobody_filled_is_no_text() -> None:
    ask = '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Click here</w:t></w:r>'
    control = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{ask}</w:sdtContent></w:sdt>"
    assert read(make_word(f"<w:p>{run('Name: ')}{control}</w:p>")).text == "Name:"


def test_the_result_of_a_field_is_read_and_its_instruction_is_not() -> None:
    assert read(make_word(f"<w:p>{_field('DATE', '12 March')}</w:p>")).text == "12 March"


def test_a_field_that_is_still_to_be_merged_shows_its_name() -> None:
    assert read(make_word(f"<w:p>{_field('MERGEFIELD Surname', None)}</w:p>")).text == "«Surname»"


def test_words_after_a_field_that_never_ends_are_not_lost() -> None:
    body = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>{paragraph("Client C-104233")}'
    assert "Client C-104233" in read(make_word(body)).text


@pytest.mark.parametrize(("state", "mark"), [('w:val="1"', "☒"), ('w:val="0"', "☐"), ("", "☒")])
def test_a_check_box_of_an_old_form_shows_its_state(state: str, mark: str) -> None:
    box = f"<w:ffData><w:checkBox><w:checked {state}/></w:checkBox></w:ffData>"
    body = f'<w:p><w:r><w:fldChar w:fldCharType="begin">{box}</w:fldChar></w:r>'
    body += "<w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r>"
    body += f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{run(" yes")}</w:p>'
    assert read(make_word(body)).text == f"{mark} yes"


def test_the_address_behind_a_link_is_told_unless_it_is_shown() -> None:
    link = f'<w:hyperlink r:id="rId1">{run("{}")}</w:hyperlink>'
    body = f"<w:p>{link.format('write to us')}</w:p><w:p>{link.format('anna@kay.example')}</w:p>"
    reading = read(make_word(body, relations=(("rId1", "hyperlink", "mailto:anna@kay.example?subject=x"),)))
    assert reading.text == "write to us <anna@kay.example>\nanna@kay.example"


def test_hyphens_tabs_and_symbols_are_what_a_person_sees() -> None:
    body = (
        "<w:p><w:r><w:t>C</w:t><w:noBreakHyphen/><w:t>104233</w:t><w:tab/><w:t>Har</w:t><w:softHyphen/><w:t>bour</w:t>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>'
    )
    assert read(make_word(body)).text == "C-104233\tHarbour☑"


def test_numbered_paragraphs_carry_their_numbers() -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>'
    )
    numbering = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'

    def item(text: str, level: int) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')

    body = item("One", 0) + item("below", 1) + item("below", 1) + item("Two", 0) + item("anew", 1)
    parts = {"numbering.xml": story("numbering", numbering)}
    reading = read(make_word(body, parts=parts, relations=(("rId1", "numbering", "numbering.xml"),)))
    assert reading.text == "1. One\n(a) below\n(b) below\n2. Two\n(a) anew"


def test_a_chart_is_read_where_it_stands() -> None:
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:title><a:p><a:r><a:t>Claims</a:t></a:r></a:p>'
        "</c:title><c:strCache><c:pt><c:v>East</c:v></c:pt></c:strCache></c:chartSpace>"
    )
    body = f'<w:p>{run("See")}<w:r><w:drawing><c:chart r:id="rId1"/></w:drawing></w:r></w:p>{paragraph("End")}'
    reading = read(
        make_word(body, parts={"charts/chart1.xml": chart}, relations=(("rId1", "chart", "charts/chart1.xml"),))
    )
    assert reading.text == "See\nClaims\nEast\nEnd"


def test_an_imported_page_is_a_part_of_the_body() -> None:
    body = paragraph("Before") + '<w:altChunk r:id="rId1"/>'
    parts = {"chunk.html": b"<html><body><p>Imported</p></body></html>"}
    reading = read(make_word(body, parts=parts, relations=(("rId1", "aFChunk", "chunk.html"),)))
    assert (reading.text, find_part(reading, "1").media_type) == ("Before\n\nImported", "text/html")


def test_a_document_that_takes_in_another_from_elsewhere_is_not_fully_read() -> None:
    reading = read(make_word(paragraph("Master"), relations=(("rId1", "subDocument", "file:///c:/chapter.docx"),)))
    assert (reading.state, reading.text) == (PartState.NOT_FULLY_READ, "Master")


@pytest.mark.parametrize(
    "streams",
    [
        {"\x01Ole10Native": make_native("note.txt", b"Client C-104233")},
        {"CONTENTS": make_pdf("Client C-104233")},
        {"Package": make_word(paragraph("Client C-104233"))},
    ],
)
def test_the_file_in_an_embedded_object_is_read(streams: dict[str, bytes]) -> None:
    parts = {"embeddings/oleObject1.bin": make_compound(streams)}
    reading = read(
        make_word(paragraph("Outer"), parts=parts, relations=(("rId1", "oleObject", "embeddings/oleObject1.bin"),))
    )
    assert find_part(reading, "1.1").text.startswith("Client C-104233")
    assert reading.state is PartState.READ


def test_an_object_of_an_unknown_program_is_named_as_not_read() -> None:
    parts = {"embeddings/oleObject1.bin": make_compound({"Scribble": b"\1\2"})}
    reading = read(
        make_word(paragraph("Outer"), parts=parts, relations=(("rId1", "oleObject", "embeddings/oleObject1.bin"),))
    )
    assert reading.state is PartState.UNSUPPORTED
    assert "part 1 'embeddings/oleObject1.bin'" in reading.reason


def test_a_relation_that_leads_nowhere_does_not_hide_the_rest() -> None:
    reading = read(make_word(paragraph("Body"), relations=(("rId1", "header", "header9.xml"),)))
    assert reading.text == "Body"


def test_a_body_that_is_cut_short_is_damaged_and_its_start_is_read() -> None:
    whole = story("document", f"<w:body>{paragraph('First')}{paragraph('Second')}</w:body>").encode()
    reading = read(make_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": whole[:-90]}))
    assert reading.state is PartState.DAMAGED
    assert "First" in reading.text


def test_a_package_that_is_cut_short_gives_what_could_be_saved() -> None:
    whole = make_word(paragraph("Client C-104233"), parts={"media/image1.png": make_image(size=(300, 300))})
    reading = read(whole[: whole.rindex(b"word/media") + 40])
    assert reading.state is PartState.DAMAGED
    assert "Client C-104233" in reading.text


def test_the_title_is_the_subject_and_no_text() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Complaint of Mrs Kay</dc:title></cp:coreProperties>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_word(paragraph("Body")))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "_rels/.rels":
                relations = make_relations((("rId1", "officeDocument", "word/document.xml"),)).decode()
                kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
                more = f'<Relationship Id="rId2" Type="{kind}" Target="docProps/core.xml"/></Relationships>'
                content = relations.replace("</Relationships>", more).encode()
            if name == "[Content_Types].xml":
                more = (
                    '<Override PartName="/docProps/core.xml" '
                    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
                )
                content = content.replace(b"</Types>", more.encode())
            new.writestr(name, content)
        new.writestr("docProps/core.xml", core)
    reading = read(stream.getvalue())
    assert (reading.subject, reading.text) == ("Complaint of Mrs Kay", "Body")


def test_entities_in_a_word_document_are_not_resolved() -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "AAAAAAAAAA"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
        + story("document", f"<w:body>{paragraph('Kept &b; &f;')}</w:body>")
    )
    reading = read(make_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": bomb.encode()}))
    assert "AAAA" not in reading.text
    assert "Kept" in reading.text


def test_an_old_word_document_is_read_without_any_extra() -> None:
    reading = read(make_word97("Dear Sir\rI am client C-104233.\r", headers="Kay & Co\r", comments="\x05Look here\r"))
    assert reading.text == "Kay & Co\n\nDear Sir\nI am client C-104233.\n\n[comment: Look here]"
    assert reading.state is PartState.READ


def test_tables_and_links_of_an_old_word_document_are_laid_out() -> None:
    body = 'a\x07b\x07\x07\x13HYPERLINK "mailto:anna@kay.example"\x14write\x15 now\x1eor\r'
    assert read(make_word97(body)).text == "a\tb\nwrite <anna@kay.example> now-or"


def test_an_old_word_document_with_a_password_is_encrypted() -> None:
    assert read(make_word97("Secret\r", flags=0x0100)).state is PartState.ENCRYPTED


def test_an_old_word_document_whose_text_is_cut_short_is_damaged() -> None:
    streams = make_word97_streams("Words " * 2000)
    streams["WordDocument"] = streams["WordDocument"][:6000]
    reading = read(make_compound(streams))
    assert (reading.state, reading.text.startswith("Words")) == (PartState.DAMAGED, True)


def test_objects_and_pictures_in_an_old_word_document_are_parts() -> None:
    streams = make_word97_streams("Body\r")
    picture = make_image(size=(900, 900))
    streams["Data"] = b"\0\x6e\x1e\xf0" + len(picture + b"\0" * 17).to_bytes(4, "little") + b"\0" * 17 + picture
    streams["ObjectPool/_1/\x01Ole10Native"] = make_native("inner.txt", b"Inside C-104233")
    streams |= {f"ObjectPool/_2/{name}": one for name, one in make_word97_streams("Embedded letter\r").items()}
    reading = read(make_compound(streams), settings=WITHOUT_OCR)
    assert find_part(reading, "1.1").text == "Inside C-104233"
    assert find_part(reading, "2").text == "Embedded letter"
    assert find_part(reading, "3").state is PartState.NEEDS_OCR


def test_a_document_saved_by_word_2003_as_xml_is_read() -> None:
    names = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    text = (
        f'<?xml version="1.0"?><w:wordDocument {names}><w:body><w:p>{run("Dear Sir")}</w:p></w:body></w:wordDocument>'
    )
    assert read(text.encode(), "letter.doc").text == "Dear Sir"


def test_a_document_saved_as_one_flat_package_is_read_with_its_notes() -> None:
    names = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    parts = "".join(
        f'<pkg:part pkg:name="/word/{name}.xml"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>'
        for name, content in (
            ("document", story("document", f"<w:body>{paragraph('Dear Sir')}{paragraph('Client C-104233')}</w:body>")),
            ("footnotes", story("footnotes", f'<w:footnote w:id="2">{paragraph("See below")}</w:footnote>')),
        )
    )
    flat = f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package {names}>{parts}</pkg:package>'
    assert read(flat.encode(), "letter.xml").text == "Dear Sir\nClient C-104233\n\nSee below"
