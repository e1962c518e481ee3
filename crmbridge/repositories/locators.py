"""Stable, printable addresses for names that a file system allows and a ledger, a CSV file or a log line does not.

Nearly every name is its own locator. What would break a line or cannot be written as text (control characters, line
separators, backslashes, bytes that are no UTF-8) becomes `%XX` for each of its bytes. A `%` in a name stays as it is
unless two characters follow it that would make it read as such an escape: `100%.pdf` and `a%20b.pdf` are unchanged.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

# The bytes that an escape can stand for: control characters, `%`, `\`, and everything beyond ASCII.
_ESCAPED = r"(?:[01][0-9A-F]|25|5C|7F|[89A-F][0-9A-F])"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\\\udc80-\udcff]|%(?=" + _ESCAPED + ")")
_ESCAPE = re.compile(b"%(" + _ESCAPED.encode() + b")")


def as_locator_name(name: str) -> str:
    """One file or folder name, as the operating system gives it, as a step of a locator."""
    if name.isascii() and name.isprintable() and "%" not in name and "\\" not in name:
        return name
    # By way of the bytes, so that the locator does not depend on the locale the process runs in.
    text = os.fsencode(name).decode("utf-8", "surrogateescape")
    return _UNSAFE.sub(_as_escape, text)


def locator_of(path: Path) -> str:
    """A relative path as a locator: steps divided by `/`, on Windows too."""
    return "/".join(as_locator_name(name) for name in path.parts)


def path_of(locator: str) -> Path:
    """The relative path behind a locator; the reverse of `locator_of`.

    Raises ValueError for what no listing could have named: an absolute path, `..`, an empty step, a NUL.
    """
    return Path(*(_as_native_name(step) for step in locator.split("/")))


def _as_escape(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogateescape"))


def _as_native_name(step: str) -> str:
    name = os.fsdecode(_ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), step.encode("utf-8")))
    forbidden = "\0/\\:" if os.name == "nt" else "\0/"
    if name in {"", ".", ".."} or any(one in name for one in forbidden):
        raise ValueError("the locator names nothing inside the folder")
    return name
