"""Pictures: scans, faxes and photographs, page by page. With fax_tags the only module that knows Pillow's files."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PIL import Image

from crmbridge.domain.communication import Channel
from crmbridge.domain.reading import FaxPage, PartState, Word
from extractors.content import Content, Source
from extractors.formats.pictures.fax_tags import FaxTags, describe_tiff, find_head, read_fax_tags
from extractors.formats.pictures.picture import PictureTooLargeError, as_raster
from extractors.ocr import find_obstacle, join_pages, recognise_page

# A logo or an icon is smaller than this; a page needs more for its letters to be legible.
_SMALL_PIXELS = 150_000
_MOST_PAGES = 5000
_TIFF = "image/tiff"
_NO_PRINT = "a picture on which two engines find no text"
# Letters need some six dots; an icon has room for none, or for one or two that nobody misses.
_LEGIBLE_DOTS, _ICON_DOTS = 6, 40
_SURE = 0.8

_BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, struct.error, KeyError, TypeError, IndexError),
    *(ZeroDivisionError, OverflowError, AttributeError, Image.DecompressionBombError),
)


@dataclass(slots=True, kw_only=True)
class _Pages:
    """What became of the pages so far; a page that could not be read has an empty text and a problem."""

    texts: list[str] = field(default_factory=list)
    words: list[tuple[Word, ...]] = field(default_factory=list)
    fax_pages: list[FaxPage] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    broken: int = 0
    is_bilevel: bool = False
    pictures: int = 0


def read_image(source: Source) -> Content:
    """The recognised words of every page. A small picture inside a text is taken for a logo and left as it is."""
    try:
        with _open(source.content) as picture:
            return _read_pages(picture, source)
    except _BROKEN:
        return _name_unopened(source)


@contextmanager
def _open(content: bytes) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content)) as picture:
            yield picture


def _name_unopened(source: Source) -> Content:
    """Whole, but of a kind that cannot be opened; or damaged."""
    kind = describe_tiff(source.content) if source.media_type == _TIFF else ""
    if kind:
        return Content(state=PartState.UNSUPPORTED, reason=f"a picture of a kind that cannot be opened ({kind})")
    channel = Channel.FAX if source.media_type == _TIFF else None
    return Content(state=PartState.DAMAGED, reason="the picture is damaged and cannot be opened", channel=channel)


def _read_pages(picture: Image.Image, source: Source) -> Content:
    total, is_cut = _count_pages(picture) if source.media_type == _TIFF else (1, False)
    picture.seek(0)
    tags = read_fax_tags(picture) if source.media_type == _TIFF else FaxTags()
    is_small = picture.width * picture.height < _SMALL_PIXELS and source.media_type != _TIFF
    is_icon = _is_icon(picture, source.media_type)
    why = _find_reason_to_wait(source, is_small=is_small)
    if min(picture.size) < _LEGIBLE_DOTS or (is_icon and why):
        return _name_icon(picture)
    if why:
        return _as_waiting(total, tags, why, source, is_small=is_small, is_fax=tags.is_fax or picture.mode == "1")
    pages = _Pages()
    for number in range(total):
        if not source.allowance.grant_page():
            pages.problems.append(_name_left_over(number + 1, total))
            break
        _read_page(picture, number, source, pages)
    if is_cut:
        pages.problems.append(f"the file breaks off at page {total}; more pages may have followed")
    content = _as_content(pages, total, tags, source, is_small=is_small)
    return content if not is_icon or _is_sure(content) else _name_icon(picture)


def _is_icon(picture: Image.Image, media_type: str) -> bool:
    return media_type != _TIFF and max(picture.size) <= _ICON_DOTS


def _is_sure(content: Content) -> bool:
    """Whether two letters or more were recognised beyond doubt: engines see a letter in every ball and tick."""
    letters = sum(one.isalnum() for one in content.text)
    return letters >= 2 and all(word.confidence >= _SURE for word in content.words)


def _name_icon(picture: Image.Image) -> Content:
    reason = f"with {picture.width} x {picture.height} dots it is too small to hold words"
    return Content(state=PartState.EMPTY, reason=reason, is_minor=True)


def _count_pages(picture: Image.Image) -> tuple[int, bool]:
    """How many pages a TIFF has, one that cannot be found whole included, and whether the file breaks off there."""
    for count in range(1, _MOST_PAGES):
        try:
            picture.seek(count)
        except EOFError:
            return count, False
        except _BROKEN:
            return count + 1, True
    return _MOST_PAGES, False


def _find_reason_to_wait(source: Source, *, is_small: bool) -> str:
    if is_small and source.inline:
        return "it is too small to hold a page"
    if source.has_sidecar:
        return "its text was made by the scanner"
    return find_obstacle(source.settings.ocr)


def _as_waiting(total: int, tags: FaxTags, why: str, source: Source, *, is_small: bool, is_fax: bool) -> Content:
    return Content(
        state=PartState.NEEDS_OCR,
        reason=f"a picture of {total} page{'' if total == 1 else 's'}; its text must be recognised (OCR): {why}",
        pages=total,
        channel=Channel.FAX if is_fax else None,
        head=find_head(tags, (), source.settings),
        is_minor=is_small,
    )


def _name_left_over(first: int, total: int) -> str:
    named = f"page {first} was" if first == total else f"pages {first} to {total} were"
    return f"{named} not recognised, because the time for this document was spent"


def _read_page(picture: Image.Image, number: int, source: Source, pages: _Pages) -> None:
    """Adds one page to the others; one that is broken or too large does not spoil them."""
    try:
        picture.seek(number)
        raster, is_whole = as_raster(picture)
    except PictureTooLargeError as error:
        _add_nothing(pages, f"page {number + 1}: {error}")
        return
    except _BROKEN:
        pages.broken += 1
        _add_nothing(pages, f"page {number + 1} is damaged and cannot be opened")
        return
    found = recognise_page(raster, number + 1, source.settings.ocr)
    pages.is_bilevel |= raster.is_bilevel
    pages.pictures += found.is_picture
    pages.texts.append(found.text)
    pages.words.append(found.words)
    pages.fax_pages += [found.fax] if found.fax else []
    pages.problems += [found.problem] if found.problem else []
    left = "what is left of it was read" if found.text else "on what is left of it no words were found"
    pages.problems += [] if is_whole else [f"page {number + 1} is cut short; {left}"]


def _add_nothing(pages: _Pages, problem: str) -> None:
    pages.texts.append("")
    pages.words.append(())
    pages.problems.append(problem)


def _as_content(pages: _Pages, total: int, tags: FaxTags, source: Source, *, is_small: bool) -> Content:
    if pages.broken == total:
        return _name_unopened(source)
    is_fax = source.media_type == _TIFF and (tags.is_fax or pages.is_bilevel or bool(pages.fax_pages))
    text, words = join_pages(pages.texts, pages.words)
    state, reason = PartState.READ, ""
    if pages.problems:
        state, reason = PartState.NOT_FULLY_READ, "; ".join(pages.problems)
    elif not text.strip("\f"):
        text, state, reason = "", PartState.EMPTY, _NO_PRINT if pages.pictures else "there is nothing on its pages"
    return Content(
        state=state,
        reason=reason,
        text=text,
        words=words,
        pages=total,
        channel=Channel.FAX if is_fax else None,
        head=find_head(tags, tuple(pages.fax_pages), source.settings) if is_fax else None,
        fax_pages=tuple(pages.fax_pages),
        is_minor=is_small,
    )
