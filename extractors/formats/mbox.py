"""Several mails in one file, each after a `From ` line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from crmbridge.domain.communication import Channel
from crmbridge.domain.reading import PartState
from extractors.content import Child, Content, Source
from extractors.sniff import MAIL

_START = re.compile(rb"(?:\A|\n\r?\n)From [^\r\n]{1,300}\d{4}[^\r\n]{0,100}\r?\n(?=[!-9;-~]{1,60}:)")


def read_mbox(source: Source) -> Content:
    """The mails, as parts."""
    return Content(state=PartState.EMPTY, channel=Channel.EMAIL, children=_find_mails(source.content))


def _find_mails(content: bytes) -> Iterator[Child]:
    starts = [(match.start(), match.end()) for match in _START.finditer(content)]
    ends = [start for start, _ in starts[1:]] + [len(content)]
    for number, ((_, start), end) in enumerate(zip(starts, ends, strict=True), 1):
        yield Child(number=str(number), load=_cut(content, start, end), media_type=MAIL, name=f"mail {number}")


def _cut(content: bytes, start: int, end: int) -> Callable[[int], bytes]:
    return lambda _: content[start:end]
