"""What a file is, told by its bytes. Its name and its label only break ties between kinds of text."""

from __future__ import annotations

import base64
import json
import re
from pathlib import PurePosixPath

from extractors.charsets import decode_text
from extractors.media_types import (
    BINARY,
    BZIP2,
    CALENDAR,
    CARD,
    CSV,
    EMPTY,
    ENRICHED,
    GZIP,
    HTML,
    JSON,
    MAIL,
    MBOX,
    METAFILE,
    ODF_FLAT,
    PDF,
    PGP,
    PKCS7,
    PKCS7_SIGNATURE,
    RIGHTS_PROTECTED,
    RTF,
    TEXT,
    TNEF,
    WORD_XML,
    XZ,
)
from extractors.sniff_containers import sniff_container
from extractors.sniff_mail import cut_head, is_binary_mail, is_mbox, is_text, looks_like_mail

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"\0\0\1\0", "image/x-icon"),
    (b"\x78\x9f\x3e\x22", TNEF),
    (b"{\\rtf", RTF),
    (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", RIGHTS_PROTECTED),
    (b"\0\0\0\x0cjP  ", "image/jp2"),
    (b"\xd7\xcd\xc6\x9a", "image/wmf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
    (b"%!PS", "application/postscript"),
    (b"MZ", "application/x-msdownload"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "application/onenote"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", GZIP),
    (b"BZh", BZIP2),
    (b"\xfd7zXZ\0", XZ),
    (b"-----BEGIN PGP MESSAGE", PGP),
    (b"-----BEGIN PGP SIGNATURE", "application/pgp-signature"),
    (b"BEGIN:VCALENDAR", CALENDAR),
    (b"BEGIN:VCARD", CARD),
)
_MAGIC_STARTS = tuple(magic for magic, _ in _MAGIC)
_WRAPPED = (b"\x78\x9f\x3e\x22", b"{\\rtf")
# The second names what is compressed or authenticated.
_PKCS7_OIDS = (bytes.fromhex("06092a864886f70d0107"), bytes.fromhex("060b2a864886f70d01091001"))
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+")
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body|svg)\b", re.I | re.S
)
_XML = re.compile(rb"\s*<\?xml\b")
"""What Apple Mail writes above a mail (.emlx): how many bytes it has."""
# Words begin like these; what is nothing but text is none of them.
_SHORT_MAGIC = frozenset({"image/bmp", "audio/mpeg", "application/x-msdownload"})
_YENC = re.compile(rb"^=ybegin [^\r\n]{1,400}?\bname=", re.M)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_FTYP = {b"hei": "image/heic", b"mif": "image/heic", b"avi": "image/avif", b"M4A": "audio/mp4"}
_RECORDINGS = ("audio/", "video/")
_XML_ROOT = re.compile(rb"<(?:[A-Za-z0-9_-]{1,20}:)?([A-Za-z]{1,30})[\s>]")
_XML_ROOTS = frozenset({b"wordDocument", b"package"})


def sniff(content: bytes, *, name: str = "", declared: str = "", is_body: bool = False) -> str:
    """The media type that the bytes speak for.

    `declared` is the label that a container gave. `is_body` says that a mail declares it as its own words: such a text
    stays a text even where it begins with a quoted header.
    """
    if not content.strip(b"\0 \t\r\n"):
        return EMPTY
    folded = name.casefold()
    return _from_magic(content, folded, declared) or _from_text(content, folded, declared, is_body=is_body)


