"""Several mails in one file, each after a `From ` line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from crmbridge.domain.communication import Channel
from crmbridge.domain.reading import PartState
from extractors.content import Child, Content, Source
from extractors.media_types import MAIL

_START = re.compile(
    rb"(?:\A|(?<=\n)\r?\n|(?<=\n))From [^\r\n]{1,300}\d{4}[^\r\n]{0,100}\r?\n"
    rb"(?=(?:>From [^\n]{1,300}\n)?[!-9;-~]{1,60}[ \t]*:)"
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.M)
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?$", re.M | re.I)
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")


def read_mbox(source: Source) -> Content:
    """The mails, as parts."""
    return Content(state=PartState.EMPTY, channel=Channel.EMAIL, children=_find_mails(source.content))


def _find_mails(content: bytes) -> Iterator[Child]:
    places = _list_places(content)
    for number, (start, end) in enumerate(places, 1):
        yield Child(number=str(number), load=_cut(content, start, end), media_type=MAIL, name=f"mail {number}")


def _list_places(content: bytes) -> list[tuple[int, int]]:
    """Start and end of each mail. A `From ` line within a body whose length is told divides nothing."""
    starts: list[tuple[int, int]] = []
    skip = 0
    for match in _START.finditer(content):
        if match.end() > skip:
            starts.append((match.start(), match.end()))
            skip = _find_told_end(content, match.end())
    ends = [start for start, _ in starts[1:]] + [len(content)]
    return [(start, end) for (_, start), end in zip(starts, ends, strict=True)]


def _find_told_end(content: bytes, start: int) -> int:
    """Where Content-Length says that the mail ends; 0 where it does not, or where no mail begins there."""
    header = _END_OF_HEADER.search(content, start)
    told = _LENGTH.search(content, start, header.end()) if header else None
    if header is None or told is None:
        return 0
    end = header.end() + int(told[1])
    is_sound = end >= len(content.rstrip()) or content[end : end + 8].lstrip(b"\r\n").startswith(b"From ")
    return end if is_sound else 0


def _cut(content: bytes, start: int, end: int) -> Callable[[int], bytes]:
    return lambda _: _QUOTED_FROM.sub(rb"\1", content[start:end])
