"""The objects a PDF is built of, through pypdf. The only module that knows pypdf."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, StreamObject

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line, clean_text
from extractors.content import Content

# pypdf writes what it dislikes about a document into the log, with pieces of the document.
logging.getLogger("pypdf").addHandler(logging.NullHandler())
logging.getLogger("pypdf").propagate = False

Entry = DictionaryObject
Reader = PdfReader

BROKEN = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    RecursionError,
    NotImplementedError,
    ZeroDivisionError,
    AssertionError,
    OverflowError,
)
"""What pypdf raises on damaged files."""

_MOST_STEPS = 20_000
_DEEP = 20


@contextmanager
def be_quiet() -> Iterator[None]:
    """No warnings about the document."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def open_reader(content: bytes) -> PdfReader:
    """The file, opened with the empty password where it asks for one. Raises one of BROKEN."""
    return PdfReader(io.BytesIO(content))


def is_locked(reader: PdfReader) -> bool:
    """Whether it asks for a password that is not empty."""
    return bool(reader.is_encrypted and not reader.decrypt(""))


def find_root(reader: PdfReader) -> Entry:
    """The catalogue; an empty one where the file has none."""
    root = resolve(reader.trailer.get("/Root"))
    return root if isinstance(root, Entry) else Entry()


def resolve(value: object) -> Any:
    """What a reference leads to; None for nothing."""
    found = value.get_object() if isinstance(value, IndirectObject) else value
    return None if isinstance(found, NullObject) else found


def get_entry(parent: Entry, key: str) -> Entry:
    """The dictionary under a key; an empty one where there is none."""
    found = resolve(parent.get(key))
    return found if isinstance(found, Entry) else Entry()


def list_values(entry: Entry, key: str) -> list[Any]:
    """What the array under a key holds."""
    found = resolve(entry.get(key))
    return [resolve(one) for one in found[:_MOST_STEPS]] if isinstance(found, ArrayObject) else []


def list_entries(entry: Entry, key: str) -> list[Entry]:
    """The dictionaries in the array under a key."""
    return [one for one in list_values(entry, key) if isinstance(one, Entry)]


def list_parents(entry: Entry) -> list[Entry]:
    """The entry and those above it."""
    chain: list[Entry] = []
    step: object = entry
    while isinstance(step, Entry) and len(chain) < _DEEP:
        chain.append(step)
        step = resolve(step.get("/Parent"))
    return chain


def inherit(entry: Entry, key: str) -> Any:
    """The value under a key, of the entry or of the nearest above it that has one."""
    return next((resolve(one.get(key)) for one in list_parents(entry) if key in one), None)


def walk_tree(top: Entry, first: str, below: str) -> Iterator[Entry]:
    """Every entry of a tree in order, each once, so that a tree that holds itself ends."""
    waiting = list_entries(top, first)[::-1]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_STEPS:
        entry = waiting.pop()
        if id(entry) not in seen:
            seen.add(id(entry))
            yield entry
            waiting += list_entries(entry, below)[::-1]


def as_text(value: object) -> str:
    """A value in words: a string, a name, a stream of text, several divided by commas."""
    found = resolve(value)
    if isinstance(found, ArrayObject):
        return ", ".join(as_text(one) for one in found[:_MOST_STEPS])
    if isinstance(found, StreamObject):
        return clean_text(found.get_data().decode("utf-8", "replace")).strip()
    return "" if found is None or isinstance(found, Entry) else clean_text(str(found)).strip()


def as_line(value: object) -> str:
    """A value in words, on one line."""
    return clean_line(as_text(value))


def is_list(value: object) -> bool:
    """Whether it is an array."""
    return isinstance(value, ArrayObject)


def identify(parent: Entry, key: str) -> object:
    """What tells one object from another, also where both are reached in two ways."""
    reference = parent.raw_get(key) if key in parent else None
    return (reference.idnum, reference.generation) if isinstance(reference, IndirectObject) else id(reference)


def unpack(stream: object) -> bytes | Content:
    """The bytes of a stream, or why they cannot be had."""
    try:
        found = stream.get_data() if isinstance(stream, StreamObject) else None
    except LimitReachedError:
        return Content(state=PartState.OVER_BUDGET, reason="it unpacks to more than may be read")
    except BROKEN:
        found = None
    if isinstance(found, bytes):
        return found
    return Content(state=PartState.DAMAGED, reason="it is damaged inside the PDF and cannot be taken out")
