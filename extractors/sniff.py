"""What a file is, told by its bytes. Its name and its label only break ties between kinds of text."""

from __future__ import annotations

import base64
import codecs
import io
import json
import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from extractors.charsets import decode_text, is_wide_text
from extractors.ole import list_entries, open_compound

MAIL = "message/rfc822"
MBOX = "application/mbox"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
HTML = "text/html"
TEXT = "text/plain"
JSON = "application/json"
CSV = "text/csv"
EMPTY = "application/x-empty"
BINARY = "application/octet-stream"
OLE = "application/x-ole-storage"
OUTLOOK = "application/vnd.ms-outlook"
WORD = "application/msword"
OFFICE_LOCKED = "application/x-office-encrypted"
TNEF = "application/ms-tnef"
PKCS7 = "application/pkcs7-mime"
PKCS7_SIGNATURE = "application/pkcs7-signature"
PGP = "application/pgp-encrypted"
RIGHTS_PROTECTED = "application/x-microsoft-rpmsg-message"
RTF = "application/rtf"
WRAPPINGS = frozenset({PKCS7, TNEF})
"""What a mail may wrap its own words in."""
MESSAGES = frozenset({MAIL, OUTLOOK})
"""What is a mail, with header lines of its own, whatever keeps it."""
EXCEL = "application/vnd.ms-excel"
POWERPOINT = "application/vnd.ms-powerpoint"
EXCEL_BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OOXML = "application/vnd.openxmlformats-officedocument"
WORD_XML = "application/vnd.ms-word+xml"
ODF = ("application/vnd.oasis.opendocument.", "application/vnd.sun.xml.")
ODF_FLAT = "application/vnd.oasis.opendocument+xml"
EPUB = "application/epub+zip"
GZIP = "application/gzip"
BZIP2 = "application/x-bzip2"
XZ = "application/x-xz"
TAR = "application/x-tar"
METAFILE = "image/emf"
CALENDAR = "text/calendar"
CARD = "text/vcard"
ENRICHED = "text/enriched"

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
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WRAPPED = (b"\x78\x9f\x3e\x22", b"{\\rtf")
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
# The second names what is compressed or authenticated.
_PKCS7_OIDS = (bytes.fromhex("06092a864886f70d0107"), bytes.fromhex("060b2a864886f70d01091001"))
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+")
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body|svg)\b", re.I | re.S
)
_HEADER = re.compile(rb"([!-9;-~]{1,60})[ \t]{0,20}:")
# Only programs write these; people write the others on memos too.
_MACHINE_HEADERS = frozenset(
    {
        *("received", "return-path", "delivered-to", "message-id", "mime-version", "content-type", "x-mailer"),
        *("dkim-signature", "reply-to", "content-transfer-encoding", "x-original-to", "in-reply-to", "user-agent"),
        *(
            "references",
            "authentication-results",
            "received-spf",
            "arc-seal",
            "precedence",
            "auto-submitted",
            "list-id",
        ),
    }
)
_KNOWN_HEADERS = _MACHINE_HEADERS | {"from", "to", "cc", "bcc", "date", "subject", "sender", "x-priority", "status"}
_FROM_ADDRESS = re.compile(rb"^From[ \t]{0,20}:[^\n]{0,500}@", re.M | re.I)
_MULTIPART = re.compile(rb"Content-Type:\s*multipart/", re.I)
_XML = re.compile(rb"\s*<\?xml\b")
COUNT_LINE = re.compile(rb"\A\d{1,10}[ \t]{0,20}\r?\n(?=[!-9;-~]{1,60}:)")
"""What Apple Mail writes above a mail (.emlx): how many bytes it has."""
_MBOX_LINE = re.compile(rb"^From \S{1,300}[^\n]{0,200}?\d{4}[^\n]{0,200}$", re.M)
_ODF_TYPE = re.compile(rb"application/vnd\.(?:oasis\.opendocument|sun\.xml)\.[a-z.-]{1,40}")
# Words begin like these; what is nothing but text is none of them.
_SHORT_MAGIC = frozenset({"image/bmp", "audio/mpeg", "application/x-msdownload"})
_LONGEST_TYPE = 100
_YENC = re.compile(rb"^=ybegin [^\r\n]{1,400}?\bname=", re.M)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_FTYP = {b"hei": "image/heic", b"mif": "image/heic", b"avi": "image/avif", b"M4A": "audio/mp4"}
_RECORDINGS = ("audio/", "video/")
_LOCKED_OR_CUT = (NotImplementedError, RuntimeError, KeyError, struct.error, zlib.error)
_XML_ROOT = re.compile(rb"<(?:[A-Za-z0-9_-]{1,20}:)?([A-Za-z]{1,30})[\s>]")
_XML_ROOTS = frozenset({b"wordDocument", b"package"})
_ODD_BYTES = bytes(one for one in range(32) if one not in b"\t\n\r\f\x1b\b")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_HEAD_BYTES = 64 * 1024
_LONGEST_HEAD_BYTES = 16 * 1024 * 1024


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
    container = _sniff_container(content, name)
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
    is_word = found in _SHORT_MAGIC and _is_text(content)
    return "" if is_word and not (found == "image/bmp" and _is_bitmap(content)) else found


