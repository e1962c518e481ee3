"""Blocks of PGP inside texts: what is signed in the open is read, what is encrypted is named as such."""

from __future__ import annotations

import re

from crmbridge.domain.reading import PartState
from extractors.content import Content

MARK = "-----BEGIN PGP "
# Nothing but armour goes: words that somebody writes into a block, or behind one without an end, stay.
_HEADERS = r"(?:\n(?:Version|Comment|Charset|Hash|MessageID): [^\n]*+)*+"
_ARMOUR = (
    rf"{_HEADERS}(?:\n[ \t]*+(?=\n))*+(?:\n[A-Za-z0-9+/=]{{40,80}}[ \t]*+(?=\n|\Z))*+"
    r"(?:\n[A-Za-z0-9+/]{1,80}={0,2}[ \t]*(?=\n=[A-Za-z0-9+/]{4}[ \t]*(?:\n|\Z)|\n-----END))?"
    r"(?:\n=[A-Za-z0-9+/]{4}[ \t]*(?=\n|\Z))?(?:\n-----END PGP [A-Z ]{1,20}-----)?"
)
_SIGNED = re.compile(rf"-----BEGIN PGP SIGNED MESSAGE-----[ \t]*{_HEADERS}\n{{0,2}}")
_SIGNATURE = re.compile(rf"\n?-----BEGIN PGP SIGNATURE-----{_ARMOUR}")
_LOCKED = re.compile(rf"-----BEGIN PGP MESSAGE[^\n]{{0,40}}-----{_ARMOUR}")
_KEY = re.compile(rf"-----BEGIN PGP (PUBLIC|PRIVATE) KEY BLOCK-----{_ARMOUR}")
_SHOWN_KEY = re.compile(r"\[PGP \w+ key\]")
_ESCAPED = re.compile(r"^- (?=-)", re.M)
_SHOWN_LOCK = "[encrypted with PGP]"


def read_pgp_text(text: str) -> Content:
    """The text without armour. Whether a signature is valid is not looked at."""
    opened = _SIGNATURE.sub("", _SIGNED.sub("", text))
    opened = _ESCAPED.sub("", opened) if _SIGNED.search(text) else opened
    opened, keys = _KEY.subn(lambda match: f"[PGP {match[1].casefold()} key]", opened)
    opened, locks = _LOCKED.subn(_SHOWN_LOCK, opened)
    if locks:
        return _as_locked(opened)
    if keys and not _SHOWN_KEY.sub("", opened).strip():
        return Content(state=PartState.EMPTY, reason="a PGP key, which holds no text", is_minor=True)
    if not opened.strip():
        return Content(state=PartState.EMPTY, reason="a digital signature, which holds no text", is_minor=True)
    return Content(text=opened)


def _as_locked(text: str) -> Content:
    if not text.replace(_SHOWN_LOCK, "").strip():
        return Content(state=PartState.ENCRYPTED, reason="encrypted with PGP")
    return Content(
        state=PartState.ENCRYPTED, reason="a part of it is encrypted with PGP; the words around it were read", text=text
    )
