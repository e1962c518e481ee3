"""Which engine reads a page, by what is installed, what is wanted and how surely the first one read.

The choice of `auto` and its figures are in docs/decisions/0013.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crmbridge.domain.reader_settings import OcrEngine, OcrSettings
from extractors.ocr import rapid, tesseract
from extractors.ocr.agree import merge_lines
from extractors.ocr.found import Box, FoundWord, Recognition
from extractors.ocr.layout import arrange_lines, has_columns
from extractors.ocr.placement import Placement
from extractors.ocr.prepare import Prepared, prepare
from extractors.ocr.raster import Raster
from extractors.ocr.words import list_lines, tidy

# A page read with less mean confidence than this is turned, to see whether it lay upside down.
_TURNED = 0.62
# A grey page read with less is read by the engine that is better at poor scans.
_POOR = 0.9
# Lines that hold a number or an address, or any word read with less, are read twice.
_DOUBTFUL = 0.5
_BLANK_SHARE = 0.0004
_NO_INK_SHARE = 0.00002
# A photograph or a coloured drawing is darker than any page with print or handwriting on it.
_PICTURE_SHARE = 0.1
_NO_PRINT = 0.45
_EASTERN = ("chi", "jpn", "kor")
_FIRST_EASTERN = 0x2E80
_BLOCK, _ANY_LAYOUT = 6, 3

NOTHING_INSTALLED = "no text recognition is installed: install Tesseract (tesseract-ocr) or crmbridge[ocr]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was read on a prepared page. `has_ink` is False for blank paper.

    `is_picture` marks a photograph or drawing in shades on which two engines looked for print and found none.
    """

    words: tuple[FoundWord, ...]
    placement: Placement
    has_ink: bool
    problem: str = ""
    is_picture: bool = False


def recognise_best(raster: Raster, settings: OcrSettings) -> Attempt:
    """The words of a page by the best combination of the engines that are wanted and installed."""
    prepared = prepare(raster)
    if prepared.ink_share < _NO_INK_SHARE:
        return _as_attempt(prepared, Recognition())
    with_tesseract, with_rapid = _choose(settings)
    if not with_tesseract:
        found = Recognition(problem=find_obstacle(settings))
        return _as_attempt(*(_read_whole(raster, prepared, settings) if with_rapid else (prepared, found)))
    upright = prepared
    prepared, first = _recognise_upright(raster, prepared, settings)
    if not with_rapid:
        return _as_attempt(prepared, first)
    if first.problem or (not raster.is_bilevel and first.confidence < _POOR):
        return _read_poor(raster, (upright, prepared), first, settings)
    return _as_attempt(prepared, _read_again(prepared, first, settings))


def _read_poor(raster: Raster, pages: tuple[Prepared, Prepared], first: Recognition, settings: OcrSettings) -> Attempt:
    """A grey page by the second engine; by the first one where the second one fails or finds less.

    `pages` are the page as it lies and as the first engine made most of it, which may be the wrong way round.
    """
    prepared, second = pages[1], _ask_rapid(pages[1], settings)
    if pages[0] is not pages[1] and not second.problem and second.confidence < _POOR:
        other = _ask_rapid(pages[0], settings)
        prepared, second = (pages[0], other) if _weigh(other) > _weigh(second) else (prepared, second)
    is_told = not first.problem and not second.problem
    if is_told and prepared.ink_share >= _PICTURE_SHARE and not raster.is_bilevel and _is_without_print(first, second):
        return replace(_as_attempt(prepared, Recognition()), is_picture=True)
    first = replace(first, words=(), problem="") if first.problem else first
    if second.problem or _weigh(second) < _weigh(first):
        return _as_attempt(pages[1], first)
    return _as_attempt(prepared, replace(second, words=arrange_lines(second.words)))


def _is_without_print(first: Recognition, second: Recognition) -> bool:
    """Whether one engine finds no print at all and the other one only what it does not believe itself."""
    is_doubted = first.confidence < _NO_PRINT or _weigh(first) < 1
    return is_doubted and not any(
        word.confidence >= _NO_PRINT and any(one.isalnum() for one in word.text) for word in second.words
    )


def _read_whole(raster: Raster, prepared: Prepared, settings: OcrSettings) -> tuple[Prepared, Recognition]:
    """By the second engine alone; where that gives little sense, upside down as well."""
    found = _ask_rapid(prepared, settings)
    best = (prepared, found)
    if not found.problem and found.confidence < _POOR:
        turned = prepare(raster, 2)
        best = max(best, (turned, _ask_rapid(turned, settings)), key=lambda one: _weigh(one[1]))
    return best[0], replace(best[1], words=arrange_lines(best[1].words))


