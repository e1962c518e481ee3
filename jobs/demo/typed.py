"""Letters as rich text, as an open document, and the bundle that Outlook makes of what it sends."""

from __future__ import annotations

import io
import struct
import zipfile
from html import escape

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_MADE_AT = (2025, 3, 4, 10, 0, 0)
# The attributes of a bundle ([MS-OXTNEF] 2.1.3.2): body, and of each file where it begins, its name and its content.
_BODY, _BEGIN, _NAME, _CONTENT = 0x0002800C, 0x00069002, 0x00018010, 0x0006800F
_OF_MESSAGE, _OF_FILE = 1, 2


def type_rich_text(text: str) -> bytes:
    """RTF; letters beyond ASCII as the format writes them."""
    lines = "\\par\n".join(text.strip("\n").splitlines())
    escaped = "".join(one if one.isascii() else f"\\u{ord(one)}?" for one in lines)
    return f"{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 Arial;}}}}\n{escaped}}}".encode("ascii")


def type_open_document(text: str) -> bytes:
    """An OpenDocument text, one paragraph a line."""
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.strip("\n").splitlines())
    names = f'xmlns:office="{_OFFICE}" xmlns:text="{_TEXT}" office:version="1.3"'
    story = f"<office:document-content {names}><office:body><office:text>{lines}</office:text></office:body>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in (
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", f"{story}</office:document-content>"),
        ):
            package.writestr(zipfile.ZipInfo(name, _MADE_AT), content)
    return file.getvalue()


def bundle_outlook(body: str, name: str, content: bytes) -> bytes:
    """A winmail.dat with one file in it."""
    return struct.pack("<LH", 0x223E9F78, 1) + b"".join(
        (
            _as_attribute(_OF_MESSAGE, _BODY, body.encode("cp1252") + b"\0"),
            _as_attribute(_OF_FILE, _BEGIN, bytes(14)),
            _as_attribute(_OF_FILE, _NAME, name.encode("cp1252") + b"\0"),
            _as_attribute(_OF_FILE, _CONTENT, content),
        )
    )


def _as_attribute(level: int, kind: int, content: bytes) -> bytes:
    return struct.pack("<BLL", level, kind, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)
