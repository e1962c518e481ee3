"""Entry identifiers: how MAPI keeps the address of somebody who is in no address book (MS-OXCDATA 2.2.5.1)."""

from __future__ import annotations

import struct

_ONE_OFF = bytes.fromhex("812b1fa4bea310199d6e00dd010f5402")
_UNICODE = 0x8000


def read_entry_address(entry: bytes) -> str:
    """The SMTP address in a one-off entry; empty where it is another kind of entry."""
    if entry[4:20] != _ONE_OFF or len(entry) < 24:
        return ""
    is_unicode = struct.unpack_from("<H", entry, 22)[0] & _UNICODE
    text = entry[24:].decode("utf-16-le" if is_unicode else "cp1252", "replace")
    strings = text.split("\0")
    return strings[2] if len(strings) > 2 and strings[1].upper() == "SMTP" else ""