def _read_again(prepared: Prepared, first: Recognition, settings: OcrSettings) -> Recognition:
    """Lines with numbers or addresses, and lines that the first engine is not sure of, read by both engines."""
    words, is_everything = tidy(first.words), settings.engine is OcrEngine.BOTH
    lines = [line for line in list_lines(words) if is_everything or _is_doubtful(line)]
    if not lines:
        return first
    boxes = [_find_line_box(line, prepared.pixels.shape) for line in lines]
    second = _ask_rapid(prepared, settings, boxes)
    read = {lines[one.line[2]][0].line: one for one in second.words}
    return replace(first, words=merge_lines(words, read))


def _ask_rapid(prepared: Prepared, settings: OcrSettings, boxes: Sequence[Box] = ()) -> Recognition:
    """What rapidocr reads, without the Chinese that it sees in specks where nobody writes it."""
    found = rapid.recognise(prepared.pixels, boxes)
    if any(language.startswith(_EASTERN) for language in settings.languages):
        return found
    return replace(found, words=tuple(word for word in found.words if not _has_eastern(word.text)))


def _has_eastern(text: str) -> bool:
    """Whether more than a third of the characters are Chinese, Japanese or Korean."""
    return sum(ord(one) >= _FIRST_EASTERN for one in text) * 3 > len(text)


def _is_doubtful(words: Sequence[FoundWord]) -> bool:
    return any(_is_code(word.text) or word.confidence < _DOUBTFUL for word in words)


def _is_code(text: str) -> bool:
    return any(one.isdigit() or one == "@" for one in text)


def _find_line_box(words: Sequence[FoundWord], shape: tuple[int, ...]) -> Box:
    """The box of a line with a little paper around it."""
    left, top = min(word.box[0] for word in words), min(word.box[1] for word in words)
    right, bottom = max(word.box[2] for word in words), max(word.box[3] for word in words)
    return max(0, left - 8), max(0, top - 6), min(shape[1], right + 8), min(shape[0], bottom + 6)


def find_engines() -> tuple[str, ...]:
    """The engines that are installed, with their versions."""
    found = (("Tesseract", tesseract.find_version()), ("rapidocr", rapid.find_version()))
    return tuple(f"{name} {version}" for name, version in found if version)


def find_obstacle(settings: OcrSettings) -> str:
    """Why no page at all can be recognised; empty where an engine that is wanted is installed."""
    if settings.engine is OcrEngine.OFF:
        return "text recognition is switched off"
    if any(_choose(settings)):
        return ""
    if settings.engine in {OcrEngine.AUTO, OcrEngine.BOTH}:
        return NOTHING_INSTALLED
    return f"{settings.engine} is not installed"


def _choose(settings: OcrSettings) -> tuple[bool, bool]:
    """Whether Tesseract and whether rapidocr is to be used."""
    wants_tesseract = settings.engine is not OcrEngine.RAPIDOCR
    wants_rapid = settings.engine is not OcrEngine.TESSERACT
    return (
        wants_tesseract and bool(tesseract.find_version()),
        wants_rapid and bool(rapid.find_version()),
    )


def _recognise_upright(raster: Raster, prepared: Prepared, settings: OcrSettings) -> tuple[Prepared, Recognition]:
    """Read as it lies; where that gives little sense, in another layout and turned as well."""
    layouts = (_ANY_LAYOUT, _BLOCK) if has_columns(prepared.pixels) else (_BLOCK, _ANY_LAYOUT)
    first = tesseract.recognise(prepared.pixels, settings.languages, layout=layouts[0])
    if first.problem or first.confidence >= _TURNED:
        return prepared, first
    tries = [(prepared, first)]
    quarters = tesseract.find_quarters(prepared.pixels)
    if quarters:
        turned = prepare(raster, quarters)
        tries.append((turned, tesseract.recognise(turned.pixels, settings.languages, layout=layouts[0])))
    else:
        tries.append((prepared, tesseract.recognise(prepared.pixels, settings.languages, layout=layouts[1])))
    return max(tries, key=lambda one: _weigh(one[1]))


def _weigh(found: Recognition) -> float:
    """More sure letters are better than fewer surer ones."""
    return sum(len(word.text) * (word.confidence - 0.3) for word in found.words if word.confidence > 0.3)


def _as_attempt(prepared: Prepared, found: Recognition) -> Attempt:
    return Attempt(
        words=tidy(found.words),
        placement=prepared.placement,
        has_ink=prepared.ink_share >= _BLANK_SHARE,
        problem=found.problem,
    )
