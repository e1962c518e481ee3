"""How well pages were recognised, against what stands on them."""

from __future__ import annotations

import io
import resource
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PIL import Image

from crmbridge.domain.reader_settings import OcrEngine, OcrSettings
from extractors.formats.pictures.picture import as_raster
from extractors.ocr import RecognisedPage, recognise_page
from extractors.ocr.rapid import close
from tests.evaluation.fax_pages import Truth


@dataclass(slots=True, kw_only=True)
class Score:
    """Counts over pages; `groups` holds for each group of identifiers how many were exact, of how many."""

    pages: int = 0
    words: int = 0
    right_words: int = 0
    headers: int = 0
    right_headers: int = 0
    groups: dict[str, list[int]] = field(default_factory=dict)
    seconds: float = 0.0

    def add(self, truth: Truth, found: RecognisedPage, groups: Iterable[str]) -> None:
        """Counts a page: its identifiers are exact where they stand in the text, character by character."""
        text = " ".join(found.text.split())
        self.pages += 1
        self.words += len(truth.words)
        self.right_words += sum((Counter(text.split()) & Counter(truth.words)).values())
        if truth.number:
            self.headers += 1
            self.right_headers += bool(found.fax and found.fax.sender == truth.number)
        for kind, value in truth.identifiers:
            for group in ("all", kind, *groups):
                counts = self.groups.setdefault(group, [0, 0])
                counts[0] += value in text
                counts[1] += 1

    def find_share(self, group: str = "all") -> float:
        """The share of the identifiers of a group that are exact."""
        exact, total = self.groups.get(group, (0, 0))
        return exact / total if total else 0.0

    @property
    def word_accuracy(self) -> float:
        """The share of the words that were found as they stand."""
        return self.right_words / self.words if self.words else 0.0

    @property
    def header_share(self) -> float:
        """The share of the pages whose fax number was read exactly from the header line."""
        return self.right_headers / self.headers if self.headers else 0.0


def score_pages(
    pages: Iterable[tuple[bytes, int, Truth, tuple[str, ...]]], engine: OcrEngine = OcrEngine.AUTO
) -> Score:
    """Recognises pages (a file, the place of the page in it, its truth, its groups) and counts what was right."""
    score, settings = Score(), OcrSettings(engine=engine)
    score.seconds = _measure(lambda: _score_all(pages, settings, score))
    return score


def _score_all(pages: Iterable[tuple[bytes, int, Truth, tuple[str, ...]]], settings: OcrSettings, score: Score) -> None:
    for content, place, truth, groups in pages:
        with Image.open(io.BytesIO(content)) as picture:
            picture.seek(place)
            raster, _ = as_raster(picture)
        score.add(truth, recognise_page(raster, place + 1, settings), groups)
    close()


def _measure(work: Callable[[], None]) -> float:
    """CPU seconds of this process and of those that it started."""
    before = _count_seconds()
    work()
    return _count_seconds() - before


def _count_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
