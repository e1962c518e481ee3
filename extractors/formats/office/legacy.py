"""Old and odd office formats: own reading where it is simple, kreuzberg where it is installed.

The only module that knows kreuzberg.
"""

from __future__ import annotations

import importlib.util
import struct
from collections.abc import Iterator

from crmbridge.domain.reading import PartState
from extractors import media_types
from extractors.charsets import clean_text
from extractors.content import Child, Content, Source
from extractors.formats.office.blips import as_picture, carve_pictures
from extractors.formats.office.word97 import NotReadableError, find_embedded, read_word97
from extractors.ole import Storage, iter_storages, open_compound
from extractors.sniff_containers import OLE_MAGIC

_LIBRARY = "kreuzberg"
_MEND = 'pip install "crmbridge[office]"'
_NAMES = {
    media_types.WORD: "an old Word document (.doc)",
    media_types.EXCEL: "an old Excel workbook (.xls)",
    media_types.POWERPOINT: "an old PowerPoint presentation (.ppt)",
    media_types.EXCEL_BINARY: "a binary Excel workbook (.xlsb)",
    media_types.EPUB: "an electronic book (.epub)",
}
_LOCKED_PRESENTATION = 0xF3D1C4DF
_PASSWORD_RECORD, _BEGIN_RECORD = 0x002F, 0x0809
# Records before this one are the head of the workbook; a password is named among the first.
_HEAD_RECORDS = 20


def read_old_word(source: Source) -> Content:
    """By the table of pieces; versions before Word 97 by the extra."""
    try:
        return read_word97(source)
    except NotReadableError:
        return read_legacy(source)


def read_legacy(source: Source) -> Content:
    """By the optional extra; where it is not installed, the reason says how to mend that."""
    name = _NAMES.get(source.media_type, "a document of an odd format")
    root = open_compound(source.content) if source.content.startswith(OLE_MAGIC) else None
    if root is not None and _is_locked(root):
        return Content(state=PartState.ENCRYPTED, reason=f"{name} with a password")
    if importlib.util.find_spec(_LIBRARY) is None:
        return Content(state=PartState.UNSUPPORTED, reason=f"{name}, which needs an extra to be read: {_MEND}")
    return _read_with_library(source, name, tuple(_find_children(root)) if root is not None else ())


def _find_children(root: Storage) -> Iterator[Child]:
    """Pictures of a presentation and objects in a workbook, which the library passes over."""
    number = 0
    for picture in carve_pictures(root.read("Pictures").content):
        number += 1
        yield as_picture(picture, number)
    for one in iter_storages(root, "MBD"):
        number += 1
        yield from find_embedded(one, number)


def _is_locked(root: Storage) -> bool:
    workbook = next((one for one in ("Workbook", "Book") if one in root.sizes), "")
    if workbook:
        return _has_password_record(root.read(workbook).content)
    user = root.read("Current User").content
    return len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == _LOCKED_PRESENTATION


def _has_password_record(workbook: bytes) -> bool:
    position = 0
    for _ in range(_HEAD_RECORDS):
        if position + 4 > len(workbook):
            return False
        kind, size = struct.unpack_from("<HH", workbook, position)
        if kind == _PASSWORD_RECORD:
            return True
        position += 4 + size
    return False


def _read_with_library(source: Source, name: str, children: tuple[Child, ...]) -> Content:
    # Its runtime is large and starts threads, so it is loaded in the child that needs it, never before a fork.
    import kreuzberg

    settings = kreuzberg.ExtractionConfig(use_cache=False)
    try:
        found = kreuzberg.extract_bytes_sync(source.content, source.media_type, settings)
    except (kreuzberg.KreuzbergError, OSError, ValueError, RuntimeError):
        reason = f"{name} that is damaged or built in a way that cannot be read"
        return Content(state=PartState.DAMAGED, reason=reason, children=children)
    text = clean_text(found.content).strip()
    if not text:
        reason = f"{name} in which no words were found; what it shows may be a picture"
        return Content(state=PartState.NOT_FULLY_READ, reason=reason, children=children)
    return Content(text=text, children=children)
