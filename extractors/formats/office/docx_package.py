"""A Word package: its parts, their relations, its title. The only module that knows python-docx."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.part import Part, XmlPart
from docx.package import Package as WordLibraryPackage

from extractors.charsets import clean_line
from extractors.formats.office.ooxml import Package, Relation, Relations, open_package
from extractors.formats.xml_trees import Element

# python-docx unpacks and parses every part at once, and compares each with all others: only packages that it can hold.
_MOST_UNPACKED = 48 * 1024 * 1024
_MOST_XML = 12 * 1024 * 1024
_MOST_PARTS = 400
_REFUSED = (
    OpcError,
    SyntaxError,  # lxml's XMLSyntaxError is one
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    NotImplementedError,
    RuntimeError,
    RecursionError,
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(slots=True, kw_only=True)
class WordPackage:
    """Stories are asked for by part name; trees that python-docx has parsed are used as they are."""

    package: Package
    main: str
    relations: dict[str, Relations] = field(default_factory=dict)
    trees: dict[str, Element] = field(default_factory=dict)
    title: str = ""

    def list_relations(self, name: str) -> Relations:
        """The relations of a part by their ids."""
        if name not in self.relations:
            self.relations[name] = self.package.list_relations(name)
        return self.relations[name]

    def parse(self, name: str) -> Element | None:
        """The tree of a part; None, with the trouble noted, where there is none."""
        return self.trees[name] if name in self.trees else self.package.parse(name)


def open_word(content: bytes) -> WordPackage | None:
    """None where the archive cannot be opened at all.

    python-docx refuses a package as soon as one relation leads nowhere or one part is damaged; then the archive itself
    is asked, and whatever can be found is read.
    """
    package = open_package(content)
    if package is None:
        return None
    if _is_moderate(package):
        try:
            return _open_with_library(content, package)
        except _REFUSED:
            pass
    return WordPackage(package=package, main=_find_main(package))


def _is_moderate(package: Package) -> bool:
    sizes = {name: one.file_size for name, one in package.members.items()}
    trees = sum(size for name, size in sizes.items() if name.casefold().endswith((".xml", ".rels")))
    return len(sizes) <= _MOST_PARTS and sum(sizes.values()) <= _MOST_UNPACKED and trees <= _MOST_XML


def _open_with_library(content: bytes, package: Package) -> WordPackage:
    # The package and not Document(), which refuses templates and documents with macros for their content type.
    opened = WordLibraryPackage.open(io.BytesIO(content))
    word = WordPackage(package=package, main=_as_name(opened.main_document_part))
    for part in _iter_parts(opened):
        name = _as_name(part)
        word.relations[name] = _as_relations(part)
        if isinstance(part, XmlPart):
            word.trees[name] = part.element
    if any(one.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for one in opened.rels.values()):
        word.title = clean_line(opened.core_properties.title)
    return word


def _iter_parts(opened: WordLibraryPackage) -> Iterator[Part]:
    waiting = [one.target_part for one in opened.rels.values() if not one.is_external]
    seen: set[int] = set()
    while waiting:
        part = waiting.pop()
        if id(part) not in seen:
            seen.add(id(part))
            yield part
            waiting += [one.target_part for one in part.rels.values() if not one.is_external]


def _as_name(part: Part) -> str:
    return str(part.partname).lstrip("/")


def _as_relations(part: Part) -> Relations:
    return {
        key: Relation(
            kind=one.reltype.rpartition("/")[2],
            target=one.target_ref if one.is_external else _as_name(one.target_part),
            is_external=one.is_external,
        )
        for key, one in part.rels.items()
    }


def _find_main(package: Package) -> str:
    named = next((one.target for one in package.list_relations("").values() if one.kind == "officeDocument"), "")
    if named and package.find(named):
        return named
    # Without a relation that leads to it, the body is known by its name.
    return next((name for name in package.members if name.startswith("word/document")), "word/document.xml")
