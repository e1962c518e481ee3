"""What people wrote onto the pages of a PDF: notes, typed-over text, stamps, remarks on marked words."""

from __future__ import annotations

import re

from extractors.formats.pdf.objects import Entry, as_line, as_text, resolve

_SILENT = frozenset({"/Link", "/Widget", "/Movie", "/Screen", "/PrinterMark", "/TrapNet", "/Watermark", "/3D"})
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TAGS = re.compile(r"<[^>]{0,2000}>")


def describe_note(annotation: Entry) -> str:
    """A note as it would be read out, with its author; empty where it says nothing."""
    kind = annotation.get("/Subtype")
    if kind in _SILENT or _is_told_by_parent(annotation):
        return ""
    words = as_text(annotation.get("/Contents")) or " ".join(_TAGS.sub(" ", as_text(annotation.get("/RC"))).split())
    if kind == "/FreeText":
        return words
    if kind == "/Stamp":
        return _describe_stamp(annotation, words)
    return f"[{_name_kind(annotation)}: {words}]" if words else ""


def _name_kind(annotation: Entry) -> str:
    author = as_line(annotation.get("/T"))
    kind = "reply" if "/IRT" in annotation else "note"
    return f"{kind} by {author}" if author else kind


def _describe_stamp(annotation: Entry, words: str) -> str:
    name = _WORD_START.sub(" ", as_line(annotation.get("/Name")).removeprefix("/").removeprefix("SB"))
    told = words or ("" if name.startswith("#") else name)
    return f"[stamp: {told}]" if told else ""


def _is_told_by_parent(annotation: Entry) -> bool:
    """A popup shows the words of the note that it belongs to."""
    if annotation.get("/Subtype") != "/Popup":
        return False
    parent = resolve(annotation.get("/Parent"))
    return isinstance(parent, Entry) and bool(as_text(parent.get("/Contents")))
