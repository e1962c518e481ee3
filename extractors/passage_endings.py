"""What stands below the words of a mail: signatures, notices, the footers of mailing lists."""

from __future__ import annotations

import re

from crmbridge.domain.reading import PassageKind
from extractors.passage_words import (
    CLOSING,
    FOOTER_LINK,
    LIST_FOOTER,
    MOBILE,
    NO_SIGNATURE,
    NOTICE_CUE,
    NOTICE_START,
    RULE,
)

_SENTENCE = re.compile(r".*\s\S+\s\S+\s\S+\s\S+\s\S+\s\S+.*[.?!]\s*$")
_NAME = re.compile(r"\W*[^\W\d_][^@:/]{0,60}")
_SIGNED_LINES, _SIGNED_WIDTH = 16, 100
_LONGEST_SIGNATURE = 40
_LONGEST_NOTICE = 6000
_FOOTER_LINES = 14

Kinds = list[PassageKind | None]
"""What each line is; None where it is nothing yet."""


def mark_ending(kinds: Kinds, lines: list[str], start: int, end: int) -> None:
    """Marks what stands below the words of a run: notices, then the signature above them."""
    end = _mark_notices(kinds, lines, start, end)
    for position in range(start, end):
        if MOBILE.fullmatch(lines[position]):
            kinds[position] = PassageKind.SIGNATURE
    signed = _find_signature(lines, start, end)
    if signed is not None:
        kinds[signed[0] : signed[1]] = [PassageKind.SIGNATURE] * (signed[1] - signed[0])


def _mark_notices(kinds: Kinds, lines: list[str], start: int, end: int) -> int:
    """Marks notices and the footers of lists at the end, paragraph by paragraph from below; gives where they begin."""
    weak_end = end
    position = end
    while position > start:
        first, last = _find_paragraph(lines, start, position)
        strength = _weigh_paragraph(lines[first:last]) if first < last else 0
        if not strength:
            break
        if strength > 1:
            kinds[first:weak_end] = [PassageKind.DISCLAIMER] * (weak_end - first)
            weak_end = first
        position = first
    return weak_end


def _find_paragraph(lines: list[str], start: int, end: int) -> tuple[int, int]:
    while end > start and not lines[end - 1].strip():
        end -= 1
    first = end
    while first > start and lines[first - 1].strip() and not (first < end and RULE.fullmatch(lines[first])):
        first -= 1
    return first, end


def _weigh_paragraph(paragraph: list[str]) -> int:
    """2 where it surely is a notice, 1 where it is one if it stands below another, 0 where it is none."""
    joined = " ".join(paragraph)
    if len(joined) > _LONGEST_NOTICE:
        return 0
    cues = len({cue.lower() for cue in NOTICE_CUE.findall(joined)})
    if NOTICE_START.match(joined) and cues:
        return 2
    is_ruled = bool(RULE.fullmatch(paragraph[0]))
    if is_ruled and len(paragraph) <= _FOOTER_LINES and LIST_FOOTER.search(joined) and FOOTER_LINK.search(joined):
        return 2
    return 1 if cues > 1 or (len(paragraph) == 1 and is_ruled) else 0


def _find_signature(lines: list[str], start: int, end: int) -> tuple[int, int] | None:
    for position in range(max(start, end - 2 * _LONGEST_SIGNATURE), end):
        if lines[position] in {"-- ", "--"} and _count_lines(lines, position, end) <= _LONGEST_SIGNATURE:
            return position, end
    for position in range(end - 1, max(start, end - 2 * _SIGNED_LINES) - 1, -1):
        if lines[position].strip() and len(lines[position]) < 60 and CLOSING.fullmatch(lines[position]):
            return _measure_closing(lines, position, end)
    return None


def _count_lines(lines: list[str], start: int, end: int) -> int:
    return sum(1 for line in lines[start:end] if line.strip())


def _measure_closing(lines: list[str], position: int, end: int) -> tuple[int, int] | None:
    """From the closing to the last line that can belong to it: name, role, firm, address, numbers."""
    last = position + 1
    count = 0
    for at in range(position + 1, end):
        line = lines[at]
        if not line.strip():
            continue
        if NO_SIGNATURE.match(line) or len(line) > _SIGNED_WIDTH or _SENTENCE.match(line) or count >= _SIGNED_LINES:
            break
        if count == 0 and not _NAME.fullmatch(line.strip()):
            return None
        count += 1
        last = at + 1
    return (position, last) if count or last >= end else None
