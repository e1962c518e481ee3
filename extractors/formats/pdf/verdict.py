"""What the pages of a PDF amount to: its state, and the reason in words for a clerk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from crmbridge.domain.reading import FaxPage, PartState, Word

_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
_OWN_NUMBER = re.compile(r"^page \d+: ")
_MOST_NAMED = 20
# What the seam says where there is no engine.
_MISSING = "installed"


class Fault(Enum):
    """What is wrong with a page, the worst first."""

    UNOPENED = auto()
    WAITING = auto()
    FAILED = auto()
    NO_TIME = auto()
    GARBLED = auto()
    NO_WORDS = auto()
    UNSURE = auto()
    PICTURE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """One page as it was read; `number` counts from 1, `detail` is what the recognition complained of."""

    number: int
    text: str = ""
    words: tuple[Word, ...] = ()
    fax: FaxPage | None = None
    fault: Fault | None = None
    detail: str = ""
    is_blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What is known of the file beside its pages. `pages` is how many it says it has."""

    pages: int
    is_cut: bool = False
    problems: tuple[str, ...] = ()
    text: str = ""


_SENTENCES = {
    Fault.UNOPENED: ("{} is damaged and could not be read in full", "{} are damaged and could not be read in full"),
    Fault.WAITING: (
        "{} is only a picture and must be recognised (OCR)",
        "{} are only a picture and must be recognised (OCR)",
    ),
    Fault.FAILED: (
        "{} is only a picture and could not be recognised (OCR)",
        "{} are only a picture and could not be recognised (OCR)",
    ),
    Fault.NO_TIME: (
        "{} was not recognised (OCR): the document has had its time",
        "{} were not recognised (OCR): the document has had its time",
    ),
    Fault.GARBLED: (
        "the letters of {} are stored without their meaning; it must be recognised (OCR)",
        "the letters of {} are stored without their meaning; they must be recognised (OCR)",
    ),
    Fault.NO_WORDS: (
        "{} shows something, but no words could be recognised on it",
        "{} show something, but no words could be recognised on them",
    ),
    Fault.UNSURE: (
        "{} was recognised (OCR) with little certainty; words may be wrong or missing",
        "{} were recognised (OCR) with little certainty; words may be wrong or missing",
    ),
    Fault.PICTURE: (
        "{} has a picture whose words were not recognised (OCR)",
        "{} have a picture whose words were not recognised (OCR)",
    ),
}


def judge(pages: Sequence[PageReading], whole: Whole) -> tuple[PartState, str]:
    """The state of the document and the reason, which names the pages."""
    reasons = _list_reasons(pages, whole)
    if whole.is_cut:
        cut = "the file ends before its end mark: it was cut short, something may be missing"
        return PartState.DAMAGED, "; ".join([cut, *reasons])
    if _is_all_pictures(pages):
        return PartState.NEEDS_OCR, "; ".join(reasons)
    if reasons:
        return PartState.NOT_FULLY_READ, "; ".join(reasons)
    if whole.text.strip():
        return PartState.READ, ""
    return PartState.EMPTY, "there is no text on its pages"


def is_cut_short(content: bytes) -> bool:
    """Whether the end mark that every whole PDF has is missing, or stands before further objects."""
    end = max(content.rfind(b"startxref"), content.rfind(b"%%EOF"))
    return end < 0 or bool(_OBJECT.search(content, end))


def _is_all_pictures(pages: Sequence[PageReading]) -> bool:
    """Whether nothing could be read for want of an engine, rather than because an engine failed."""
    shown = [page for page in pages if page.fault or page.text.strip()]
    return bool(shown) and all(
        page.fault is Fault.WAITING or (page.fault is Fault.FAILED and _MISSING in page.detail) for page in shown
    )


def _list_reasons(pages: Sequence[PageReading], whole: Whole) -> list[str]:
    reasons = [_describe(fault, pages) for fault in Fault]
    if whole.pages > len(pages):
        reasons.append(f"it has {whole.pages} pages; only the first {len(pages)} were read")
    return [reason for reason in (*reasons, *whole.problems) if reason]


def _describe(fault: Fault, pages: Sequence[PageReading]) -> str:
    found = [page for page in pages if page.fault is fault]
    if not found:
        return ""
    sentence = _SENTENCES[fault][len(found) > 1].format(_name_pages([page.number for page in found]))
    details = list(dict.fromkeys(_OWN_NUMBER.sub("", page.detail) for page in found if page.detail))
    return f"{sentence}: {'; '.join(details[:3])}" if details else sentence


def _name_pages(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    return (
        "pages "
        + ", ".join(str(number) for number in numbers[:_MOST_NAMED])
        + (f" and {len(numbers) - _MOST_NAMED} more" if len(numbers) > _MOST_NAMED else "")
    )
