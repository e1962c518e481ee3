"""Blocks of PGP inside texts: what is signed in the open is read, what is encrypted is named as such."""

from __future__ import annotations

import re

from crmbridge.domain.reading import PartState
from extractors.content import Content

MARK = "-----BEGIN PGP "
_SIGNED = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z]{1,30}: [^\n]*\n)*\n?")
_SIGNATURE = re.compile(
    r"\n?-----BEGIN PGP SIGNATURE-----(?:(?!-----BEGIN PGP).)*?(?:-----END PGP SIGNATURE-----|\Z)", re.S
)
_LOCKED = re.compile(
    r"-----BEGIN PGP MESSAGE[^\n]{0,40}-----(?:(?!-----BEGIN PGP).)*?(?:-----END PGP MESSAGE[^\n]{0,40}-----|\Z)", re.S
)
_KEY = re.compile(r"-----BEGIN PGP (PUBLIC|PRIVATE) KEY BLOCK-----.*?(?:-----END PGP \w{1,8} KEY BLOCK-----|\Z)", re.S)
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
    if keys and not re.sub(r"\[PGP \w+ key\]", "", opened).strip():
        return Content(state=PartState.EMPTY, reason="a PGP key, which holds no text", is_minor=True)
    if not opened.strip():
        return Content(state=PartState.EMPTY, reason="a digital signature, which holds no text", is_minor=True)
    return Content(text=opened)


def _as_locked(text: str) -> Content:
    words = text.replace(_SHOWN_LOCK, "").strip()
    if not words:
        return Content(state=PartState.ENCRYPTED, reason="encrypted with PGP")
    return Content(
        state=PartState.ENCRYPTED, reason="a part of it is encrypted with PGP; the words around it were read", text=text
    )
