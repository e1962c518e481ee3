"""Formats that are recognised and not read: each says why, in words for a clerk."""

from __future__ import annotations

from crmbridge.domain.reading import PartState
from extractors import media_types
from extractors.content import Content, Source

_UNSUPPORTED = {
    media_types.OOXML: "an Office document of a kind that is not known here, which cannot be read",
    "application/vnd.rar": "a RAR archive, which cannot be opened",
    "application/x-7z-compressed": "a 7-Zip archive, which cannot be opened",
    "application/postscript": "a PostScript file, which cannot be read",
    "application/x-msdownload": "a program, which is not opened",
    "application/onenote": "a OneNote section, which cannot be read",
    "image/wmf": "a Windows drawing (WMF), which cannot be opened",
    "image/heic": "a photograph of a kind that cannot be opened (HEIC)",
}
_PGP_SIGNATURE = "application/pgp-signature"


def read_nothing(_: Source) -> Content:
    """A part without a byte that means anything."""
    return Content(state=PartState.EMPTY, reason="there is nothing in it")


def read_opaque(source: Source) -> Content:
    """What the bytes are, and that they were not read."""
    kind = source.media_type
    if kind == _PGP_SIGNATURE:
        return Content(state=PartState.EMPTY, reason="a digital signature, which holds no text", is_minor=True)
    if kind == media_types.OFFICE_LOCKED:
        return _as_locked("an Office document with a password")
    if kind == media_types.RIGHTS_PROTECTED:
        return _as_locked("a protected mail (rights management); only its recipients can open it")
    if kind == media_types.PGP:
        return _as_locked("encrypted with PGP")
    return Content(state=PartState.UNSUPPORTED, reason=_UNSUPPORTED.get(kind) or _name_kind(kind))


def _name_kind(kind: str) -> str:
    if kind == media_types.BINARY:
        return "a file of a kind that is not known here, which cannot be read"
    if kind.startswith(("audio/", "video/")):
        recording = "a sound recording" if kind.startswith("audio/") else "a film"
        return f"{recording} ({kind}), which a person must play"
    return f"a kind of file that cannot be read ({kind})"


def _as_locked(reason: str) -> Content:
    return Content(state=PartState.ENCRYPTED, reason=reason)
