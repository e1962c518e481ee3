"""What stands on the pages of a PDF beside their text: form values, signatures, notes; and the files inside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.content import Child
from extractors.formats.pdf import xfa as pdf_xfa
from extractors.formats.pdf.fields import describe_field, name_field
from extractors.formats.pdf.files import find_files, is_portfolio
from extractors.formats.pdf.notes import describe_note
from extractors.formats.pdf.objects import (
    BROKEN,
    Entry,
    Reader,
    be_quiet,
    find_root,
    get_entry,
    list_entries,
    open_reader,
    walk_tree,
)

_DAMAGED = "its form fields, notes or attachments are damaged and could not be read"
_DAMAGED_FORM = "its form (XFA) is damaged and could not be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What stands on pages beside their text (by page, from 0), what stands on none, and the files inside.

    `captions` are the words of a form that only its XML holds. `is_portfolio` marks a wrapper around its files.
    """

    pages: dict[int, str] = field(default_factory=dict)
    rest: str = ""
    captions: str = ""
    children: tuple[Child, ...] = ()
    is_portfolio: bool = False
    problem: str = ""


def read_extras(content: bytes) -> Extras:
    """Form values and notes page by page, and every embedded file."""
    with be_quiet():
        try:
            reader = open_reader(content)
            return _Extraction(reader).collect()
        except BROKEN:
            return Extras(problem=_DAMAGED)


class _Extraction:
    """One pass over the annotations of all pages, then over the fields and files of the whole."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._seen_fields: set[str] = set()
        self._values: set[str] = set()
        self._annotations: list[Entry] = []
        self._problem = ""

    def collect(self) -> Extras:
        pages = {number: text for number, text in self._read_pages() if text}
        rest = [*self._read_other_fields()]
        packets = pdf_xfa.read_packets(self._reader)
        captions: tuple[str, ...] = ()
        try:
            rest += self._read_form(packets)
            captions = pdf_xfa.list_captions(packets)
        except ValueError:
            self._problem = _DAMAGED_FORM
        return Extras(
            pages=pages,
            rest="\n".join(rest),
            captions="\n".join(captions),
            children=find_files(self._reader, self._annotations),
            is_portfolio=is_portfolio(self._reader),
            problem=self._problem,
        )

    def _read_pages(self) -> Iterator[tuple[int, str]]:
        for number, page in enumerate(self._reader.pages):
            annotations = list_entries(page, "/Annots")
            self._annotations += annotations
            lines = (line for one in annotations for line in self._read_annotation(one))
            yield number, "\n".join(lines)

    def _read_annotation(self, annotation: Entry) -> Iterator[str]:
        try:
            is_field = annotation.get("/Subtype") == "/Widget"
            line = self._read_field(annotation) if is_field else describe_note(annotation)
        except BROKEN:
            self._problem = _DAMAGED
            return
        if line:
            yield line

    def _read_field(self, entry: Entry) -> str:
        name, line = name_field(entry), describe_field(entry)
        if not line or name in self._seen_fields:
            return ""
        self._seen_fields |= {name} if name else set()
        self._values.add(line.rpartition(": ")[2])
        return line

    def _read_other_fields(self) -> Iterator[str]:
        form = get_entry(find_root(self._reader), "/AcroForm")
        for entry in walk_tree(form, "/Fields", "/Kids"):
            line = self._read_field(entry) if "/T" in entry else ""
            if line:
                yield line

    def _read_form(self, packets: dict[str, bytes]) -> list[str]:
        """The values that only the XML holds."""
        found = pdf_xfa.list_values(packets)
        return [f"{name}: {value}" for name, value in found if value not in self._values]
