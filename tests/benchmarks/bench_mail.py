"""Reading mails beside the standard library, in CPU seconds: `python -m tests.benchmarks.bench_mail FOLDER...`.

The standard library parses, names the telling headers and decodes every part. The reader does the same (first figure),
and lays out web pages on top of it (second figure). Both run over the same mails in turn; the best of three is told.
"""

from __future__ import annotations

import email
import email.message
import email.policy
import sys
import time
from collections.abc import Callable
from pathlib import Path

from crmbridge.domain.reader_settings import ReaderSettings
from extractors.charsets import decode_text
from extractors.content import Content, Damaged, Source
from extractors.formats import find_reader
from extractors.media_types import HTML, MAIL, TEXT
from extractors.sniff import sniff

_SETTINGS = ReaderSettings()
_ROUNDS = 3
_ENOUGH = 1 << 30


def main() -> None:
    mails = [content for folder in sys.argv[1:] for content in _list_mails(Path(folder))]
    ways: dict[str, Callable[[bytes], None]] = {
        "standard library, policy.default": _read_by_library,
        "reader, pages decoded only": lambda content: _read(content, MAIL, "", has_layout=False),
        "reader, pages laid out": lambda content: _read(content, MAIL, "", has_layout=True),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(_ROUNDS):
        for name, way in ways.items():
            start = time.process_time()
            for content in mails:
                way(content)
            best[name] = min(best[name], time.process_time() - start)
    slowest = best["standard library, policy.default"]
    print(f"{len(mails)} mails, {sum(map(len, mails)):,} bytes")
    for name, seconds in best.items():
        print(f"{name:36} {seconds:8.3f} CPU s {slowest / seconds:6.1f}x")


def _list_mails(folder: Path) -> list[bytes]:
    contents = ((path, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file())
    return [content for path, content in contents if sniff(content, name=path.name) == MAIL]


def _read(content: bytes, kind: str, charset: str, *, has_layout: bool) -> None:
    if kind == HTML and not has_layout:
        decode_text(content, charset)
        return
    source = Source(content=content, media_type=kind, settings=_SETTINGS, charset=charset)
    for child in find_reader(kind)(source).children:
        loaded = child.load(_ENOUGH)
        if isinstance(loaded, Content):
            continue
        body = loaded.content if isinstance(loaded, Damaged) else loaded
        inner = sniff(body, name=child.name, declared=child.media_type, is_body=child.is_body)
        if inner in {TEXT, HTML, MAIL}:
            _read(body, inner, child.charset, has_layout=has_layout)


def _read_by_library(content: bytes) -> None:
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        for name in ("from", "to", "cc", "subject", "date"):
            str(message[name])
        for part in message.walk():
            if not part.is_multipart():
                _get_content(part)
    except (AttributeError, ValueError, TypeError, KeyError, IndexError):
        return  # it gives up on some


def _get_content(part: email.message.EmailMessage) -> None:
    try:
        part.get_content()
    except (LookupError, KeyError):
        part.get_payload(decode=True)


if __name__ == "__main__":
    main()
