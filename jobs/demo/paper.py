"""PDFs, scans, faxes and photographs of letters. The only module of the demo that knows reportlab and Pillow."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont, TiffImagePlugin
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

_MARGIN = 64
_LEADING = 14
_FAX_SIZE = (1728, 2292)  # group 4 fine resolution: 204 x 196 dots an inch, an A4 sheet
_SCAN_SIZE = (1240, 1754)  # A4 at 150 dots an inch


def print_letter(text: str, *, title: str = "", font: str = "Helvetica") -> bytes:
    """A PDF with a text layer; a form feed starts a page, and so does a full one."""
    file = io.BytesIO()
    canvas = _open_canvas(file, title)
    for page in text.split("\f"):
        _print_page(canvas, page, font)
    canvas.save()
    return file.getvalue()


def print_form(text: str, fields: dict[str, str], *, title: str = "") -> bytes:
    """A PDF whose blanks are form fields that hold the answers; the printed page holds only the questions."""
    file = io.BytesIO()
    canvas = _open_canvas(file, title)
    top = _print_lines(canvas, text, "Helvetica", A4[1] - _MARGIN) - 2 * _LEADING
    for name, answer in fields.items():
        canvas.drawString(_MARGIN, top, name)
        canvas.acroForm.textfield(
            name=name, value=answer, tooltip=name, x=220, y=top - 5, width=300, height=18, fontSize=10, borderWidth=1
        )
        top -= 2 * _LEADING
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def scan_letter(text: str, random: Random) -> bytes:
    """A PDF that is nothing but pictures: each page a little crooked, with the specks of an old glass."""
    file = io.BytesIO()
    canvas = _open_canvas(file, "Scan")
    for page in text.split("\f"):
        picture = _draw_page(page, _SCAN_SIZE, size=23).rotate(random.uniform(-0.6, 0.6), fillcolor=255)
        _add_specks(picture, random)
        canvas.drawImage(ImageReader(picture.convert("1")), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def send_fax(text: str, *, header: str, sent: str) -> bytes:
    """A TIFF of group 4 pages, each with the sender's header line on top; `sent` is a TIFF time."""
    sheets = text.split("\f")
    pages = [
        _draw_page(f"{header}   P. {place:02}/{len(sheets):02}\n\n{sheet}", _FAX_SIZE, size=32).convert("1")
        for place, sheet in enumerate(sheets, start=1)
    ]
    file = io.BytesIO()
    pages[0].save(
        file,
        format="TIFF",
        save_all=True,
        append_images=pages[1:],
        compression="group4",
        dpi=(204, 196),
        tiffinfo=_fax_tags(sent),
    )
    return file.getvalue()


def photograph_letter(text: str, random: Random) -> bytes:
    """A JPEG as a telephone takes it: grey paper, darker to one side, not quite straight."""
    sheet = _draw_page(text, _SCAN_SIZE, size=25).rotate(random.uniform(1, 2), fillcolor=90)
    shade = Image.linear_gradient("L").resize(sheet.size).point(lambda light: light // 4)
    picture = Image.composite(Image.new("L", sheet.size, 70), sheet, shade)
    file = io.BytesIO()
    picture.convert("RGB").save(file, format="JPEG", quality=70)
    return file.getvalue()


def darken_photo(photograph: bytes) -> bytes:
    """The photograph as a shaking hand takes it at night: nothing on it can be told apart."""
    with Image.open(io.BytesIO(photograph)) as picture:
        night = picture.convert("L").filter(ImageFilter.GaussianBlur(18)).point(lambda light: light // 6)
    file = io.BytesIO()
    night.convert("RGB").save(file, format="JPEG", quality=50)
    return file.getvalue()


def draw_logo(word: str) -> bytes:
    """A small PNG with a word on a coloured field, as firms put below their mails."""
    logo = Image.new("RGB", (180, 48), (24, 82, 96))
    ImageDraw.Draw(logo).text((14, 12), word, fill=(255, 255, 255), font=ImageFont.load_default(size=20))
    file = io.BytesIO()
    logo.save(file, format="PNG")
    return file.getvalue()


def _open_canvas(file: io.BytesIO, title: str) -> Canvas:
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    canvas.setProducer("Demo office")
    return canvas


def _print_page(canvas: Canvas, text: str, font: str) -> None:
    _print_lines(canvas, text, font, A4[1] - _MARGIN)
    canvas.showPage()


def _print_lines(canvas: Canvas, text: str, font: str, top: float) -> float:
    """Prints lines downwards and returns where it stopped; a full page is turned."""
    canvas.setFont(font, 10.5)
    for line in text.strip("\n").splitlines():
        for piece in _break_line(line, font):
            if top < _MARGIN:
                canvas.showPage()
                canvas.setFont(font, 10.5)
                top = A4[1] - _MARGIN
            canvas.drawString(_MARGIN, top, piece)
            top -= _LEADING
    return top


def _break_line(line: str, font: str) -> list[str]:
    """A line that fits stays as it is, because splitting would close up its columns."""
    width = A4[0] - 2 * _MARGIN
    return [line] if stringWidth(line, font, 10.5) <= width else list(simpleSplit(line, font, 10.5, width))


def _draw_page(text: str, sheet: tuple[int, int], *, size: int) -> Image.Image:
    """Black text on white; the built-in typeface has plain Latin letters only."""
    page = Image.new("L", sheet, 255)
    font = ImageFont.load_default(size=size)
    ImageDraw.Draw(page).multiline_text((sheet[0] // 14, 40), text.strip("\n"), fill=0, font=font, spacing=size // 2)
    return page


def _add_specks(picture: Image.Image, random: Random) -> None:
    pen = ImageDraw.Draw(picture)
    for _ in range(120):
        pen.point((random.randrange(picture.width), random.randrange(picture.height)), fill=0)


def _fax_tags(sent: str) -> TiffImagePlugin.ImageFileDirectory_v2:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[305] = "Harbour fax server"
    tags[306] = sent
    return tags