def _from_magic(content: bytes, name: str, declared: str) -> str:
    start = content[:1024]
    # Before PDF: what a container holds unpacked also stands near its start.
    container = sniff_container(content, name)
    if container:
        return container
    if b"%PDF-" in start and _is_pdf_near(start):
        return PDF
    if content.startswith(b"\x01\0\0\0") and content[40:44] == b" EMF":
        return METAFILE
    if content.startswith(b"RIFF") and content[8:12] in _RIFF:
        return _RIFF[content[8:12]]
    if content[4:8] == b"ftyp":
        return _FTYP.get(content[8:11], "video/mp4")
    is_sealed = content.startswith(b"\x30") and any(one in content[:64] for one in _PKCS7_OIDS)
    if is_sealed and not declared.startswith(_RECORDINGS):
        return PKCS7_SIGNATURE if "signature" in declared else PKCS7
    first = start.lstrip(b"\r\n")
    if not first.startswith(_MAGIC_STARTS):
        return ""
    found = next((kind for magic, kind in _MAGIC if first.startswith(magic)), "")
    is_word = found in _SHORT_MAGIC and is_text(content)
    return "" if is_word and not (found == "image/bmp" and _is_bitmap(content)) else found


def _is_bitmap(content: bytes) -> bool:
    """A white picture looks like a text of one letter; its head does not."""
    return content[6:10] == b"\0\0\0\0" and content[15:18] == b"\0\0\0"


def _is_pdf_near(start: bytes) -> bool:
    """Whether only junk (no mail, no page, no container that holds the PDF) stands before the mark of a PDF."""
    before = start[: start.index(b"%PDF-")]
    if before.startswith(_WRAPPED) or any(one in before[:64] for one in _PKCS7_OIDS):
        return False
    return not looks_like_mail(before, "") and not _HTML_START.match(before)


def _from_text(content: bytes, name: str, declared: str, *, is_body: bool) -> str:
    if not is_text(content):
        return _name_binary(content, name, declared, is_body=is_body)
    if is_body:
        return HTML if declared == HTML else TEXT
    sealed = "" if declared.startswith(_RECORDINGS) else _sniff_base64_pkcs7(content)
    if sealed:
        return sealed
    if declared == MAIL or looks_like_mail(cut_head(content), name):
        return MBOX if is_mbox(content) else MAIL
    if declared in {ENRICHED, "text/richtext"}:
        return ENRICHED
    if declared == HTML or _HTML_START.match(content[:4096].lstrip(b"\xef\xbb\xbf")):
        return HTML
    return _sniff_submission(content, name, declared)


def _name_binary(content: bytes, name: str, declared: str, *, is_body: bool) -> str:
    if not is_body and is_binary_mail(content, name):
        return MAIL
    if _YENC.search(content):
        return TEXT
    return declared if declared.startswith(_RECORDINGS) else BINARY


def _sniff_submission(content: bytes, name: str, declared: str) -> str:
    suffix = PurePosixPath(name).suffix
    if suffix in {".csv", ".tsv"} or declared in {CSV, "application/csv"}:
        return CSV
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["} and _is_json(content):
        return JSON
    if _XML.match(content[:200].lstrip(b"\xef\xbb\xbf")):
        kind = _sniff_xml(content[:4096])
        if kind:
            return kind
    # Any other XML is read as a page: its tags are left out, its words stay.
    return HTML if suffix in {".htm", ".html", ".xhtml"} or _XML.match(content[:200]) else TEXT


def _sniff_xml(start: bytes) -> str:
    root = _XML_ROOT.search(start)
    if root is None:
        return ""
    if root[1] == b"document" and b"urn:oasis:names:tc:opendocument" in start:
        return ODF_FLAT
    return WORD_XML if root[1] in _XML_ROOTS and b"schemas.microsoft.com/office" in start else ""


def _is_json(content: bytes) -> bool:
    try:
        found = json.loads(decode_text(content))
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) or (isinstance(found, list) and any(isinstance(one, dict) for one in found))


def _sniff_base64_pkcs7(content: bytes) -> str:
    start = content.lstrip()[:128]
    if start.startswith((b"-----BEGIN PKCS7", b"-----BEGIN CMS")):
        return PKCS7
    written = b"".join(start.split())[:96]
    if not (written.startswith(b"M") and _BASE64.fullmatch(written)):
        return ""
    opened = base64.b64decode(written[: len(written) // 4 * 4])
    return PKCS7 if opened.startswith(b"\x30") and any(one in opened for one in _PKCS7_OIDS) else ""
