"""Pictures in old Office documents: JPEG and PNG as the drawing layer keeps them ([MS-ODRAW] 2.2.23)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from extractors.content import Child

# The kind of record: JPEG, PNG, JPEG in CMYK.
_RECORD = re.compile(rb"[\x1d\x1e\x2a]\xf0", re.S)
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
# One or two fingerprints of 16 bytes and a mark stand before the picture.
_LEADS = (17, 33)


def carve_pictures(stream: bytes) -> Iterator[bytes]:
    """Each picture once, in the order of the stream."""
    seen: set[bytes] = set()
    end = 0
    for match in _RECORD.finditer(stream):
        if match.start() < end or match.end() + 4 > len(stream):
            continue
        size = struct.unpack_from("<I", stream, match.end())[0]
        body = match.end() + 4
        lead = next((one for one in _LEADS if stream.startswith(_STARTS, body + one)), 0)
        if lead and body + size <= len(stream):
            end = body + size
            picture = stream[body + lead : end]
            if picture not in seen:
                seen.add(picture)
                yield picture


def as_picture(content: bytes, number: int) -> Child:
    """A picture as a part; the document keeps no name for it."""
    return Child(number=str(number), load=lambda _: content, name=f"picture {number}", inline=True)
