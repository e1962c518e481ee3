"""Fax and scan pages made by a seed: what stands on them is known apart from the pictures.

The pages are set with reportlab, drawn by pypdfium2 at twice the resolution of a fax and then spoilt as machines spoil
them: skew, a threshold with noise, specks, holes, lost lines and a streak of the scanner. The line of the fax machine
is printed last and straight, as receivers do it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import numpy
import pypdfium2
import reportlab
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.evaluation.fax_words import make_paragraphs

Pixels = NDArray[numpy.uint8]

FONTS = ("Helvetica", "Times-Roman", "Courier", "Vera", "Times-Bold", "VeraBd")
HEADERS = (
    "{date}  {time}    {number}  ->  HARBOUR MUTUAL                  P. {page}/{total}",
    "FROM : {name}      FAX NO. : {number}      {month}. {day} {year} {clock}  P{page}",
    "{date} {time}   {name}   {number}              PAGE {page:02}/{total:02}",
    "{month}-{day}-{year} {time}  From:{name}  {number}  To:HARBOUR MUTUAL  Page {page} of {total}",
    "{day}/{month_number}/{year} {time} FAX {number} {name}          P.{page:02}/{total:02}",
    "{year}-{month_number}-{day} {time}  {number}  {name}     S. {page}/{total}",
)
_WIDTH, _HEIGHT = 1728 / 204 * 72, 2292 / 196 * 72
_MARGIN = 58


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What stands on a page: its words in reading order, its identifiers as (kind, value), and the fax number."""

    words: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]
    number: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fax:
    """A TIFF and its truth, page by page."""

    name: str
    content: bytes
    rows: int
    noise: int
    skew: float
    font: str
    truths: tuple[Truth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A grey page as a poor scanner gives it, and its truth."""

    name: str
    content: bytes
    dpi: int
    truth: Truth


def make_faxes(seed: int, count: int = 12, pages: int = 3) -> Iterator[Fax]:
    """Seven of twelve in fine resolution (204 x 196), the others in standard (204 x 98)."""
    for number in range(count):
        random = Random(seed * 1000 + number)
        rows = 98 if number % 12 in {1, 3, 6, 8, 10} else 196
        skew = (0.0, 1.0, -2.0, 3.0)[(number * 5 + number // 4) % 4]
        yield _make_fax(random, number, rows=rows, skew=skew, noise=(number + number // 6) % 3, pages=pages)


def _make_fax(random: Random, number: int, *, rows: int, skew: float, noise: int, pages: int) -> Fax:
    font = FONTS[number % len(FONTS)]
    sender = _make_sender(random)
    drawn: list[Image.Image] = []
    truths: list[Truth] = []
    for page in range(1, pages + 1):
        words, identifiers, sheet = _draw_sheet(random, font, random.choice((10.0, 11.0, 12.0)))
        header = HEADERS[number % len(HEADERS)].format(**sender, page=page, total=pages)
        ink = _spoil(_turn(sheet, skew), random, rows=rows, noise=noise)
        drawn.append(Image.fromarray(_print_header(ink, header)).convert("1", dither=Image.Dither.NONE))
        truths.append(Truth(words=words, identifiers=identifiers, number=sender["number"], header=header))
    compression = "group3" if number % 4 == 3 else "group4"
    content = _save(drawn, compression, rows)
    name = f"{number:02} 204x{rows} {compression} {font} skew {skew:g} noise {noise}"
    return Fax(name=name, content=content, rows=rows, noise=noise, skew=skew, font=font, truths=tuple(truths))


def make_scans(seed: int, count: int = 12) -> Iterator[Scan]:
    """Pages at 100, 120 and 150 dots an inch: grey paper, a dark side, soft letters, JPEG."""
    for number in range(count):
        random = Random(seed * 1000 + 500 + number)
        dpi = (100, 120, 150)[number % 3]
        font = FONTS[number % len(FONTS)]
        words, identifiers, sheet = _draw_sheet(random, font, random.choice((10.0, 11.0, 12.0)))
        picture = _darken(_turn(sheet, random.uniform(-1.0, 1.0)), random, dpi)
        file = io.BytesIO()
        picture.save(file, format="JPEG", quality=60, dpi=(dpi, dpi))
        yield Scan(
            name=f"{number:02} grey {dpi} {font}",
            content=file.getvalue(),
            dpi=dpi,
            truth=Truth(words=words, identifiers=identifiers),
        )


def _make_sender(random: Random) -> dict[str, str]:
    month = random.randint(1, 12)
    hour, minute = random.randint(7, 18), random.randint(0, 59)
    day, year = f"{random.randint(1, 28):02}", "2025"
    names = ("JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"[place : place + 3] for place in range(0, 36, 3))
    return {
        "number": f"+44 1632 960{random.randint(0, 999):03}",
        "name": random.choice(("SMITH & SONS", "PENDLE SURGERY", "A KAY", "NORTH QUAY LTD", "COPY CORNER")),
        "date": f"{day}/{month:02}/{year}",
        "time": f"{hour:02}:{minute:02}",
        "clock": f"{(hour - 1) % 12 + 1:02}:{minute:02}{'AM' if hour < 12 else 'PM'}",
        "day": day,
        "year": year,
        "month": list(names)[month - 1],
        "month_number": f"{month:02}",
    }


def _draw_sheet(
    random: Random, font: str, size: float
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], Image.Image]:
    """The words as they stand, and the page in grey at 408 x 392 dots an inch."""
    _register_fonts()
    paragraphs, identifiers = make_paragraphs(random)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(_WIDTH, _HEIGHT), invariant=1)
    canvas.setFont(font, size)
    top = _HEIGHT - 70
    words: list[str] = []
    shown: list[tuple[str, str]] = []
    for text, found in zip(paragraphs, identifiers, strict=True):
        lines = simpleSplit(text, font, size, _WIDTH - 2 * _MARGIN)
        if top - len(lines) * size * 1.3 < 50:
            break
        for line in lines:
            canvas.drawString(_MARGIN, top, line)
            top -= size * 1.3
        top -= size * 0.6
        words += text.split()
        shown += found
    canvas.showPage()
    canvas.save()
    return tuple(words), tuple(shown), _render(file.getvalue(), 408)


def _render(content: bytes, dpi: int) -> Image.Image:
    with pypdfium2.PdfDocument(content) as document:
        return Image.fromarray(numpy.squeeze(document[0].render(scale=dpi / 72, grayscale=True).to_numpy()).copy())


@cache
def _register_fonts() -> None:
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in ("Vera", "VeraBd"):
        registerFont(TTFont(name, folder / f"{name}.ttf"))
    registerFontFamily("Vera", normal="Vera", bold="VeraBd")


def _turn(sheet: Image.Image, degrees: float) -> Image.Image:
    return sheet.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255) if degrees else sheet


def _spoil(sheet: Image.Image, random: Random, *, rows: int, noise: int) -> Pixels:
    """Black and white at the resolution of a fax."""
    generator = numpy.random.default_rng(random.getrandbits(32))
    size = (1728, 2292 * rows // 196)
    grey = numpy.asarray(sheet.resize(size, Image.Resampling.BOX), dtype=numpy.float32)
    grey = grey + generator.normal(0, 12 + 14 * noise, grey.shape).astype(numpy.float32)
    ink = numpy.where(grey < 140, 0, 255).astype(numpy.uint8)
    if noise:
        _strew(ink, generator, 0.0012 * noise, 0)
        _strew(ink, generator, 0.004 * noise, 255)
    if noise > 1:
        _lose_lines(ink, generator)
        column = int(generator.integers(300, 1500))
        ink[:, column : column + 2][generator.random((size[1], 1))[:, 0] < 0.9] = 0
    return ink


def _strew(ink: Pixels, generator: numpy.random.Generator, share: float, shade: int) -> None:
    """Specks of one dot, and some of two by two."""
    ink[generator.random(ink.shape) < share] = shade
    for row, column in zip(*numpy.nonzero(generator.random(ink.shape) < share / 12), strict=True):
        ink[row : row + 2, column : column + 2] = shade


def _lose_lines(ink: Pixels, generator: numpy.random.Generator) -> None:
    """A line that did not arrive is printed like the one before it."""
    for row in generator.integers(60, len(ink) - 1, len(ink) // 150):
        ink[row] = ink[row - 1]


def _print_header(ink: Pixels, header: str) -> Pixels:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(_WIDTH, 24), invariant=1)
    canvas.setFont("Courier-Bold", 9)
    canvas.drawString(30, 9, header[: int((_WIDTH - 40) / 5.4)])
    canvas.save()
    rows = round(24 / 72 * (98 if len(ink) < 1500 else 196))
    strip = _render(file.getvalue(), 408).resize((ink.shape[1], rows), Image.Resampling.BOX)
    ink[:rows] = numpy.where(numpy.asarray(strip) < 140, 0, 255)
    return ink


def _save(drawn: list[Image.Image], compression: str, rows: int) -> bytes:
    file = io.BytesIO()
    drawn[0].save(file, format="TIFF", save_all=True, append_images=drawn[1:], compression=compression, dpi=(204, rows))
    return file.getvalue()


def _darken(sheet: Image.Image, random: Random, dpi: int) -> Image.Image:
    generator = numpy.random.default_rng(random.getrandbits(32))
    size = (round(_WIDTH / 72 * dpi), round(_HEIGHT / 72 * dpi))
    grey = numpy.asarray(sheet.resize(size, Image.Resampling.BILINEAR), dtype=numpy.float32)
    paper = numpy.linspace(random.uniform(170, 230), random.uniform(120, 200), size[0])[None, :]
    ink = random.uniform(30, 90)
    shaded = ink + (paper - ink) * grey / 255 + generator.normal(0, 9, grey.shape)
    return Image.fromarray(numpy.clip(shaded, 0, 255).astype(numpy.uint8))
