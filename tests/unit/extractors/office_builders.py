"""Small office documents made on the spot: packages, OpenDocument files, compound files."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from tests.unit.extractors.extractor_builders import make_zip

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_NAMES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
ODF_NAMES = (
    " ".join(
        f'xmlns:{name}="{_ODF}{found}:1.0"'
        for name, found in (
            *((one, one) for one in ("office", "text", "table", "style", "form", "presentation")),
            ("draw", "drawing"),
            ("svg", "svg-compatible"),
        )
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
)

Relation = tuple[str, str, str]


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def story(root: str, content: str) -> str:
    return f"<w:{root} {_WORD_NAMES}>{content}</w:{root}>"


def make_relations(relations: tuple[Relation, ...]) -> bytes:
    """`relations` are id, kind and target; a target with a colon leads out of the package."""
    modes = {True: ' TargetMode="External"', False: ""}
    lines = (
        f'<Relationship Id="{key}" Type="{_R}/{kind}" Target="{target}"{modes[":" in target]}/>'
        for key, kind, target in relations
    )
    return f'<Relationships xmlns="{_PACKAGE_RELATIONS}">{"".join(lines)}</Relationships>'.encode()


def make_word(
    body: str,
    *,
    parts: Mapping[str, str | bytes] | None = None,
    relations: tuple[Relation, ...] = (),
    kind: str = f"{_TYPES}.document.main+xml",
) -> bytes:
    """A whole package as Word writes it. `parts` are named below word/."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/octet-stream"/>'
        '<Default Extension="html" ContentType="text/html"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    )
    found = {name: one.encode() if isinstance(one, str) else one for name, one in (parts or {}).items()}
    return make_zip(
        {
            "[Content_Types].xml": types.encode(),
            "_rels/.rels": make_relations((("rId1", "officeDocument", "word/document.xml"),)),
            "word/document.xml": story("document", f"<w:body>{body}</w:body>").encode(),
            "word/_rels/document.xml.rels": make_relations(relations),
            **{f"word/{name}": content for name, content in found.items()},
        }
    )


def make_package(main: str, members: Mapping[str, str | bytes]) -> bytes:
    """Any other Office Open XML package around its main part."""
    found = {name: one.encode() if isinstance(one, str) else one for name, one in members.items()}
    return make_zip(
        {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": make_relations((("rId1", "officeDocument", main),)),
            **found,
        }
    )


def make_odt(body: str, *, styles: str = "", kind: str = "text", members: Mapping[str, bytes] | None = None) -> bytes:
    content = f"<office:document-content {ODF_NAMES}><office:body>{body}</office:body></office:document-content>"
    masters = f"<office:document-styles {ODF_NAMES}>{styles}</office:document-styles>"
    return make_zip(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
            "content.xml": content.encode(),
            "styles.xml": masters.encode(),
            **(members or {}),
        }
    )


