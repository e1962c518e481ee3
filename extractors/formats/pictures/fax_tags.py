"""What the tags of a TIFF say of a fax: HylaFAX and others write down who sent it and when."""

from __future__ import annotations

import io
import re
import struct
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PIL import Image, TiffImagePlugin

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import FaxPage, Party, TimeSource
from extractors.charsets import clean_text
from extractors.content import Head
from extractors.ocr import parse_fax_line

_BITS, _COMPRESSION, _PHOTOMETRIC, _DOCUMENT, _DESCRIPTION = 258, 259, 262, 269, 270
_MAKE, _MODEL, _SOFTWARE, _DATE_TIME, _SAMPLE_FORMAT = 271, 272, 305, 306, 339
_FAX_TAGS = frozenset({34908, 34909, 34910, 34911})
_T4_T6 = frozenset({2, 3, 4})
_FAX_NAMES = re.compile(r"fax", re.I)
_NUMBER = re.compile(r"\+?\(?\d[\d\s()./-]{4,22}\d")
_FLOATING = 3
_MOST_LETTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FaxTags:
    """The tags of the first page. `sent` stands as the machine wrote it, without a zone."""

    is_fax: bool = False
    number: str = ""
    sent: datetime | None = None


def read_fax_tags(picture: Image.Image) -> FaxTags:
    """What the tags of a TIFF say; a TIFF that is no fax has a time as well, but nobody sent it then."""
    tags = getattr(picture, "tag_v2", {})
    texts = {tag: _as_text(tags.get(tag)) for tag in (_DOCUMENT, _DESCRIPTION, _MAKE, _MODEL, _SOFTWARE, _DATE_TIME)}
    named = " ".join((texts[_MAKE], texts[_MODEL], texts[_SOFTWARE]))
    is_fax = bool(_FAX_TAGS & set(tags)) or bool(_FAX_NAMES.search(named))
    is_fax = is_fax or (tags.get(_COMPRESSION) in _T4_T6 and picture.width in {1728, 2048, 2432})
    number = next(
        (found[0] for text in (texts[_DESCRIPTION], texts[_DOCUMENT]) if (found := _NUMBER.fullmatch(text))), ""
    )
    return FaxTags(is_fax=is_fax, number=number if is_fax else "", sent=_as_moment(texts[_DATE_TIME]))


def _as_text(value: object) -> str:
    return clean_text(value[:_MOST_LETTERS]).strip(" \0\n") if isinstance(value, str) else ""


def _as_moment(text: str) -> datetime | None:
    try:
        found = datetime.strptime(text[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the zone is added by find_head
    except ValueError:
        return None
    return found if found.year >= 1970 else None


def find_head(tags: FaxTags, fax_pages: tuple[FaxPage, ...], settings: ReaderSettings) -> Head | None:
    """Who sent a fax and when: the time by the receiver's tag first, the number by the header line first."""
    if not tags.is_fax and not fax_pages:
        return None
    lines = [parse_fax_line(page.line, country=settings.country, timezone=settings.timezone) for page in fax_pages]
    printed = next((line.sent for line in lines if line.sent), None)
    occurred_at, source = printed, TimeSource.FAX_HEADER if printed else TimeSource.UNKNOWN
    if tags.is_fax and tags.sent:
        occurred_at, source = tags.sent.replace(tzinfo=ZoneInfo(settings.timezone)), TimeSource.FAX_TAG
    return Head(sender=_find_sender(tags, fax_pages), occurred_at=occurred_at, occurred_at_source=source)


def _find_sender(tags: FaxTags, fax_pages: tuple[FaxPage, ...]) -> Party | None:
    named = [page.sender for page in fax_pages if page.sender]
    numbers = [one for one in named if _NUMBER.fullmatch(one)]
    # Each page shows the same number; the reading that most pages agree on is the right one.
    number = max(numbers, key=numbers.count) if numbers else tags.number
    name = next((one for one in named if not _NUMBER.fullmatch(one)), "")
    return Party(role="from", name=name, address=number) if name or number else None


def describe_tiff(content: bytes) -> str:
    """What is unusual about a TIFF that cannot be opened; empty where its directory is broken as well."""
    tags = TiffImagePlugin.ImageFileDirectory_v2(content[:8])
    try:
        file = io.BytesIO(content)
        file.seek(tags.next)
        tags.load(file)
        bits, photometric = tags.get(_BITS, (1,)), tags.get(_PHOTOMETRIC)
        forms = tags.get(_SAMPLE_FORMAT, (1,))
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, struct.error, IndexError, EOFError):
        return ""
    if photometric is None or tags.get(256) is None:
        return ""
    floating = ", floating point" if _FLOATING in forms else ""
    return f"{'/'.join(str(one) for one in bits[:5])} bits a dot{floating}, compression {tags.get(_COMPRESSION, 1)}"
