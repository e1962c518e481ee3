"""Outlook messages, bundles, Word and Writer documents and archives that readers break on, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from tests.evaluation.hard_mime import with_head
from tests.unit.extractors.extractor_builders import make_docx, make_pdf, make_zip
from tests.unit.extractors.office_builders import (
    make_compound,
    make_native,
    make_odt,
    make_word,
    make_word97,
    paragraph,
    run,
    story,
)
from tests.unit.extractors.outlook_builders import (
    Property,
    make_msg,
    make_msg_tree,
    make_tnef,
    make_tnef_properties,
    pack_rtf,
)
from tests.unit.extractors.test_reading_smime import sign

Files = Iterator[tuple[str, bytes]]

NOTE: dict[int, Property] = {0x001A: "IPM.Note", 0x0C1A: "Ida Holm", 0x0C1E: "SMTP", 0x0C1F: "ida@holm.example"}


def list_office() -> Files:
    """Name and bytes of every file."""
    yield from _list_messages()
    yield from _list_bundles()
    yield from _list_stories()
    yield from _list_chunks()
    yield from _list_writer()
    yield from _list_archives()


def _list_messages() -> Files:
    for code_page, charset, words in ((932, "cp932", "契約変更 MS-1101"), (950, "cp950", "客戶地址 MS-1102")):
        properties: dict[int, Property] = {
            0x001A: "IPM.Note",
            0x0037: words,
            0x1000: f"{words} 全文",
            0x3FFD: code_page,
        }
        yield f"outlook-{charset}.msg", make_msg(properties, charset=charset)
    inner = make_msg_tree(
        {0x001A: "IPM.Note", 0x0037: "Inner MS-1103", 0x1000: "Inner words, sum 7,300.40"} | NOTE,
        attachments=[{0x3705: 1, 0x3707: "deep.docx", 0x3701: make_docx("Deep in it MS-1104")}],
        header=24,
    )
    hidden: dict[int, Property] = {0x0C15: 3, 0x3001: "Cy Hidden", 0x3002: "SMTP", 0x3003: "cy@hidden.example"}
    yield (
        "outlook-inner.msg",
        make_msg(NOTE | {0x0037: "Outer MS-1105", 0x1000: "see"}, recipients=[hidden], inner=inner),
    )
    page = rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}Only rich MS-1106 caf\'e9{\*\htmltag72 </p>}}"
    yield "outlook-rich-only.msg", make_msg(NOTE | {0x0037: "Rich", 0x1009: pack_rtf(page)})
    yield "mail-called.msg", with_head("", b"Really a mail MS-1107\n", subject="Not Outlook")
    bundle = make_tnef((0x9003, make_tnef_properties({0x0037: "Bundle MS-1108"})))
    attached: dict[int, Property] = {0x3705: 1, 0x3707: "winmail.dat", 0x3701: bundle}
    yield "outlook-with-bundle.msg", make_msg(NOTE | {0x0037: "x", 0x1000: "y"}, attachments=[attached])


def _list_bundles() -> Files:
    properties = NOTE | {0x0037: "Only in the subject TN-2201", 0x1009: pack_rtf(rb"{\rtf1 Rich {\b TN-2202}}")}
    names = make_tnef_properties({0x3707: "Schätzung März.pdf"})
    yield (
        "winmail.dat",
        make_tnef(
            (0x9003, make_tnef_properties(properties)), (0x9002, bytes(14)), (0x8010, b"SCHTZ~1.PDF\0"),
            (0x800F, make_pdf("Estimate TN-2203")), (0x9005, names),
        ),
    )  # fmt: skip
    sender = struct.pack("<HHHH", 4, 0, 9, 22) + b"Ida Holm\0" + b"SMTP:ida@holm.example\0"
    yield (
        "winmail-old.dat",
        make_tnef((0x8004, b"Old form TN-2204\0"), (0x8000, sender), (0x800C, b"Old words TN-2205\0")),
    )
    inner = make_tnef((0x9003, make_tnef_properties({0x0037: "Inner TN-2206", 0x1000: "Inner words TN-2207"})))
    inside = make_tnef_properties({0x3705: 5, 0x3701: inner})
    yield (
        "winmail-inner.dat",
        make_tnef((0x9003, make_tnef_properties({0x0037: "Outer TN-2208"})), (0x9002, bytes(14)), (0x9005, inside)),
    )
    whole = make_tnef((0x8004, b"Cut TN-2209\0"), (0x9002, bytes(14)), (0x8010, b"a.txt\0"), (0x800F, b"x" * 400))
    yield "winmail-cut.dat", whole[:-300]


def _list_stories() -> Files:
    heads = {
        "header1.xml": story("hdr", paragraph("Odd pages WD-3301")),
        "header2.xml": story("hdr", paragraph("Even pages WD-3302")),
        "header3.xml": story("hdr", paragraph("First page WD-3303")),
        "footer1.xml": story("ftr", paragraph("Foot WD-3304")),
        "settings.xml": story("settings", "<w:evenAndOddHeaders/>"),
    }
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:headerReference w:type="even" r:id="rId2"/>'
        '<w:headerReference w:type="first" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/></w:sectPr>'
    )
    relations = (("rId1", "header", "header1.xml"), ("rId2", "header", "header2.xml"),
                 ("rId3", "header", "header3.xml"), ("rId4", "footer", "footer1.xml"))  # fmt: skip
    yield "headers.docx", make_word(paragraph("Body WD-3305") + section, parts=heads, relations=relations)
    box = f"<w:txbxContent>{paragraph('In the box WD-3306')}</w:txbxContent>"
    boxed = (
        f"<w:p>{run('Anchor WD-3307')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    control = f"<w:sdt><w:sdtContent>{paragraph('In the control WD-3308')}</w:sdtContent></w:sdt>"
    yield "boxes.docx", make_word(boxed + control)
    notes = {
        "footnotes.xml": story("footnotes", f'<w:footnote w:id="2">{paragraph("Footnote WD-3309")}</w:footnote>'),
        "endnotes.xml": story("endnotes", f'<w:endnote w:id="2">{paragraph("Endnote WD-3310")}</w:endnote>'),
        "comments.xml": story("comments", f'<w:comment w:id="1" w:author="Ida">{paragraph("Ask WD-3311")}</w:comment>'),
    }
    marked = (
        f'<w:p>{run("Kept")}<w:del w:id="1"><w:r><w:delText>gone WD-3312</w:delText></w:r></w:del>'
        f'<w:ins w:id="2">{run("new WD-3313")}</w:ins><w:r><w:footnoteReference w:id="2"/></w:r>'
        '<w:r><w:endnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="1"/></w:r></w:p>'
    )
    kinds = (
        ("rId1", "footnotes", "footnotes.xml"),
        ("rId2", "endnotes", "endnotes.xml"),
        ("rId3", "comments", "comments.xml"),
    )
    yield "notes.docx", make_word(marked, parts=notes, relations=kinds)
    yield "old-word.doc", make_word97("Old body WD-3314\r", headers="Old head WD-3315\r")
    yield "locked.docx", make_compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\0" * 5000})


def _list_chunks() -> Files:
    parts = {
        "a.html": b"<html><body><p>Page WD-4401</p></body></html>",
        "b.rtf": rb"{\rtf1\ansi Rich WD-4402 \'e4}",
        "c.docx": make_docx("Document WD-4403"),
        "embeddings/o.bin": make_compound({"\x01Ole10Native": make_native("n.txt", b"Packed WD-4404")}),
        "embeddings/p.bin": make_compound({"CONTENTS": make_pdf("Sheet WD-4405")}),
    }
    body = "".join(f'<w:altChunk r:id="rId{number}"/>' for number in (1, 2, 3))
    relations = (("rId1", "aFChunk", "a.html"), ("rId2", "aFChunk", "b.rtf"), ("rId3", "aFChunk", "c.docx"),
                 ("rId4", "oleObject", "embeddings/o.bin"), ("rId5", "oleObject", "embeddings/p.bin"))  # fmt: skip
    yield "chunks.docx", make_word(paragraph("Before WD-4406") + body, parts=parts, relations=relations)
    whole = make_word(paragraph("Start WD-4407") + paragraph("x" * 3000))
    yield "cut.docx", whole[: len(whole) * 2 // 3]


def _list_writer() -> Files:
    body = (
        "<office:text><text:p>Body OD-5501</text:p><text:p>Note<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>Below OD-5502</text:p></text:note-body></text:note></text:p>"
        "<text:p><office:annotation><dc:creator>Ida</dc:creator><text:p>Margin OD-5503</text:p></office:annotation>"
        "</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Cell OD-5504</text:p></table:table-cell>"
        "</table:table-row></table:table></office:text>"
    )
    styles = (
        "<office:master-styles><style:master-page style:name='S'><style:header><text:p>Head OD-5505</text:p>"
        "</style:header></style:master-page></office:master-styles>"
    )
    yield "letter.odt", make_odt(body, styles=styles)
    yield (
        "rich.rtf",
        (
            rb"{\rtf1\ansi\ansicpg1250{\fonttbl{\f0\fcharset238 A;}}{\header Head RT-5506}\f0 \'8e\'e1dost RT-5507"
            rb"{\footnote Foot RT-5508}\u8364?100{\*\comment hidden}\par}"
        ),
    )


def _list_archives() -> Files:
    nest = b"Innermost ZP-6601"
    for level in range(40):
        nest = make_zip({f"{level}.zip" if level else "a.txt": nest})
    yield "forty-deep.zip", make_zip({"b.txt": b"At the top ZP-6602", "n.zip": nest})
    yield (
        "letters.zip",
        make_zip(
            {"in.zip": make_zip({"x/letter.docx": make_docx("Zipped ZP-6603")}), "b.p7m": sign(b"Signed file ZP-6604")}
        ),
    )
    yield "locked.zip", _lock(make_zip({"open.txt": b"secret"}))
    whole = make_zip({"first.txt": b"First ZP-6605", "second.bin": bytes(range(256)) * 40})
    yield "cut.zip", whole[: len(whole) // 2]
    japanese = io.BytesIO()
    with zipfile.ZipFile(japanese, "w") as archive:
        archive.writestr("aaaa.txt", "本文 ZP-6606".encode("cp932"))
    yield "japanese.zip", japanese.getvalue().replace(b"aaaa", "証券".encode("cp932"))
    yield "nothing.zip", make_zip({})


def _lock(archive: bytes) -> bytes:
    """The same archive with the mark of a password on its members."""
    locked = bytearray(archive)
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        locked[archive.index(mark) + place] |= 1
    return bytes(locked)
