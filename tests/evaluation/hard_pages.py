"""PDFs, faxes and pictures that readers break on, made on the spot."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject
from reportlab.pdfgen.canvas import Canvas

from tests.unit.extractors.extractor_builders import make_docx, make_pdf, make_zip
from tests.unit.extractors.ocr_builders import draw_page, make_fax
from tests.unit.extractors.pdf_builders import (
    change,
    draw_lines,
    draw_pdf,
    draw_picture,
    entry,
    with_annotations,
    with_file,
    with_form,
)

Files = Iterator[tuple[str, bytes]]
_WAIT = "Please wait... If this message is not eventually replaced, upgrade to the latest version of Adobe Reader."
_ADVERT = "For the best experience, open this PDF portfolio in Acrobat X or Adobe Reader X, or later."


def list_pages() -> Files:
    """Name and bytes of every file."""
    yield from _list_forms()
    yield from _list_attached()
    yield from _list_locked()
    yield from _list_odd()
    yield from _list_scans()


def _list_forms() -> Files:
    fields = (
        entry(FT="/Tx", T="client", TU="Client number", V="PF-1101"),
        entry(
            FT="/Ch", T="cover", V="comboExportB", Opt=[["comboExportA", "comboItemA"], ["comboExportB", "comboItemB"]]
        ),
        entry(FT="/Btn", T="agree", V="/Yes", AS="/Yes"),
        entry(FT="/Btn", T="reason", Ff=1 << 15, V="/1", Opt=["moved", "married"]),
        entry(FT="/Sig", T="sign", V=entry(Type="/Sig", Name="Ida Holm", Location="Leeds")),
    )
    yield "form.pdf", with_form(draw_lines("Claim form PF-1102"), *fields)
    loose = with_form(draw_lines("Form"), entry(FT="/Tx", T="iban", V="PF-1103 on no page"), on_page=False)
    yield "form-on-no-page.pdf", loose
    filled = b'<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form><policy>PF-1104</policy></form></xfa:data></xfa:datasets>'
    yield "form-xfa.pdf", with_form(draw_lines(_WAIT), xfa={"datasets": filled})
    notes = (
        entry(Subtype="/Text", Contents="Call back about PF-1105", T="Ida Holm"),
        entry(Subtype="/FreeText", Contents="Typed over PF-1106"),
        entry(Subtype="/Highlight", Contents="Why PF-1107?"),
        entry(Subtype="/Stamp", Name="/#x", Contents="Received PF-1108"),
    )
    yield "notes.pdf", with_annotations(draw_lines("Letter"), *notes)


def _list_attached() -> Files:
    def pin(writer: PdfWriter) -> None:
        pinned = entry(Type="/Annot", Subtype="/FileAttachment", Rect=[1, 1, 9, 9], Contents="see PA-2201",
                       FS=with_file(writer, "pinned.docx", make_docx("Pinned PA-2202")))  # fmt: skip
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(pinned)])

    yield "pinned.pdf", change(draw_lines("Cover PA-2203"), pin)

    def collect(writer: PdfWriter) -> None:
        writer.add_attachment("letter.pdf", make_pdf("Letter PA-2204"))
        writer.add_attachment("sum.zip", make_zip({"sum.txt": b"Sum PA-2205"}))
        writer.root_object[NameObject("/Collection")] = entry(Type="/Collection")

    yield "portfolio.pdf", change(draw_lines(_ADVERT), collect)


def _list_locked() -> Files:
    for name, password in (("owner-only.pdf", ""), ("password.pdf", "tiger")):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(draw_lines("Sealed PL-3301"))))
        writer.encrypt(user_password=password, owner_password="lion", algorithm="AES-256")
        stream = io.BytesIO()
        writer.write(stream)
        yield name, stream.getvalue()


def _list_odd() -> Files:
    whole = draw_lines("Damaged table PO-4401")
    yield "no-table.pdf", whole[: whole.rindex(b"xref")]
    yield "junk-before.pdf", b"HTTP/1.1 200 OK\r\n\r\n" + draw_lines("After junk PO-4402")

    def turn(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Upright PO-4403")
        canvas.rotate(90)
        canvas.drawString(300, -100, "Sideways PO-4404")

    yield "sideways.pdf", draw_pdf(turn)
    yield "blank.pdf", draw_lines("")
    yield "cut.pdf", whole[: len(whole) // 3]


def _list_scans() -> Files:
    letter = "Dear Sir or Madam\nThe claim number is\nCLM-550117\nYours faithfully"
    yield "scan.pdf", draw_pdf(draw_picture(draw_page(letter, size=(1728, 2292))))
    first, second = "The first page\nPolicy HM-881203\nSum 4250.00", "The second page\nCase 20250417"
    yield "fax.tif", make_fax(first, second)
    yield "photo.jpg", _save(draw_page("Meter reading\nMTR-770312"), "JPEG")
    yield "blank.tif", _save(Image.new("1", (1728, 1100), 1), "TIFF")
    yield "icon.png", _save(Image.new("L", (24, 24), 90), "PNG")
    yield "cut.png", _save(draw_page(letter), "PNG")[:60]


def _save(picture: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()
