"""Messages between processes: four bytes of length, then JSON."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import IO, Any

_LENGTH = struct.Struct(">I")


READY = b'{"ready":true}'
"""What a reading process says once it can read; one that does not say it cannot be used at all."""


def as_frame(message: object) -> bytes:
    """A message as bytes for a pipe."""
    body = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return _LENGTH.pack(len(body)) + body


def as_raw_frame(body: bytes) -> bytes:
    """JSON that is already written, as bytes for a pipe."""
    return _LENGTH.pack(len(body)) + body


class FrameBuffer:
    """Puts the pieces that come out of a pipe together to frames."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, piece: bytes) -> None:
        """Adds what was read."""
        self._bytes += piece

    def list_frames(self) -> Iterator[Any]:
        """The messages that are complete, each once."""
        while len(self._bytes) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._bytes)
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                return
            body = bytes(self._bytes[_LENGTH.size : end])
            del self._bytes[:end]
            yield json.loads(body)


def read_frame(stream: IO[bytes]) -> Any | None:
    """The next message of a stream, waiting for it; None where the stream ended."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return json.loads(body) if len(body) == length else None
