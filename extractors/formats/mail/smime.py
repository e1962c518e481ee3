"""Signed, compressed and encrypted mails in one sealed piece (S/MIME). The only module that knows asn1crypto.

Whether a signature is valid is not looked at: its content is read, not vouched for.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable
from dataclasses import replace

from asn1crypto import cms

from crmbridge.domain.reading import PartState
from extractors.content import Child, Content, Source
from extractors.formats.mail.message import read_mail
from extractors.media_types import MAIL, PKCS7_SIGNATURE
from extractors.sniff import sniff

_ENVELOPED = bytes.fromhex("06092a864886f70d010703")
# Signed bytes that are kept elsewhere: where the content would stand, there is only its type.
_DATA = rb"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
_DETACHED = re.compile(rb"\x30\x80" + _DATA + rb"\0\0|\x30\x0b" + _DATA)
_ARMOUR = re.compile(rb"-----(?:BEGIN|END) [^-\r\n]{1,40}-----")
_MIME_STARTS = (b"content-", b"mime-version:")
_HEADERS_WITH_WORDS = re.compile(rb"^(?:From|To|Cc|Subject|Date):", re.I | re.M)
_SUFFIX = re.compile(r"\.(?:p7[mscz]|cms|sig)$", re.I)
_BROKEN_ASN1 = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
_LOCKED = frozenset({"enveloped_data", "encrypted_data", "authenticated_enveloped_data", "signed_and_enveloped_data"})
_ENCRYPTED = Content(
    state=PartState.ENCRYPTED, reason="an encrypted mail (S/MIME); only the holder of the key can open it"
)
_SIGNATURE = Content(state=PartState.EMPTY, reason="a digital signature, which holds no text", is_minor=True)
_BROKEN = Content(state=PartState.DAMAGED, reason="a sealed mail (S/MIME) that is damaged or cut short")


def read_smime(source: Source) -> Content:
    """What was signed or compressed, as if it stood there open; what is encrypted is named as such."""
    content = _strip_armour(source.content)
    try:
        envelope = cms.ContentInfo.load(content)
        return _open(envelope, source)
    except _BROKEN_ASN1:
        if source.media_type == PKCS7_SIGNATURE or _DETACHED.search(content[:128]):  # nothing readable is lost with it
            return _SIGNATURE
        return _ENCRYPTED if _ENVELOPED in content[:64] else _BROKEN


def _strip_armour(content: bytes) -> bytes:
    """The binary form of what was written as text."""
    if content[:1] == b"\x30" and not content[:64].isascii():
        return content
    try:
        return base64.b64decode(b"".join(_ARMOUR.sub(b"", content).split()))
    except (binascii.Error, ValueError):
        return content


def _open(envelope: cms.ContentInfo, source: Source) -> Content:
    kind = envelope["content_type"].native
    if kind in _LOCKED:
        return _ENCRYPTED
    if kind == "data":
        return _show(bytes(envelope["content"]), source)
    if kind not in {"signed_data", "compressed_data", "digested_data"}:
        return Content(
            state=PartState.UNSUPPORTED, reason=f"a sealed mail (S/MIME) of a kind that cannot be opened ({kind})"
        )
    inside = envelope["content"]["encap_content_info"]
    if inside["content"].native is None:
        return _SIGNATURE
    if inside["content_type"].native in _LOCKED:
        return _ENCRYPTED
    found = _join(inside["content"])
    if kind == "compressed_data":
        return Content(children=(_as_child(source, lambda left: _unpack(found, left), MAIL),))
    return _show(found, source)


def _join(octets: cms.ParsableOctetString) -> bytes:
    """The bytes of a string, which may be kept in several pieces."""
    return bytes(octets)


def is_mime_entity(content: bytes) -> bool:
    """Whether a MIME part with its header stands there, or a whole mail, and not just some text or file."""
    return content.lstrip()[:13].lower().startswith(_MIME_STARTS) or sniff(content) == MAIL


def _show(content: bytes, source: Source) -> Content:
    """A signed mail part gives its own parts; another file becomes a part."""
    if not content.strip():
        return Content(state=PartState.EMPTY, reason="there is nothing in the sealed mail")
    if not is_mime_entity(content):
        return Content(children=(_as_child(source, lambda _: content, ""),))
    inner = read_mail(replace(source, content=content, media_type=MAIL))
    head = content.lstrip().partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    if _HEADERS_WITH_WORDS.search(head):
        return replace(inner, channel=None)
    return replace(inner, text="", spans=(), marks=(), head=None, channel=None)


def _as_child(source: Source, load: Callable[[int], bytes | Content], media_type: str) -> Child:
    return Child(number="1", name=_SUFFIX.sub("", source.name), load=load, media_type=media_type)


def _unpack(packed: bytes, left: int) -> bytes | Content:
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(packed, max(left, 0) + 1)
    except zlib.error:
        return _BROKEN
    if len(content) <= left and not unpacker.eof:
        return _BROKEN
    return content
