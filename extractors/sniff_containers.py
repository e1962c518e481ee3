"""Tells compound files, zip packages and tar archives by what lies in them."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from extractors.media_types import (
    DOCX,
    EPUB,
    EXCEL,
    EXCEL_BINARY,
    ODF,
    OFFICE_LOCKED,
    OLE,
    OOXML,
    OUTLOOK,
    POWERPOINT,
    PPTX,
    TAR,
    WORD,
    XLSX,
    ZIP,
)
from extractors.ole import list_entries, open_compound

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What marks a damaged one, wherever it stands in the file.
_OLE_STREAMS = (
    ("EncryptedPackage", OFFICE_LOCKED),
    ("__properties_version1.0", OUTLOOK),
    ("__substg1.0_", OUTLOOK),
    ("WordDocument", WORD),
    ("PowerPoint Document", POWERPOINT),
    ("Workbook", EXCEL),
)
_EXCEL_5 = "Book"
_OOXML_FOLDERS = (("xl/", XLSX), ("ppt/", PPTX), ("word/", DOCX))
_TAR_MARK = (257, b"ustar")
_ODF_TYPE = re.compile(rb"application/vnd\.(?:oasis\.opendocument|sun\.xml)\.[a-z.-]{1,40}")
_LONGEST_TYPE = 100
_LOCKED_OR_CUT = (NotImplementedError, RuntimeError, KeyError, struct.error, zlib.error)


def sniff_container(content: bytes, name: str) -> str:
    """The media type of a file that holds other files; empty where it is none. `name` is in lower case."""
    if content.startswith(OLE_MAGIC):
        return _sniff_ole(content, name)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(content)
    return TAR if content[_TAR_MARK[0] : _TAR_MARK[0] + 5] == _TAR_MARK[1] else ""


def _sniff_ole(content: bytes, name: str) -> str:
    root = open_compound(content)
    entries = list_entries(root) if root else frozenset()
    if _EXCEL_5 in entries:
        return EXCEL
    found = _name_ole(entries)
    if found or (entries and not name.endswith(".msg")):
        return found or OLE
    # Damaged: the names may still stand in it somewhere.
    unnamed = OUTLOOK if name.endswith(".msg") else OLE
    return next((kind for stream, kind in _OLE_STREAMS if stream.encode("utf-16-le") in content), unnamed)


def _name_ole(entries: frozenset[str]) -> str:
    """Only what lies at the top tells: an Outlook message may hold a Word document, a workbook another."""
    if any(one.startswith("__substg1.0_") for one in entries):
        return OUTLOOK
    return next((kind for stream, kind in _OLE_STREAMS if stream in entries), "")


def _sniff_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.replace("\\", "/").lstrip("/") for name in archive.namelist()}
            declared = archive.open("mimetype").read(_LONGEST_TYPE) if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, OverflowError, EOFError, *_LOCKED_OR_CUT):
        # A cut-off document is still that document; the first names stand at its start.
        return _sniff_cut_zip(content[:4096])
    if "[Content_Types].xml" in names or "word/document.xml" in names:
        return _sniff_ooxml(names)
    named = _ODF_TYPE.fullmatch(declared.strip())
    if named or {"META-INF/manifest.xml", "content.xml"} <= names or {"mimetype", "content.xml"} <= names:
        return named[0].decode("ascii") if named else f"{ODF[0]}text"
    return EPUB if {"mimetype", "META-INF/container.xml"} <= names else ZIP


def _sniff_cut_zip(start: bytes) -> str:
    named = _ODF_TYPE.search(start[:200])
    if named:
        return named[0].decode("ascii")
    return DOCX if b"word/" in start else XLSX if b"xl/" in start else PPTX if b"ppt/" in start else ZIP


def _sniff_ooxml(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return EXCEL_BINARY
    counts = {kind: sum(name.startswith(folder) for name in names) for folder, kind in _OOXML_FOLDERS}
    kind = DOCX if "word/document.xml" in names else max(counts, key=lambda one: counts[one])
    return kind if counts.get(kind) else OOXML
