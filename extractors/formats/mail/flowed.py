"""Text with `format=flowed` (RFC 3676): lines that a mail program broke are one again."""

from __future__ import annotations

import re

_MARKS = re.compile(rb">*")


def unfold_flowed(content: bytes, is_space_deleted: bool) -> bytes:
    """A line that ends with a blank goes on in the next one of the same quotation depth; `-- ` never does."""
    lines: list[bytes] = []
    before: bytes | None = None  # the marks of a line that goes on
    for line in content.replace(b"\r\n", b"\n").split(b"\n"):
        match = _MARKS.match(line)
        marks = match[0] if match else b""
        words = line[len(marks) :]
        words = words[1:] if words.startswith(b" ") else words
        is_signature = words == b"-- "
        flows = words.endswith(b" ") and not is_signature
        kept = words[:-1] if flows and is_space_deleted else words
        if before == marks and not is_signature:
            lines[-1] += kept
        else:
            lines.append(marks + b" " + kept if marks else kept)
        before = marks if flows else None
    return b"\n".join(lines)
