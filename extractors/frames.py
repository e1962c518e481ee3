"""Messages between processes: four bytes of length, then JSON; what readers say has a mark and a key before it."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import IO, Any

_LENGTH = struct.Struct(">I")
_HEAD = struct.Struct(">cq")

READY = b'{"ready":true}'
"""What a reading process says once it can read; one that does not say it cannot be used at all."""

# What the first byte of a message from a reader says.
PAGE = b"P"
"""The reader begins to recognise another page and needs the time for it."""
ANSWER = b"A"
"""A reading follows; the process takes another document."""
LAST = b"L"
"""A reading follows; the process should be given no other document."""
FAILURE = b"F"
"""Why there is no reading follows; the process should be given no other document."""


def as_frame(message: object) -> bytes:
    """A message as bytes for a pipe."""
    return as_raw_frame(json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii"))


def as_raw_frame(body: bytes) -> bytes:
    """What is already written, as bytes for a pipe."""
    return _LENGTH.pack(len(body)) + body


def as_message(mark: bytes, key: int, body: bytes = b"") -> bytes:
    """What a reader says about the task with this key."""
    return _HEAD.pack(mark, key) + body


def split_message(message: bytes) -> tuple[bytes, int, bytes]:
    """The mark, the key and the body that `as_message` put together; an empty mark where it did not."""
    if len(message) < _HEAD.size:
        return b"", 0, b""
    mark, key = _HEAD.unpack_from(message)
    return mark, key, message[_HEAD.size :]


class FrameBuffer:
    """Puts the pieces that come out of a pipe together to frames."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def __len__(self) -> int:
        return len(self._bytes)

    def feed(self, piece: bytes) -> None:
        """Adds what was read."""
        self._bytes += piece

    def list_frames(self) -> Iterator[bytes]:
        """The messages that are complete, each once, without their length."""
        while len(self._bytes) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._bytes)
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                return
            body = bytes(self._bytes[_LENGTH.size : end])
            del self._bytes[:end]
            yield body


def read_raw_frame(stream: IO[bytes], most: int | None = None) -> bytes | None:
    """The next message of a stream, waiting for it; None where the stream ended or claims more than `most` bytes."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if most is not None and length > most:
        return None
    body = stream.read(length)
    return body if len(body) == length else None


def read_frame(stream: IO[bytes]) -> Any | None:
    """The next message of a stream, as JSON values."""
    body = read_raw_frame(stream)
    return None if body is None else json.loads(body)
