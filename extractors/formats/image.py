"""Pictures: how many pages they have. The only module that knows Pillow."""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image

from crmbridge.domain.communication import Channel
from crmbridge.domain.reading import PartState
from extractors.content import Content, Source

# A logo or an icon is smaller than this; a page needs more for its letters to be legible.
_SMALL_PIXELS = 150_000
_MOST_PAGES = 5000


def read_image(source: Source) -> Content:
    """A scan or a photograph: its pages are counted, its words wait for OCR."""
    is_tiff = source.media_type == "image/tiff"
    channel = Channel.FAX if is_tiff else None
    try:
        pages, pixels = _measure(source.content)
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        struct.error,
        KeyError,
        TypeError,
        IndexError,
        ZeroDivisionError,
        OverflowError,
        AttributeError,
        Image.DecompressionBombError,
    ):
        return Content(state=PartState.DAMAGED, reason="the picture is damaged and cannot be opened", channel=channel)
    if source.media_type == "image/gif":
        pages = 1  # the frames of an animation are no pages
    return Content(
        state=PartState.NEEDS_OCR,
        reason=f"a picture of {pages} page{'' if pages == 1 else 's'}; its text must be recognised (OCR)",
        pages=pages,
        channel=channel,
        is_minor=pixels < _SMALL_PIXELS and not is_tiff,
    )


def _measure(content: bytes) -> tuple[int, int]:
    """Pages, and pixels of the first one. No pixel is decoded, so a huge picture costs nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content)) as picture:
            pages = min(int(getattr(picture, "n_frames", 1)), _MOST_PAGES)
            return pages, picture.width * picture.height
