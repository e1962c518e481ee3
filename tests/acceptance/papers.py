"""Documents that an office gets, each made around the same few lines, and documents made to do harm."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from html import escape

import numpy
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

from crmbridge.domain.reader_settings import OcrSettings
from extractors.ocr import Raster, recognise_page
from tests.unit.extractors.extractor_builders import make_docx, make_pdf, make_zip
from tests.unit.extractors.office_builders import make_odt
from tests.unit.extractors.outlook_builders import Property, make_msg, make_tnef, make_tnef_properties

_WIDTH, _HEIGHT = 1728, 2292
OPENING = (
    "Dear Sirs,",
    "thank you for your letter, which reached us in good order.",
    "The roof of the house has been repaired in the meantime,",
    "and nothing else in it was touched by the water.",
)
_BODY, _PROPERTIES = 0x800C, 0x9003
_NEXT, _CONTENT, _TITLE = 0x9002, 0x800F, 0x8010


def find_ocr_problem() -> str:
    """Why no words on pictures can be recognised here; empty where they can."""
    page = Raster(pixels=numpy.asarray(draw_page(OPENING).convert("L")), dpi=(204.0, 196.0), is_bilevel=True)
    return recognise_page(page, 1, OcrSettings()).problem


def draw_page(lines: Sequence[str], *, header: str = "") -> Image.Image:
    """A page of a fax in fine resolution, in black and white."""
    page = Image.new("L", (_WIDTH, _HEIGHT), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(38)
    pen.text((80, 14), header, fill=0, font=ImageFont.load_default(30))
    for place, line in enumerate(lines):
        pen.text((160, 260 + 70 * place), line, fill=0, font=font)
    return page.convert("1", dither=Image.Dither.NONE)


def write_tiff(*pages: Sequence[str], header: str = "", sent: str = "") -> bytes:
    """A fax as machines store it: Group 4, one picture a page. `{page}` in the header line is its number."""
    file = io.BytesIO()
    drawn = [draw_page(lines, header=header.format(page=place)) for place, lines in enumerate(pages, 1)]
    drawn[0].save(
        file,
        format="TIFF",
        save_all=True,
        append_images=drawn[1:],
        compression="group4",
        dpi=(204.0, 196.0),
        tiffinfo={305: "HylaFAX", 306: sent} if sent else {},
    )
    return file.getvalue()


def write_scan(lines: Sequence[str]) -> bytes:
    """A PDF of one picture, without any text in it."""
    file = io.BytesIO()
    draw_page(lines).convert("L").save(file, format="PDF", resolution=200)
    return file.getvalue()


def write_enclosing_mail(sender: str, *enclosures: tuple[str, bytes], text: str = "Please see the file.") -> bytes:
    """A mail with files."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "service@harbour.example", "Hello"
    mail["Date"] = "Mon, 17 Mar 2025 08:36:00 +0000"
    mail.set_content(text)
    for name, content in enclosures:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def write_outlook(sender: str, text: str) -> bytes:
    """A message as Outlook saves it."""
    properties: dict[int, Property] = {0x001A: "IPM.Note", 0x0037: "A question", 0x1000: text}
    return make_msg(properties | {0x0C1A: "Q. Vane", 0x0C1E: "SMTP", 0x0C1F: sender})


def write_bundle(text: str, *enclosures: tuple[str, bytes]) -> bytes:
    """A winmail.dat."""
    files = [
        attribute
        for name, content in enclosures
        for attribute in ((_NEXT, bytes(14)), (_TITLE, name.encode() + b"\0"), (_CONTENT, content))
    ]
    properties = make_tnef_properties({0x0037: "A question"})
    return make_tnef((_PROPERTIES, properties), (_BODY, text.encode() + b"\0"), *files)


def write_rtf(lines: Sequence[str]) -> bytes:
    return (r"{\rtf1\ansi " + r"\par ".join(lines) + "}").encode("ascii")


def write_odt(lines: Sequence[str]) -> bytes:
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    return make_odt(f"<office:text>{paragraphs}</office:text>")


def write_html(lines: Sequence[str]) -> bytes:
    return ("<html><body>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</body></html>").encode()


def write_form(lines: Sequence[str]) -> bytes:
    """A printed form whose words stand in its field only."""
    return make_pdf("Instruction", field=("Number", " ".join(lines)))


def write_portfolio(lines: Sequence[str]) -> bytes:
    """A PDF that holds the letter as a file."""
    return _write_pdf(lambda writer: writer.add_attachment("letter.txt", "\n".join(lines).encode()))


def write_locked() -> bytes:
    """A PDF that asks for a password."""
    return _write_pdf(lambda writer: writer.encrypt("secret", algorithm="AES-256"))


def _write_pdf(change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf("Cover sheet"))))
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def write_as(suffix: str, lines: Sequence[str]) -> bytes:
    """A document of this kind that holds the lines."""
    return _WRITERS[suffix](lines)


def _join(lines: Sequence[str]) -> str:
    return "\n".join(lines)


_WRITERS: dict[str, Callable[[Sequence[str]], bytes]] = {
    "eml": lambda lines: write_enclosing_mail("stranger@elsewhere.example", text=_join(lines)),
    "msg": lambda lines: write_outlook("stranger@elsewhere.example", _join(lines)),
    "dat": lambda lines: write_bundle(_join(lines)),
    "text.pdf": lambda lines: make_pdf(_join(lines)),
    "form.pdf": write_form,
    "files.pdf": write_portfolio,
    "scan.pdf": write_scan,
    "tif": lambda lines: write_tiff(OPENING, lines),
    "docx": lambda lines: make_docx(*lines),
    "rtf": write_rtf,
    "odt": write_odt,
    "html": write_html,
    "txt": lambda lines: _join(lines).encode(),
    "zip": lambda lines: make_zip({"letter.txt": _join(lines).encode()}),
}


def write_zip_bomb() -> bytes:
    """A third of a megabyte that unpacks to 320."""
    return make_zip({f"{place}.txt": bytes(32 * 1024 * 1024) for place in range(10)})


def write_word_bomb() -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    run = f"<w:r><w:t>{'a' * 40}</w:t></w:r>"
    body = f'<w:document xmlns:w="{word}"><w:body><w:p>{run * 3_000_000}</w:p></w:body></w:document>'
    return make_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": body.encode()})


def write_pdf_bomb() -> bytes:
    """A page whose drawing unpacks to 600 MB, packed twice."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"(a) Tj " * 150_000) for _ in range(600)) + packer.flush()
    stream = zlib.compress(packed, 9)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(stream), stream),
    )
    body, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + table + trailer


def write_nested_mail(levels: int) -> bytes:
    """A mail within a mail within a mail."""
    head = b"From: a@b.example\nSubject: layer\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
    return head * levels + b"From: a@b.example\nSubject: bottom\n\nthe innermost words\n"


def write_nested_zip(levels: int) -> bytes:
    content = b"the innermost words"
    for level in range(levels):
        content = make_zip({f"{level}.zip" if level else "letter.txt": content})
    return content


def write_long_header() -> bytes:
    """A mail with 100,000 header lines before the one that says who wrote it."""
    return b"Subject: Hello\nMIME-Version: 1.0\n" + b"X-Filler: yes\n" * 100_000 + b"From: a@b.example\n\nwords\n"
