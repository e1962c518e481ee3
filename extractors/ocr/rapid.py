"""rapidocr in a process of its own: it needs over a gigabyte, which a reading process may not take.

The process is kept for all pages that this process reads and ends with it.
"""

from __future__ import annotations

import atexit
import importlib.metadata
import importlib.util
import json
import os
import selectors
import struct
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import IO

import numpy
from numpy.typing import NDArray

from extractors.launch import end_process, start_python
from extractors.ocr.found import Box, FoundWord, Recognition

_MODULE = "extractors.ocr.rapid_worker"
_SECONDS = 90.0
_LENGTH = struct.Struct("<I")
_PIECE = 1024 * 1024


@dataclass(slots=True)
class _Kept:
    """The process that is running, and the process that started it: a fork must not use it.

    `failure` says why it could not even start to read; then it is not tried again.
    """

    process: subprocess.Popen[bytes] | None = None
    owner: int = 0
    has_answered: bool = False
    failure: str = ""


_kept = _Kept()


@cache
def find_version() -> str:
    """The version of rapidocr that is installed with all it needs, empty where it is not."""
    if importlib.util.find_spec("rapidocr") is None or importlib.util.find_spec("onnxruntime") is None:
        return ""
    return importlib.metadata.version("rapidocr")


def recognise(pixels: NDArray[numpy.uint8], boxes: Sequence[Box] = ()) -> Recognition:
    """The words on a picture, line by line as the engine finds them.

    With `boxes`, each box is read as one line of print instead: cheaper where it is known what to look at. The answer
    has then one "word" for each box, with spaces in it.
    """
    if not find_version():
        return Recognition(problem="rapidocr is not installed")
    if _kept.failure:
        return Recognition(problem=_kept.failure)
    try:
        answer = _ask(pixels, boxes)
    except OSError as error:
        return _fail(f"rapidocr broke down ({error.strerror or type(error).__name__})")
    except ValueError:
        return _fail("rapidocr gave an answer that makes no sense")
    if "problem" in answer:
        return _fail(f"rapidocr gave up ({answer['problem']})")
    _kept.has_answered = True
    return Recognition(words=tuple(_as_word(one) for one in answer["words"]))


def _fail(problem: str) -> Recognition:
    """The process is ended; one that never read a page would not read the next one either."""
    close()
    _kept.failure = "" if _kept.has_answered else problem
    return Recognition(problem=problem)


def close() -> None:
    """Ends the process, where there is one."""
    process, _kept.process = _kept.process, None
    if process is not None and _kept.owner == os.getpid():
        process.kill()
        end_process(process)


def _ask(pixels: NDArray[numpy.uint8], boxes: Sequence[Box]) -> dict[str, list[list[object]]]:
    if _kept.process is None or _kept.owner != os.getpid() or _kept.process.poll() is not None:
        _kept.process, _kept.owner = start_python(_MODULE), os.getpid()
    process = _kept.process
    if process.stdin is None or process.stdout is None:
        raise BrokenPipeError
    height, width = pixels.shape
    process.stdin.write(struct.pack("<III", width, height, len(boxes)))
    process.stdin.write(b"".join(struct.pack("<IIII", *box) for box in boxes) + pixels.tobytes())
    process.stdin.flush()
    deadline = time.monotonic() + _SECONDS
    length = _LENGTH.unpack(_read(process.stdout, _LENGTH.size, deadline))[0]
    answer: dict[str, list[list[object]]] = json.loads(_read(process.stdout, length, deadline))
    return answer


def _read(pipe: IO[bytes], count: int, deadline: float) -> bytes:
    """So many bytes. Raises BrokenPipeError where the process ended, TimeoutError where it takes too long."""
    received = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while len(received) < count:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError(0, f"no answer within {_SECONDS:g} seconds")
            piece = os.read(pipe.fileno(), min(_PIECE, count - len(received)))
            if not piece:
                raise BrokenPipeError(0, "its process ended")
            received += piece
    return received


def _as_word(one: list[object]) -> FoundWord:
    text, box, confidence, line = one
    assert isinstance(box, list)
    assert isinstance(confidence, float)
    assert isinstance(line, int)
    return FoundWord(text=str(text), box=(box[0], box[1], box[2], box[3]), confidence=confidence, line=(0, 0, line))


atexit.register(close)
