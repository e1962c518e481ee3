"""Formats that are recognised and not read: each says why, in words for a clerk."""

from __future__ import annotations

from crmbridge.domain.reading import PartState
from extractors import sniff
from extractors.content import Content, Source

_UNSUPPORTED = {
    sniff.OUTLOOK: "an Outlook message (.msg), which cannot be read yet",
    sniff.OOXML: "an Office document of a kind that is not known here, which cannot be read",
    sniff.TNEF: "an Outlook attachment bundle (winmail.dat), which cannot be read yet",
    sniff.RTF: "a rich text document (.rtf), which cannot be read yet",
    "application/vnd.rar": "a RAR archive, which cannot be opened",
    "application/x-7z-compressed": "a 7-Zip archive, which cannot be opened",
}
_ENVELOPED = bytes.fromhex("06092a864886f70d010703")
_SIGNATURES = frozenset({sniff.PKCS7_SIGNATURE, "application/pgp-signature"})


def read_nothing(_: Source) -> Content:
    """A part without a byte that means anything."""
    return Content(state=PartState.EMPTY, reason="there is nothing in it")


def read_opaque(source: Source) -> Content:
    """What the bytes are, and that they were not read."""
    kind = source.media_type
    if kind in _SIGNATURES:
        return Content(state=PartState.EMPTY, reason="a digital signature, which holds no text", is_minor=True)
    if kind == sniff.OFFICE_LOCKED:
        return _as_locked("an Office document with a password")
    if kind == sniff.PGP:
        return _as_locked("encrypted with PGP")
    if kind == sniff.PKCS7:
        return _read_pkcs7(source.content)
    reason = _UNSUPPORTED.get(kind, f"a kind of file that cannot be read ({kind})")
    return Content(state=PartState.UNSUPPORTED, reason=reason)


def _read_pkcs7(content: bytes) -> Content:
    if _ENVELOPED in content[:64]:
        return _as_locked("an encrypted mail (S/MIME); only the holder of the key can open it")
    return Content(state=PartState.UNSUPPORTED, reason="a signed mail in one sealed piece (S/MIME), not readable yet")


def _as_locked(reason: str) -> Content:
    return Content(state=PartState.ENCRYPTED, reason=reason)
