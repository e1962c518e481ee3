"""Outlook messages, winmail.dat and rich text made on the spot, byte by byte."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

END, FREE, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
SECTOR, SMALL, SMALL_LIMIT = 512, 64, 4096

Tree = Mapping[str, "bytes | Tree"]
Property = str | bytes | int | bool | datetime | float

ADDRESS_FIELDS = uuid.UUID("00062004-0000-0000-c000-000000000046")
COMMON_FIELDS = uuid.UUID("00062008-0000-0000-c000-000000000046")
PUBLIC_STRINGS = uuid.UUID("00020329-0000-0000-c000-000000000046")


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    left: int = NONE
    right: int = NONE
    child: int = NONE
    start: int = END


@dataclass
class _Writer:
    entries: list[_Entry] = field(default_factory=list)
    sectors: list[bytes] = field(default_factory=list)
    fat: list[int] = field(default_factory=list)
    small: bytearray = field(default_factory=bytearray)
    small_fat: list[int] = field(default_factory=list)

    def add_tree(self, tree: Tree) -> int:
        """Adds what lies in a storage; gives the entry that stands at the top of its search tree."""
        numbers = []
        for name in sorted(tree, key=lambda one: (len(one), one.upper())):
            content = tree[name]
            entry = _Entry(name, 2 if isinstance(content, bytes) else 1)
            self.entries.append(entry)
            numbers.append(len(self.entries) - 1)
            if isinstance(content, bytes):
                entry.content = content
            else:
                entry.child = self.add_tree(content)
        return self._balance(numbers)

    def _balance(self, numbers: Sequence[int]) -> int:
        if not numbers:
            return NONE
        middle = len(numbers) // 2
        entry = self.entries[numbers[middle]]
        entry.left, entry.right = self._balance(numbers[:middle]), self._balance(numbers[middle + 1 :])
        return numbers[middle]

    def store(self, content: bytes) -> int:
        if not content:
            return END
        start = len(self.sectors)
        pieces = [content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(content), SECTOR)]
        self.sectors += pieces
        self.fat += [*range(start + 1, start + len(pieces)), END]
        return start

    def store_small(self, content: bytes) -> int:
        start = len(self.small) // SMALL
        count = -(-len(content) // SMALL)
        self.small += content.ljust(count * SMALL, b"\0")
        self.small_fat += [*range(start + 1, start + count), END]
        return start


def make_compound(tree: Tree) -> bytes:
    """A compound file (OLE) with these storages and streams."""
    writer = _Writer()
    root = _Entry("Root Entry", 5)
    writer.entries.append(root)
    root.child = writer.add_tree(tree)
    for entry in writer.entries:
        if entry.kind == 2 and entry.content:
            is_small = len(entry.content) < SMALL_LIMIT
            entry.start = writer.store_small(entry.content) if is_small else writer.store(entry.content)
    root.content = bytes(writer.small)
    root.start = writer.store(root.content)
    small_fat = _as_table(writer.small_fat)
    small_start = writer.store(small_fat)
    directory_start = writer.store(b"".join(_as_entry(one) for one in writer.entries))
    count = len(writer.fat)
    fat_sectors = 1
    while (count + fat_sectors) * 4 > fat_sectors * SECTOR:
        fat_sectors += 1
    fat = _as_table([*writer.fat, *[0xFFFFFFFD] * fat_sectors])
    header = struct.pack(
        "<8s16sHHHHHHLLLLLLLLLL",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, fat_sectors),
        *(directory_start, 0, SMALL_LIMIT, small_start, len(small_fat) // SECTOR, END, 0),
    )
    difat = [*range(count, count + fat_sectors)]
    header += struct.pack("<109L", *difat, *[FREE] * (109 - len(difat)))
    return header + b"".join(writer.sectors) + fat


def _as_table(numbers: Sequence[int]) -> bytes:
    written = struct.pack(f"<{len(numbers)}L", *numbers)
    return written + b"\xff" * (-len(written) % SECTOR)


def _as_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBLLL16sLQQLLL",
        *(name, len(name), entry.kind, 1, entry.left, entry.right, entry.child, bytes(16), 0, 0, 0),
        *(entry.start, len(entry.content), 0),
    )


def make_msg(
    properties: Mapping[int, Property],
    *,
    recipients: Sequence[Mapping[int, Property]] = (),
    attachments: Sequence[Mapping[int, Property]] = (),
    inner: Tree | None = None,
    names: Sequence[tuple[uuid.UUID, int | str]] = (),
    charset: str = "",
) -> bytes:
    """An Outlook message. `inner` is a message inside it; named properties count from 0x8000, as `names` does."""
    tree = make_msg_tree(properties, recipients=recipients, attachments=attachments, charset=charset)
    tree["__nameid_version1.0"] = _as_names(names)
    if inner is not None:
        fixed, _ = _as_streams({0x3705: 5, 0x3001: "inner"}, 8, "")
        tree["__attach_version1.0_#000000FF"] = {**fixed, "__substg1.0_3701000D": inner}
    return make_compound(tree)


def make_msg_tree(
    properties: Mapping[int, Property],
    *,
    recipients: Sequence[Mapping[int, Property]] = (),
    attachments: Sequence[Mapping[int, Property]] = (),
    charset: str = "",
    header: int = 32,
) -> dict[str, bytes | Tree]:
    tree: dict[str, bytes | Tree] = {**_as_streams(properties, header, charset)[0]}
    for kind, rows in (("recip", recipients), ("attach", attachments)):
        for number, row in enumerate(rows):
            tree[f"__{kind}_version1.0_#{number:08X}"] = _as_streams(row, 8, charset)[0]
    return tree


def _as_streams(properties: Mapping[int, Property], header: int, charset: str) -> tuple[dict[str, bytes], bytes]:
    streams: dict[str, bytes] = {}
    fixed = bytes(header)
    for number, value in properties.items():
        kind, written = _as_property(value, charset)
        if len(written) <= 8 and kind not in {0x1E, 0x1F, 0x102}:
            fixed += struct.pack("<HHL8s", kind, number, 6, written)
        else:
            fixed += struct.pack("<HHLLL", kind, number, 6, len(written), 0)
            streams[f"__substg1.0_{number:04X}{kind:04X}"] = written
    streams["__properties_version1.0"] = fixed
    return streams, fixed


def _as_property(value: Property, charset: str) -> tuple[int, bytes]:
    match value:
        case bool():
            return 0x0B, struct.pack("<H", value)
        case int():
            return 0x03, struct.pack("<i", value)
        case float():
            return 0x05, struct.pack("<d", value)
        case datetime():
            ticks = (value - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
            return 0x40, struct.pack("<q", ticks)
        case str():
            return (0x1E, value.encode(charset)) if charset else (0x1F, value.encode("utf-16-le"))
        case bytes():
            return 0x102, value


def _as_names(names: Sequence[tuple[uuid.UUID, int | str]]) -> Tree:
    families = list(dict.fromkeys(family for family, _ in names if family != PUBLIC_STRINGS))
    entries, strings = b"", b""
    for position, (family, name) in enumerate(names):
        index = 2 if family == PUBLIC_STRINGS else families.index(family) + 3
        key = name if isinstance(name, int) else len(strings)
        entries += struct.pack("<LHH", key, index << 1 | isinstance(name, str), position)
        if isinstance(name, str):
            written = name.encode("utf-16-le")
            strings += struct.pack("<L", len(written)) + written + bytes(-len(written) % 4)
    return {
        "__substg1.0_00020102": b"".join(family.bytes_le for family in families),
        "__substg1.0_00030102": entries,
        "__substg1.0_00040102": strings,
    }


def make_tnef(*attributes: tuple[int, bytes], level: int = 1) -> bytes:
    """A winmail.dat of these attributes; those of attachments are known by their numbers."""
    written = b"\x78\x9f\x3e\x22\x01\x00"
    for number, content in ((0x9007, struct.pack("<LL", 1252, 0)), *attributes):
        which = 2 if number in {0x9002, 0x800F, 0x8010, 0x9005} else level
        written += struct.pack("<BHHL", which, number, 6, len(content)) + content
        written += struct.pack("<H", sum(content) & 0xFFFF)
    return written


def make_tnef_properties(properties: Mapping[int, Property], charset: str = "") -> bytes:
    """The content of the attribute that holds MAPI properties."""
    written = struct.pack("<L", len(properties))
    for number, value in properties.items():
        kind, content = _as_property(value, charset)
        if number == 0x3701 and isinstance(value, bytes):
            kind, content = 0x0D, bytes(16) + content
        written += struct.pack("<HH", kind, number)
        if kind in {0x0D, 0x1E, 0x1F, 0x102}:
            written += struct.pack("<LL", 1, len(content))
        written += content + bytes(-len(content) % 4)
    return written


def pack_rtf(rtf: bytes) -> bytes:
    """RTF as Outlook keeps it, in literal pieces only."""
    pieces = b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8))
    return struct.pack("<LL4sL", len(pieces) + 12, len(rtf), b"LZFu", 0) + pieces
