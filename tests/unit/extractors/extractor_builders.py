"""Small documents made on the spot."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from docx import Document
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.identifier import Identifier
from crmbridge.domain.reader_settings import OcrEngine, OcrSettings, ReaderSettings, ReadLimits, ReferencePattern
from crmbridge.domain.reading import Part, Reading
from crmbridge.ports import ReadTask
from extractors.read import read_document

SETTINGS = ReaderSettings(
    patterns=(
        ReferencePattern(kind="client_number", pattern=r"C-\d{6}"),
        ReferencePattern(kind="case_number", pattern=r"\d{8}", context=("case", "our ref")),
        ReferencePattern(kind="account_number", pattern=r"HL-\d{4}-\d{4}-[A-Z]", check="letter-mod22"),
    ),
    own_domains=("harbour.example",),
    own_emails=("outpost@freemail.example",),
    country="GB",
    timezone="Europe/London",
)
WITHOUT_OCR = replace(SETTINGS, ocr=OcrSettings(engine=OcrEngine.OFF))


def read(
    content: bytes,
    name: str = "document",
    *,
    settings: ReaderSettings = SETTINGS,
    channel: Channel | None = None,
    direction: Direction | None = None,
    fields: tuple[tuple[str, str], ...] = (),
    sidecar: str = "",
) -> Reading:
    task = ReadTask(
        key=1,
        path=Path("unused"),
        fingerprint="",
        name=name,
        channel=channel,
        direction=direction,
        fields=fields,
        sidecar=sidecar,
    )
    return read_document(task, content, settings)


def with_limits(limits: ReadLimits) -> ReaderSettings:
    return ReaderSettings(limits=limits)


def find_part(reading: Reading, path: str) -> Part:
    return next(part for part in reading.parts if part.path == path)


def list_values(reading: Reading, kind: str) -> list[str]:
    return [one.value for one in reading.identifiers if one.kind == kind]


def list_found(reading: Reading, kind: str) -> list[Identifier]:
    return [one for one in reading.identifiers if one.kind == kind]


def make_mail(
    body: str = "Hello there.", *, subject: str = "A question", sender: str = "Anna Kay <anna@kay.example>"
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = "service@harbour.example"
    mail["Date"] = "Wed, 12 Mar 2025 10:15:00 +0100"
    mail["Subject"] = subject
    mail["Message-ID"] = "<one@kay.example>"
    if body:
        mail.set_content(body)
    return mail


def make_pdf(*pages: str, picture: bool = False, field: tuple[str, str] | None = None) -> bytes:
    """A page for each text; an empty text with `picture` gives a page that is only a scan."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1)
    for text in pages:
        for number, line in enumerate(text.split("\n")):
            canvas.drawString(72, 770 - 16 * number, line)
        if picture and not text:
            scan = Image.new("L", (100, 140), 200)
            scan.paste(0, (20, 30, 80, 34))
            canvas.drawInlineImage(scan, 0, 0, *A4)
        if field:
            canvas.acroForm.textfield(name=field[0], value=field[1], x=72, y=100)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def make_docx(*paragraphs: str, header: str = "", footer: str = "", table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in enumerate(table):
            for column, text in enumerate(cells):
                grid.cell(row, column).text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def make_docx_body(xml: str) -> bytes:
    """A bare Word package around the XML of a body."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    document = f'<w:document xmlns:w="{word}" xmlns:mc="{compatibility}"><w:body>{xml}</w:body></w:document>'
    return make_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})


def make_zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def make_image(kind: str = "PNG", *, size: tuple[int, int] = (60, 40), pages: int = 1, mode: str = "L") -> bytes:
    stream = io.BytesIO()
    frames = [Image.new("L", size, 255 - number).convert(mode) for number in range(pages)]
    if pages > 1:
        frames[0].save(stream, kind, save_all=True, append_images=frames[1:])
    else:
        frames[0].save(stream, kind)
    return stream.getvalue()
