"""Which engine reads a page, by what is installed, what is wanted and how surely the first one read."""

from __future__ import annotations

from dataclasses import dataclass

from crmbridge.domain.reader_settings import OcrEngine, OcrSettings
from extractors.ocr import rapid, tesseract
from extractors.ocr.agree import merge
from extractors.ocr.found import FoundWord, Recognition
from extractors.ocr.placement import Placement
from extractors.ocr.prepare import Prepared, prepare
from extractors.ocr.raster import Raster
from extractors.ocr.words import tidy

# Below these mean confidences a page is turned, or shown to the other engine.
_TURNED = 0.62
_DOUBTFUL = 0.88
_BLANK_SHARE = 0.0004
_BLOCK, _ANY_LAYOUT = 6, 3

NOTHING_INSTALLED = "no text recognition is installed: install Tesseract (tesseract-ocr) or crmbridge[ocr]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was read on a prepared page. `has_ink` is False for blank paper."""

    words: tuple[FoundWord, ...]
    placement: Placement
    has_ink: bool
    problem: str = ""


def recognise_best(raster: Raster, settings: OcrSettings) -> Attempt:
    """The words of a page by the best combination of the engines that are wanted and installed."""
    prepared = prepare(raster)
    if prepared.ink_share < _BLANK_SHARE / 10:
        return _as_attempt(prepared, Recognition())
    with_tesseract, with_rapid = _choose(settings)
    if not with_tesseract and not with_rapid:
        return _as_attempt(prepared, Recognition(problem=NOTHING_INSTALLED))
    if not with_tesseract:
        return _as_attempt(prepared, rapid.recognise(prepared.pixels))
    prepared, first = _recognise_upright(raster, prepared, settings)
    if with_rapid and (settings.engine is OcrEngine.BOTH or first.problem or first.confidence < _DOUBTFUL):
        second = rapid.recognise(prepared.pixels)
        first = merge(first, second) if not second.problem else first
    return _as_attempt(prepared, first)


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
    """Read as it lies; where that gives little sense, turned as well."""
    first = tesseract.recognise(prepared.pixels, settings.languages, layout=_BLOCK)
    if first.problem or first.confidence >= _TURNED:
        return prepared, first
    best = (prepared, first)
    other = tesseract.recognise(prepared.pixels, settings.languages, layout=_ANY_LAYOUT)
    best = max(best, (prepared, other), key=lambda one: _weigh(one[1]))
    quarters = tesseract.find_quarters(prepared.pixels)
    if quarters:
        turned = prepare(raster, quarters)
        best = max(
            best,
            (turned, tesseract.recognise(turned.pixels, settings.languages, layout=_BLOCK)),
            key=lambda one: _weigh(one[1]),
        )
    return best


def _weigh(found: Recognition) -> float:
    """More sure letters are better than fewer surer ones."""
    return sum(len(word.text) * max(0.0, word.confidence - 0.3) for word in found.words)


def _as_attempt(prepared: Prepared, found: Recognition) -> Attempt:
    return Attempt(
        words=tidy(found.words),
        placement=prepared.placement,
        has_ink=prepared.ink_share >= _BLANK_SHARE,
        problem=found.problem,
    )
