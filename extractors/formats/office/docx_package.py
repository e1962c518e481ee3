"""A Word package: its parts, their relations, its title. The only module that knows python-docx."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any, cast

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.opc.pkgreader import PackageReader

from extractors.charsets import clean_line
from extractors.formats.office.ooxml import Package, Relation, Relations, open_package
from extractors.formats.xml_trees import Element, parse_xml

# python-docx unpacks every part at once, and compares each with all others: only packages that it can hold.
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
    """Stories are asked for by part name; parts that python-docx has unpacked are not unpacked again."""

    package: Package
    main: str
    relations: dict[str, Relations] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    title: str = ""

    def list_relations(self, name: str) -> Relations:
        """The relations of a part by their ids."""
        if name not in self.relations:
            self.relations[name] = self.package.list_relations(name)
        return self.relations[name]

    def parse(self, name: str) -> Element | None:
        """The tree of a part; None, with the trouble noted, where there is none."""
        if name in self.blobs:
            return self.package.take_tree(parse_xml(self.blobs[name]), name)
        return self.package.parse(name)


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
    # Its reader and not Document(), which refuses templates and documents with macros for their content type, and
    # makes objects of every part: styles and themes take ten times as long as the text.
    opened = PackageReader.from_file(io.BytesIO(content))  # type: ignore[no-untyped-call]
    word = WordPackage(package=package, main="")
    kinds: dict[str, str] = {}
    for source, found in opened.iter_srels():
        name = _as_name(source)
        if not found.is_external and not name:
            kinds.setdefault(found.reltype, _as_name(found.target_partname))
        word.relations.setdefault(name, {})[found.rId] = _as_relation(found)
    word.main = kinds[RELATIONSHIP_TYPE.OFFICE_DOCUMENT]
    for name, media_type, _, blob in opened.iter_sparts():
        word.blobs[_as_name(name)] = blob
        word.relations.setdefault(_as_name(name), {})
        if _as_name(name) == kinds.get(RELATIONSHIP_TYPE.CORE_PROPERTIES):
            # The part asks nothing of the package that it would belong to.
            properties = CorePropertiesPart.load(name, media_type, blob, cast("Any", None))
            word.title = clean_line(properties.core_properties.title)
    return word


def _as_name(part: str) -> str:
    return part.lstrip("/")


def _as_relation(found: Any) -> Relation:
    return Relation(
        kind=found.reltype.rpartition("/")[2],
        target=found.target_ref if found.is_external else _as_name(found.target_partname),
        is_external=found.is_external,
    )


def _find_main(package: Package) -> str:
    named = next((one.target for one in package.list_relations("").values() if one.kind == "officeDocument"), "")
    if named and package.find(named):
        return named
    # Without a relation that leads to it, the body is known by its name.
    return next((name for name in package.members if name.startswith("word/document")), "word/document.xml")