def _sniff_container(content: bytes, name: str) -> str:
    if content.startswith(OLE_MAGIC):
        return _sniff_ole(content, name)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(content)
    return TAR if content[_TAR_MARK[0] : _TAR_MARK[0] + 5] == _TAR_MARK[1] else ""


def _is_bitmap(content: bytes) -> bool:
    """A white picture looks like a text of one letter; its head does not."""
    return content[6:10] == b"\0\0\0\0" and content[15:18] == b"\0\0\0"


def _is_pdf_near(start: bytes) -> bool:
    """Whether only junk (no mail, no page, no container that holds the PDF) stands before the mark of a PDF."""
    before = start[: start.index(b"%PDF-")]
    if before.startswith(_WRAPPED) or any(one in before[:64] for one in _PKCS7_OIDS):
        return False
    return not _looks_like_mail(before, "") and not _HTML_START.match(before)


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


def _from_text(content: bytes, name: str, declared: str, *, is_body: bool) -> str:
    if not _is_text(content):
        return _name_binary(content, name, declared, is_body=is_body)
    if is_body:
        return HTML if declared == HTML else TEXT
    sealed = "" if declared.startswith(_RECORDINGS) else _sniff_base64_pkcs7(content)
    if sealed:
        return sealed
    if declared == MAIL or _looks_like_mail(_cut_head(content), name):
        return MBOX if is_mbox(content) else MAIL
    if declared in {ENRICHED, "text/richtext"}:
        return ENRICHED
    if declared == HTML or _HTML_START.match(content[:4096].lstrip(b"\xef\xbb\xbf")):
        return HTML
    return _sniff_submission(content, name, declared)


def _name_binary(content: bytes, name: str, declared: str, *, is_body: bool) -> str:
    if not is_body and _is_binary_mail(content, name):
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


def is_mbox(content: bytes) -> bool:
    """Whether several mails stand in one file, each after a `From ` line."""
    if not content.startswith(b"From "):
        return False
    starts = (match.end() for match in _MBOX_LINE.finditer(content))
    return sum(1 for end in starts if _HEADER.match(content[end : end + 100].lstrip(b"\n"))) > 1


def _cut_head(content: bytes) -> bytes:
    """The start of the content; more of it where that is nothing but header lines, so that From may stand below."""
    start = content[:_HEAD_BYTES]
    whole_lines = _split_head(start)[:-1]
    is_long = len(content) > len(start) and all(_is_header_line(line, at) for at, line in enumerate(whole_lines))
    return content[:_LONGEST_HEAD_BYTES] if is_long else start


def _split_head(start: bytes) -> list[bytes]:
    return COUNT_LINE.sub(b"", start.lstrip(b"\xef\xbb\xbf\r\n")).splitlines()


def _is_header_line(line: bytes, position: int) -> bool:
    is_continued = line[:1] in {b" ", b"\t"} and bool(line.strip())
    return bool(_HEADER.match(line)) or is_continued or (position == 0 and line.startswith(b"From "))


def _looks_like_mail(start: bytes, name: str) -> bool:
    names = _find_header_names(start)
    known = names & _KNOWN_HEADERS
    if _MULTIPART.match(start) or (len(known) >= 2 and _FROM_ADDRESS.search(start.removeprefix(codecs.BOM_UTF8))):
        return True
    if name.endswith((".eml", ".mbox", ".mht", ".mhtml")):
        return bool(known)
    return (len(known) >= 2 and bool(known & _MACHINE_HEADERS)) or {"from", "date", "subject"} <= known


def _find_header_names(start: bytes) -> frozenset[str]:
    """The names of the header lines at the start; a first line that is none makes it no mail."""
    names: set[str] = set()
    for position, line in enumerate(_split_head(start)):
        match = _HEADER.match(line)
        if match:
            names.add(match[1].decode("ascii").casefold())
        elif not _is_header_line(line, position):
            break
    return frozenset(names)


def _is_binary_mail(content: bytes, name: str) -> bool:
    """A mail whose parts are not encoded: its header is text all the same."""
    head = _END_OF_HEAD.split(content[:_HEAD_BYTES], maxsplit=1)[0]
    return _is_text(head) and _looks_like_mail(head, name)


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or is_wide_text(content):
        return True
    sample = content[:8192]
    odd = len(sample) - len(sample.translate(None, _ODD_BYTES))
    return odd <= len(sample) * 0.02
