"""Reading documents beside other libraries, in CPU seconds: `python -m tests.benchmarks.bench_reading FOLDER...`.

Every way reads the same files in turn and gives their text; the best of the rounds is told, and the peers that are not
installed are left out. The reader walks through every part inside, without text recognition, without a search for
identifiers. The last lines are the whole Reading as JSON, in this process and in processes of its own.
"""

from __future__ import annotations

import email
import email.message
import email.policy
import importlib.util
import io
import json
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import docx
import pypdf
import pypdfium2

from crmbridge.domain.reader_settings import OcrEngine, OcrSettings, ReaderSettings
from crmbridge.domain.reading_json import as_json
from crmbridge.ports import ReadTask
from extractors.content import Source
from extractors.executor import ProcessExecutor
from extractors.media_types import DOCX, HTML, MAIL, PDF
from extractors.read import read_document
from extractors.sniff import sniff
from extractors.walk import Walk

_SETTINGS = ReaderSettings(ocr=OcrSettings(engine=OcrEngine.OFF))
_ROUNDS = 3
_MARKUP = (PDF, DOCX, HTML)

Way = Callable[[bytes], Any]


def main() -> None:
    warnings.simplefilter("ignore")
    paths = [path for folder in sys.argv[1:] for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    if not paths:
        sys.exit("usage: python -m tests.benchmarks.bench_reading FOLDER... (folders of documents, mixed)")
    documents = [(path, content, sniff(content, name=path.name)) for path in paths if (content := path.read_bytes())]
    for kind, peers in _list_peers().items():
        contents = [content for _, content, found in documents if found == kind]
        if contents:
            _compare(kind, contents, peers)
    _compare_isolation([(path, content) for path, content, _ in documents])


def _list_peers() -> dict[str, dict[str, Way]]:
    """The peers of each kind; the first is the one that the others are measured by."""
    peers: dict[str, dict[str, Way]] = {
        MAIL: {"email, policy.default": _read_by_email},
        PDF: {"pypdf": _read_by_pypdf, "pdfium alone": _read_by_pdfium},
        DOCX: {"python-docx, paragraphs": _read_by_docx},
        HTML: {},
    }
    for kind, ways in peers.items():
        if kind in _MARKUP and importlib.util.find_spec("kreuzberg"):
            ways["kreuzberg"] = _make_kreuzberg(kind)
        if kind in _MARKUP and importlib.util.find_spec("markitdown"):
            ways["markitdown"] = _make_markitdown()
        if kind == MAIL and importlib.util.find_spec("mailparser"):
            ways["mail-parser"] = _make_mail_parser()
    return peers


def _compare(kind: str, contents: list[bytes], peers: dict[str, Way]) -> None:
    ways: dict[str, Way] = {**peers, "reader": lambda content: _walk(content, kind)}
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(_ROUNDS):
        for name, way in ways.items():
            best[name] = min(best[name], _measure(way, contents))
    slowest = next(iter(best.values()))
    print(f"{kind}: {len(contents)} files, {sum(map(len, contents)):,} bytes")
    for name, seconds in best.items():
        print(f"  {name:26} {1000 * seconds / len(contents):9.2f} CPU ms a file {slowest / seconds:6.1f}x")


def _measure(way: Way, contents: Iterable[bytes]) -> float:
    start = time.process_time()
    for content in contents:
        # Peers raise whatever they like on damaged files.
        with suppress(Exception):
            way(content)
    return time.process_time() - start


def _walk(content: bytes, kind: str) -> None:
    source = Source(content=content, media_type=kind, settings=_SETTINGS)
    Walk(settings=_SETTINGS).read_root(source)


def _read_by_email(content: bytes) -> None:
    message = email.message_from_bytes(content, policy=email.policy.default)
    for name in ("from", "to", "cc", "subject", "date", "message-id"):
        str(message[name])
    for part in message.walk():
        if part.is_multipart():
            continue
        try:
            part.get_content()
        except (LookupError, ValueError, TypeError, AttributeError):
            part.get_payload(decode=True)


def _read_by_pypdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def _read_by_pdfium(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _read_by_docx(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def _make_kreuzberg(kind: str) -> Way:
    kreuzberg: Any = importlib.import_module("kreuzberg")
    return lambda content: kreuzberg.extract_bytes_sync(content, kind)


def _make_markitdown() -> Way:
    converter: Any = importlib.import_module("markitdown").MarkItDown()
    return lambda content: converter.convert_stream(io.BytesIO(content))


def _make_mail_parser() -> Way:
    parser: Any = importlib.import_module("mailparser")
    parse: Way = parser.parse_from_bytes
    return parse


def _compare_isolation(documents: list[tuple[Path, bytes]]) -> None:
    """The same files in this process and in processes with limits, once and twice over, which tells start from work."""
    tasks = [_as_task(key, path) for key, (path, _) in enumerate(documents)]
    again = [_as_task(key, path) for key, (path, _) in enumerate(documents, len(documents))]
    best = [float("inf")] * 3
    for _ in range(_ROUNDS):
        rounds = (_read_inside(tasks, documents), _read_outside(tasks), _read_outside([*tasks, *again]))
        best = [min(pair) for pair in zip(best, rounds, strict=True)]
    inside, once, twice = best
    count = len(documents)
    print(f"whole Reading: {count} files of all kinds")
    print(f"  in this process            {1000 * inside / count:9.2f} CPU ms a file")
    print(f"  in processes with limits   {1000 * (twice - once) / count:9.2f} CPU ms a file")
    print(f"  start of these processes   {2 * once - twice:9.2f} CPU s")


def _read_inside(tasks: list[ReadTask], documents: list[tuple[Path, bytes]]) -> float:
    start = _spent()
    for task, (_, content) in zip(tasks, documents, strict=True):
        json.dumps(as_json(read_document(task, content, _SETTINGS)))
    return _spent() - start


def _read_outside(tasks: list[ReadTask]) -> float:
    start = _spent()
    with ProcessExecutor(_SETTINGS, workers=1) as executor:
        for _ in executor.read_all(tasks):
            pass
    return _spent() - start


def _as_task(key: int, path: Path) -> ReadTask:
    return ReadTask(key=key, path=path, fingerprint="", name=path.name, channel=None, direction=None)


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
