"""Small documents that grow without end in a careless reader. Each is made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from tests.unit.extractors.extractor_builders import make_docx_body, make_zip

_MB = 1024 * 1024
_FREE, _END, _TABLE, _LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_HEAD = b"From: a@b.example\nTo: c@d.example\nSubject: About C-104233\nMIME-Version: 1.0\n"


def make_zip_bomb() -> bytes:
    """300 MB of zeros."""
    return make_zip({"zeros.txt": b"0" * (300 * _MB)})


def make_nested_zip(levels: int = 30) -> bytes:
    """Each archive holds two copies of the next: 2 to the power of `levels` texts at the bottom."""
    content = b"bottom"
    for number in range(levels):
        content = make_zip({f"{number}a.zip": content, f"{number}b.zip": content})
        if len(content) > 64 * 1024:
            content = make_zip({f"{number}.zip": content})
    return content


def make_overlapping_zip(copies: int = 1000) -> bytes:
    """Every name of the directory points at the same member, which unpacks to a megabyte."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kernel.txt", b"0" * _MB)
        first = archive.infolist()[0]
        for number in range(copies):
            copy = zipfile.ZipInfo(f"{number}.txt")
            for fact in ("header_offset", "compress_size", "file_size", "CRC", "compress_type", "flag_bits"):
                setattr(copy, fact, getattr(first, fact))
            archive.filelist.append(copy)
    return stream.getvalue()


def make_docx_bomb() -> bytes:
    """A body of 400 MB that packs into less than two."""
    return make_docx_body("<w:p>" + "<w:r><w:t>aaaaaaaaaaaaaaaa</w:t></w:r>" * 10_000_000 + "</w:p>")


def make_pdf(pages: bytes, *others: bytes) -> bytes:
    """A bare PDF: object 1 is the catalogue, object 2 `pages`, the others follow in their order."""
    whole = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", pages, *others), 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(whole))
    return whole + head + table + trailer


def make_pdf_stream_bomb() -> bytes:
    """A page whose words unpack to 800 MB."""
    packed = zlib.compress(zlib.compress(b"BT (a) Tj ET " * (800 * _MB // 13), 9), 9)
    stream = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%b\nendstream" % (len(packed), packed)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    return make_pdf(b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream)


def make_pdf_huge_page() -> bytes:
    """A page of 350 kilometres with nothing on it."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1000000000 1000000000]>>"
    return make_pdf(b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page)


def make_pdf_deep_tree(levels: int = 20_000) -> bytes:
    """Every node of the page tree has one node below it, and the lowest has the first."""
    nodes = [b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (n, n + 2) for n in range(2, levels)]
    return make_pdf(b"<</Type/Pages/Kids[3 0 R]/Count 1>>", *nodes, b"<</Type/Pages/Kids[2 0 R]/Count 1>>")


def make_nested_mail(levels: int = 200) -> bytes:
    """A mail in a mail in a mail."""
    mail = b"Content-Type: text/plain\n\nbottom\n"
    for _ in range(levels):
        mail = _HEAD + b"Content-Type: message/rfc822\n\n" + mail
    return mail


def make_mail_of_headers(count: int = 100_000) -> bytes:
    """The headers that tell something stand first."""
    return _HEAD + b"X-Filler: nothing at all\n" * count + b"\nbody"


def make_mail_of_parameters(count: int = 40_000, *, separator: bytes = b"; ") -> bytes:
    """A Content-Type of very many parameters."""
    parameters = separator.join(b"p%d=v" % number for number in range(count))
    return _HEAD + b"Content-Type: text/plain;" + separator[1:] + parameters + b"\n\nbody"


def make_mail_of_one_line(size: int = 10_000_000) -> bytes:
    """One header line of ten megabytes."""
    return _HEAD + b"X-Long: " + b"a" * size + b"\n\nbody"


def make_ole_bomb() -> bytes:
    """An Outlook message of 2.5 kB whose table of sectors is told to be 4 GB: its list of tables leads to itself."""
    tables = 109 + 127 * 60_000
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, 1, 0, 4096, _END, 0, 2, 60_000, 0)
    header += struct.pack("<108I", *([_FREE] * 108))
    table = struct.pack("<128I", _TABLE, _END, _LIST, *([_FREE] * 125))
    root = _make_entry("Root Entry", 5, child=1, start=_END, size=0)
    entry = _make_entry("__properties_version1.0", 2, start=_END, size=0)
    return header + table + root + entry + bytes(256) + struct.pack("<128I", *([0] * 127), 2) + bytes(512)


def _make_entry(name: str, kind: int, *, start: int, size: int, child: int = _FREE) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    head = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, _FREE, _FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def make_tnef_bomb() -> bytes:
    """A winmail.dat of 53 bytes whose property list claims four thousand million values."""
    properties = struct.pack("<III", 1, 0x1003, 0xFFFFFFFF) + bytes(20)
    attribute = struct.pack("<BII", 1, 0x00069003, len(properties)) + properties
    return struct.pack("<IH", 0x223E9F78, 1) + attribute + struct.pack("<I", 0)[:2] + b"\0\0\0\0"


def make_png_bomb(side: int = 60_000) -> bytes:
    """Three thousand million black points."""
    rows = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    packed = b"".join(rows.compress(row * 100) for _ in range(side // 100)) + rows.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _make_chunk(b"IHDR", head) + _make_chunk(b"IDAT", packed) + _make_chunk(b"IEND", b"")


def _make_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def make_tiff_bomb(side: int = 200_000) -> bytes:
    """A deflated strip that claims forty thousand million points."""
    packed = zlib.compress(bytes(100 * _MB), 9)
    entries = [(256, 4, side), (257, 4, side), (258, 3, 8), (259, 3, 8), (262, 3, 1)]
    entries += [(273, 4, 8), (277, 3, 1), (278, 4, side), (279, 4, len(packed))]
    table = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    directory = struct.pack("<H", len(entries)) + table + bytes(4)
    return b"II*\0" + struct.pack("<I", 8 + len(packed)) + packed + directory


BOMBS = {
    "zip.zip": make_zip_bomb,
    "nested.zip": make_nested_zip,
    "overlapping.zip": make_overlapping_zip,
    "body.docx": make_docx_bomb,
    "stream.pdf": make_pdf_stream_bomb,
    "page.pdf": make_pdf_huge_page,
    "tree.pdf": make_pdf_deep_tree,
    "nested.eml": make_nested_mail,
    "headers.eml": make_mail_of_headers,
    "parameters.eml": make_mail_of_parameters,
    "line.eml": make_mail_of_one_line,
    "message.msg": make_ole_bomb,
    "winmail.dat": make_tnef_bomb,
    "points.png": make_png_bomb,
    "points.tif": make_tiff_bomb,
}
