"""PDF: form values, notes and attachments, and a second opinion on damaged files. The only module that knows pypdf."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line, clean_text
from extractors.content import Child, Content

# pypdf writes what it dislikes about a document into the log, with pieces of the document.
logging.getLogger("pypdf").addHandler(logging.NullHandler())
logging.getLogger("pypdf").propagate = False

_BROKEN = (
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
_MOST_STEPS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What stands on pages beside their text (by page, from 0), what stands on none, and the files inside."""

    pages: dict[int, str] = field(default_factory=dict)
    rest: str = ""
    children: tuple[Child, ...] = ()
    problem: str = ""


def read_extras(content: bytes) -> Extras:
    """Form values and notes page by page, and every embedded file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _Extraction(PdfReader(io.BytesIO(content))).collect()
        except _BROKEN:
            return Extras(problem="its form fields, notes or attachments are damaged and could not be read")


def read_damaged(content: bytes) -> Content | None:
    """The text of a file that the first engine refuses; None where this one refuses it too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                return Content(state=PartState.ENCRYPTED, reason="the PDF asks for a password")
            texts = [page.extract_text() for page in reader.pages]
        except _BROKEN:
            return None
    if not any(text.strip() for text in texts):
        return None
    reason = "the PDF is damaged; what is here could be saved, something may be missing"
    return Content(state=PartState.DAMAGED, reason=reason, text="\f".join(texts), pages=len(texts))


class _Extraction:
    """One pass over the annotations of all pages and over the fields and files of the whole."""

    def __init__(self, reader: PdfReader) -> None:
        self._reader = reader
        self._seen_fields: set[str] = set()
        self._files: list[tuple[str, Any]] = []
        self._seen_files: set[object] = set()

    def collect(self) -> Extras:
        pages: dict[int, str] = {}
        for number, page in enumerate(self._reader.pages):
            lines = [line for one in _list_entries(page, "/Annots") for line in self._read_annotation(one)]
            if lines:
                pages[number] = "\n".join(lines)
        rest = "\n".join(self._find_other_fields())
        self._add_named_files()
        return Extras(pages=pages, rest=rest, children=tuple(self._find_children()))

    def _read_annotation(self, annotation: DictionaryObject) -> Iterator[str]:
        kind = annotation.get("/Subtype")
        if kind == "/Widget":
            name, value = _field_name(annotation), _field_value(annotation)
            if value and name not in self._seen_fields:
                self._seen_fields.add(name)
                yield f"{name}: {value}" if name else value
        elif kind == "/FileAttachment":
            self._add_file(_resolve(annotation.get("/FS")))
            yield from _find_note(annotation)
        elif kind not in {"/Link", "/Popup"}:
            yield from _find_note(annotation)

    def _find_other_fields(self) -> Iterator[str]:
        root = _resolve(self._reader.trailer.get("/Root"))
        form = _resolve(root.get("/AcroForm")) if isinstance(root, DictionaryObject) else None
        if not isinstance(form, DictionaryObject):
            return
        for entry in _walk(form, "/Fields", "/Kids"):
            name, value = _field_name(entry), _field_value(entry)
            if value and "/T" in entry and name not in self._seen_fields:
                self._seen_fields.add(name)
                yield f"{name}: {value}"

    def _add_named_files(self) -> None:
        root = _resolve(self._reader.trailer.get("/Root"))
        names = _resolve(root.get("/Names")) if isinstance(root, DictionaryObject) else None
        tree = _resolve(names.get("/EmbeddedFiles")) if isinstance(names, DictionaryObject) else None
        if not isinstance(tree, DictionaryObject):
            return
        for node in (tree, *_walk(tree, "/Kids", "/Kids")):
            for one in _list_entries(node, "/Names"):
                self._add_file(one)

    def _add_file(self, specification: object) -> None:
        if not isinstance(specification, DictionaryObject):
            return
        streams = _resolve(specification.get("/EF"))
        if not isinstance(streams, DictionaryObject):
            return
        reference = streams.raw_get("/UF") if "/UF" in streams else streams.raw_get("/F") if "/F" in streams else None
        identity = (reference.idnum, reference.generation) if isinstance(reference, IndirectObject) else id(reference)
        if identity not in self._seen_files:
            self._seen_files.add(identity)
            name = specification.get("/UF") or specification.get("/F") or ""
            self._files.append((clean_line(str(_resolve(name))), _resolve(reference)))

    def _find_children(self) -> Iterator[Child]:
        for number, (name, stream) in enumerate(self._files, 1):
            yield Child(number=str(number), name=name, load=_stream_loader(stream))


def _stream_loader(stream: object) -> Callable[[int], bytes | Content]:
    def load(_: int) -> bytes | Content:
        try:
            found = stream.get_data() if isinstance(stream, StreamObject) else None
        except _BROKEN:
            found = None
        if isinstance(found, bytes):
            return found
        return Content(state=PartState.DAMAGED, reason="it is damaged inside the PDF and cannot be taken out")

    return load


def _find_note(annotation: DictionaryObject) -> Iterator[str]:
    note = _as_text(annotation.get("/Contents"))
    if note:
        yield f"[note: {note}]"


def _field_name(entry: DictionaryObject) -> str:
    """The full name of a field: `client.number`."""
    names: list[str] = []
    step: object = entry
    for _ in range(20):
        if not isinstance(step, DictionaryObject):
            break
        if "/T" in step:
            names.append(clean_line(str(_resolve(step.get("/T")))))
        step = _resolve(step.get("/Parent"))
    return ".".join(reversed(names))


def _field_value(entry: DictionaryObject) -> str:
    """The value, with what the page shows for it where that differs (a choice has an export value)."""
    step: object = entry
    for _ in range(20):
        if not isinstance(step, DictionaryObject):
            return ""
        if "/V" in step:
            return _with_shown(step, _as_text(step.get("/V")))
        step = _resolve(step.get("/Parent"))
    return ""


def _with_shown(entry: DictionaryObject, value: str) -> str:
    if value in {"/Off", ""}:
        return ""
    for option in _list_values(entry, "/Opt"):
        if isinstance(option, ArrayObject) and len(option) == 2 and _as_text(option[0]) == value:
            shown = _as_text(option[1])
            return value if shown == value else f"{shown} ({value})"
    return value.removeprefix("/")


def _as_text(value: object) -> str:
    found = _resolve(value)
    if isinstance(found, ArrayObject):
        return ", ".join(_as_text(one) for one in found)
    if isinstance(found, StreamObject):
        return clean_text(found.get_data().decode("utf-8", "replace")).strip()
    return "" if found is None or isinstance(found, DictionaryObject) else clean_text(str(found)).strip()


def _resolve(value: object) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _list_values(entry: DictionaryObject, key: str) -> list[Any]:
    found = _resolve(entry.get(key))
    return [_resolve(one) for one in found] if isinstance(found, ArrayObject) else []


def _list_entries(entry: DictionaryObject, key: str) -> list[DictionaryObject]:
    return [one for one in _list_values(entry, key) if isinstance(one, DictionaryObject)]


def _walk(top: DictionaryObject, first: str, below: str) -> Iterator[DictionaryObject]:
    """Every entry of a tree, each once, so that a tree that holds itself ends."""
    waiting = _list_entries(top, first)
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_STEPS:
        entry = waiting.pop(0)
        if id(entry) not in seen:
            seen.add(id(entry))
            yield entry
            waiting[:0] = _list_entries(entry, below)
