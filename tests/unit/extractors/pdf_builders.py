"""PDFs with everything that letters and forms have, made on the spot by reportlab and pypdf."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

LETTER = (
    "Dear Sir or Madam,",
    "thank you for your letter of last week about the policy of my late husband.",
    "I would like to know which papers you still need from me and by what day.",
    "Please write to my new address, as I have moved to the house of my sister.",
)
# What the glyph numbers of most fonts look like where they are taken for letters.
SHIFTED = tuple("".join(chr(ord(one) - 29) if one.isalpha() else one for one in line) for line in LETTER)


def draw_pdf(draw: Callable[[Canvas], None], *, size: tuple[float, float] = A4) -> bytes:
    """One page, drawn by the caller."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, invariant=1)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def draw_lines(*lines: str, font: str = "Helvetica") -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, 12)
        for number, line in enumerate(lines):
            canvas.drawString(72, 770 - 16 * number, line)

    return draw_pdf(draw)


def change(content: bytes, edit: Callable[[PdfWriter], None]) -> bytes:
    """The file after the caller has worked on its objects."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    edit(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def entry(**values: object) -> DictionaryObject:
    """A dictionary; texts that begin with a stroke become names."""
    return DictionaryObject({NameObject(f"/{key}"): as_object(value) for key, value in values.items()})


def as_object(value: object) -> object:
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    if isinstance(value, (list, tuple)):
        return ArrayObject([as_object(one) for one in value])
    if value is None:
        return NullObject()
    return NumberObject(value) if type(value) is int else FloatObject(value) if type(value) is float else value


def make_stream(content: bytes, **values: object) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    stream.update(entry(**values))
    return stream


def with_annotations(content: bytes, *annotations: DictionaryObject, page: int = 0) -> bytes:
    def edit(writer: PdfWriter) -> None:
        for annotation in annotations:
            annotation[NameObject("/Type")] = NameObject("/Annot")
            annotation.setdefault(NameObject("/Rect"), as_object([100, 100, 200, 120]))
            existing = writer.pages[page].setdefault(NameObject("/Annots"), ArrayObject())
            existing.get_object().append(writer._add_object(annotation))

    return change(content, edit)


def with_form(content: bytes, *fields: DictionaryObject, xfa: object = None, on_page: bool = True) -> bytes:
    """A form with the fields, each of which is its own widget on the first page unless it is on none."""

    def edit(writer: PdfWriter) -> None:
        references = [writer._add_object(one) for one in fields]
        form = entry(Fields=ArrayObject(references))
        if xfa is not None:
            form[NameObject("/XFA")] = _add_packets(writer, xfa)
        writer.root_object[NameObject("/AcroForm")] = form
        if on_page:
            for one in fields:
                one.update(entry(Subtype="/Widget", Type="/Annot", Rect=[100, 100, 200, 120]))
            writer.pages[0][NameObject("/Annots")] = ArrayObject(references)

    return change(content, edit)


def _add_packets(writer: PdfWriter, xfa: object) -> object:
    if isinstance(xfa, bytes):
        return writer._add_object(make_stream(xfa))
    assert isinstance(xfa, dict)
    pairs = ArrayObject()
    for name, piece in xfa.items():
        pairs += [TextStringObject(name), writer._add_object(make_stream(piece))]
    return pairs


def with_file(writer: PdfWriter, name: str, content: bytes) -> DictionaryObject:
    """A file specification that is not yet reachable from anywhere."""
    stream = writer._add_object(make_stream(content, Type="/EmbeddedFile"))
    return entry(Type="/Filespec", F=name, UF=name, EF=entry(F=stream))


_LOST = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Lost def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <21> <7E> <E021> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


def with_lost_letters(content: bytes) -> bytes:
    """The same pages, whose fonts show the letters and say that they mean nothing."""

    def edit(writer: PdfWriter) -> None:
        meaning = writer._add_object(make_stream(_LOST))
        for page in writer.pages:
            fonts = page["/Resources"].get_object()["/Font"]  # type: ignore[index]
            for font in fonts.values():
                font.get_object()[NameObject("/ToUnicode")] = meaning

    return change(content, edit)


def draw_picture(
    picture: Image.Image, *, box: tuple[float, float, float, float] = (0, 0, *A4)
) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), *box)

    return draw


def make_scan(size: tuple[int, int] = (1240, 1754), *, ink: bool = True, mode: str = "L") -> Image.Image:
    """A white page, with a few black bars that are no words where there is to be ink."""
    picture = Image.new("L", size, 255)
    if ink:
        for row in range(4):
            picture.paste(0, (size[0] // 8, (row + 1) * size[1] // 6, size[0] // 2, (row + 1) * size[1] // 6 + 9))
    return picture.convert(mode)