_SECTOR = 512
_LEAST = 4096
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def make_compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file. Streams are named by their path; each is filled up with zeros to 4096 bytes."""
    table: list[int] = []
    body = b""
    entries: dict[str, tuple[int, int, int]] = {}
    for path, content in streams.items():
        padded = content.ljust(_LEAST, b"\0")
        count = -(-len(padded) // _SECTOR)
        entries[path] = (2, len(table), len(padded))
        table += [*range(len(table) + 1, len(table) + count), _END]
        body += padded.ljust(count * _SECTOR, b"\0")
        if "/" in path:
            entries.setdefault(path.rpartition("/")[0], (1, 0, 0))
            entries.setdefault(path.partition("/")[0], (1, 0, 0))
    directory = _make_directory(entries)
    first = len(table)
    count = len(directory) // _SECTOR
    table += [*range(first + 1, first + count), _END]
    tables = -(-(len(table) + 8) // (_SECTOR // 4))
    places = range(len(table), len(table) + tables)
    table += [_TABLE] * tables
    table += [_FREE] * (tables * _SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6s9I",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b""),
        *(0, tables, first, 0, _LEAST, _END, 0, _END, 0),
    )
    header += struct.pack("<109I", *places, *([_FREE] * (109 - tables)))
    return header + body + directory + struct.pack(f"<{len(table)}I", *table)


def _make_directory(entries: Mapping[str, tuple[int, int, int]]) -> bytes:
    """Brothers hang one from the other; readers do not ask for a balanced tree."""
    paths = ["", *entries]
    below = {path: [one for one in entries if one.rpartition("/")[0] == path] for path in paths}
    records: list[bytes] = []
    for path in paths:
        kind, start, size = entries.get(path, (5, _END, 0))
        brothers = below[path.rpartition("/")[0]] if path else []
        position = brothers.index(path) + 1 if path else 0
        right = paths.index(brothers[position]) if path and position < len(brothers) else _FREE
        child = paths.index(below[path][0]) if kind != 2 and below[path] else _FREE
        name = (path.rpartition("/")[2] or "Root Entry").encode("utf-16-le")
        records.append(
            struct.pack(
                "<64sHBBIII16sI8s8sIII",
                *(name, len(name) + 2, kind, 1, _FREE, right, child, b"", 0, b"", b"", start, size, 0),
            )
        )
    blank = struct.pack("<64sHBBIII36sIII", b"", 0, 0, 1, _FREE, _FREE, _FREE, b"", 0, 0, 0)
    records += [blank] * (-len(records) % 4)
    return b"".join(records)


def make_word97(body: str, *, headers: str = "", comments: str = "", flags: int = 0, version: int = 0xC1) -> bytes:
    """The main stream and the table stream of an old Word document, as a compound file."""
    return make_compound(make_word97_streams(body, headers=headers, comments=comments, flags=flags, version=version))


def make_word97_streams(
    body: str, *, headers: str = "", comments: str = "", flags: int = 0, version: int = 0xC1
) -> dict[str, bytes]:
    """The first half of the text is stored in one byte a letter, the rest in two, as Word mixes them."""
    text = body + headers + comments
    half = len(body) // 2
    narrow, wide = text[:half].encode("cp1252"), text[half:].encode("utf-16-le")
    start = 1024
    pieces = struct.pack("<3I", 0, half, len(text))
    pieces += struct.pack("<HIH", 0, start * 2 | 0x40000000, 0) + struct.pack("<HIH", 0, start + len(narrow), 0)
    table = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    head = bytearray(start)
    struct.pack_into("<HH", head, 0, 0xA5EC, version)
    struct.pack_into("<H", head, 10, flags | 0x0200)
    struct.pack_into("<8i", head, 0x4C, len(body), 0, len(headers), 0, len(comments), 0, 0, 0)
    struct.pack_into("<II", head, 0x01A2, 0, len(table))
    return {"WordDocument": bytes(head) + narrow + wide, "1Table": table}


def make_native(name: str, content: bytes) -> bytes:
    """A file as Windows wraps it into an object."""
    label = name.encode() + b"\0"
    path = b"C:\\" + label
    inner = struct.pack("<H", 2) + label + path + struct.pack("<II", 0x30000, len(path)) + path
    inner += struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(inner)) + inner


def make_metafile(*lines: str, bitmap: tuple[bytes, bytes] | None = None) -> bytes:
    """A Windows drawing with a line of words at each height; `bitmap` is a head and its pixels."""
    header = struct.pack("<II16s16s4s", 1, 108, b"", b"", b" EMF").ljust(108, b"\0")
    records = [header]
    for height, line in enumerate(lines):
        words = line.encode("utf-16-le")
        size = 76 + len(words) + len(words) % 4
        head = struct.pack("<II16sIffiiIII16sI", 84, size, b"", 1, 1.0, 1.0, 0, height, len(line), 76, 0, b"", 0)
        records.append((head + words).ljust(size, b"\0"))
    if bitmap is not None:
        head, pixels = bitmap
        size = 80 + len(head) + len(pixels)
        places = struct.pack("<IIII", 80, len(head), 80 + len(head), len(pixels))
        records.append(struct.pack("<II40s", 81, size, b"") + places + b"\0" * 16 + head + pixels)
    records.append(struct.pack("<IIIII", 14, 20, 0, 0, 20))
    return b"".join(records)
