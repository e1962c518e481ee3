"""The process in which rapidocr runs; the only module that knows it. Runs as `python -m extractors.ocr.rapid_worker`.

A request is width, height and the number of boxes as little-endian 32-bit numbers, the boxes (four numbers each), then
the grey dots. Without boxes the whole picture is searched; with boxes each of them is read as one line. The answer is
its length and JSON: `{"words": [[text, [left, top, right, bottom], confidence, line], ...]}` or `{"problem": ...}`.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from typing import IO, Any

import numpy
from numpy.typing import NDArray

from extractors.confinement import die_with_parent

if sys.platform != "win32":
    import resource

_HEAD = struct.Struct("<III")
_BOX = struct.Struct("<IIII")
_MOST_BYTES = 3 * 1024 * 1024 * 1024
_MOST_SECONDS = 3600
_ONE_THREAD = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "critical",
    "Global.use_cls": False,
}


def main() -> None:
    """One picture after another, until the input ends."""
    sink = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    _raise_ceilings()
    with os.fdopen(0, "rb") as source, os.fdopen(sink, "wb") as answers:
        engine: Any = None
        while len(head := source.read(_HEAD.size)) == _HEAD.size:
            width, height, count = _HEAD.unpack(head)
            boxes = [_BOX.unpack(source.read(_BOX.size)) for _ in range(count)]
            pixels = numpy.frombuffer(source.read(width * height), dtype=numpy.uint8).reshape(height, width)
            try:
                engine = engine or _load_engine()
                answer: dict[str, Any] = {"words": _read(engine, pixels, boxes)}
            except (MemoryError, ImportError, RuntimeError, OSError, ValueError) as error:
                answer = {"problem": f"{type(error).__name__}"}
            _send(answers, answer)


def _raise_ceilings() -> None:
    """The process that reads has narrow ceilings; this one takes what its parent's hard limits leave."""
    if sys.platform == "win32":
        return
    for kind, wanted in ((resource.RLIMIT_AS, _MOST_BYTES), (resource.RLIMIT_CPU, _MOST_SECONDS)):
        _, hard = resource.getrlimit(kind)
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (soft, hard))


def _load_engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params=_ONE_THREAD)


def _read(engine: Any, pixels: NDArray[numpy.uint8], boxes: list[tuple[int, ...]]) -> list[list[Any]]:
    if not boxes:
        return _read_whole(engine, pixels)
    found: list[list[Any]] = []
    for line, (left, top, right, bottom) in enumerate(boxes):
        crop = numpy.repeat(pixels[top:bottom, left:right, None], 3, axis=2)
        result = engine(crop, use_det=False, use_cls=False, use_rec=True, return_word_box=False)
        for text, confidence in zip(result.txts or (), result.scores or (), strict=True):
            found.append([str(text), [left, top, right, bottom], float(confidence), line])
    return found


def _read_whole(engine: Any, pixels: NDArray[numpy.uint8]) -> list[list[Any]]:
    result = engine(
        numpy.repeat(pixels[:, :, None], 3, axis=2), use_det=True, use_cls=False, use_rec=True, return_word_box=True
    )
    if result.txts is None:  # nowhere on the picture is there print
        return []
    return [
        [str(text), _as_box(corners), float(confidence), line]
        for line, words in enumerate(result.word_results or ())
        for text, confidence, corners in words
        if corners is not None and str(text).strip()
    ]


def _as_box(corners: Any) -> list[int]:
    across, down = [float(one[0]) for one in corners], [float(one[1]) for one in corners]
    return [round(min(across)), round(min(down)), round(max(across)), round(max(down))]


def _send(answers: IO[bytes], answer: dict[str, Any]) -> None:
    text = json.dumps(answer).encode("ascii")
    answers.write(struct.pack("<I", len(text)) + text)
    answers.flush()


if __name__ == "__main__":
    main()
