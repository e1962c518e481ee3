"""Office Open XML packages (docx, xlsx, pptx): parts and their relations, straight from the zip archive."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line
from extractors.content import Child, Content
from extractors.formats.archives.zip import BROKEN_ARCHIVE, load_member, open_later
from extractors.formats.archives.zip_salvage import as_archive, salvage_members
from extractors.formats.xml_trees import MOST_BYTES, Element, Tree, parse_xml
from extractors.media_types import HTML

PREFIXES: dict[str, tuple[str, ...]] = {
    "w": (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.microsoft.com/office/word/2003/wordml",
    ),
    "m": (
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://purl.oclc.org/ooxml/officeDocument/math",
    ),
    "a": ("http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"),
    "c": ("http://schemas.openxmlformats.org/drawingml/2006/chart", "http://purl.oclc.org/ooxml/drawingml/chart"),
    "cx": ("http://schemas.microsoft.com/office/drawing/2014/chartex",),
    "dgm": ("http://schemas.openxmlformats.org/drawingml/2006/diagram", "http://purl.oclc.org/ooxml/drawingml/diagram"),
    "mc": ("http://schemas.openxmlformats.org/markup-compatibility/2006",),
    "p": (
        "http://schemas.openxmlformats.org/presentationml/2006/main",
        "http://purl.oclc.org/ooxml/presentationml/main",
    ),
    "s": ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    "v": ("urn:schemas-microsoft-com:vml",),
}
_INSIDE = re.compile(
    r"(?:word/|ppt/|xl/)?(?:embeddings|afchunk|media)[^/]*/[^/]+"
    r"|(?:word/)?[^/]*afchunk[^/]*\.[a-z]+|word/[^/]+\.(?:html?|mht|rtf|docx)",
    re.I,
)
_ENCLOSED = frozenset({"image", "oleObject", "package", "aFChunk"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What a part points at. `kind` is the last word of the relation's type; `target` a part's name or an address."""

    kind: str
    target: str
    is_external: bool = False


Relations = dict[str, Relation]


@dataclass(slots=True)
class Package:
    """The members of a package by name. Trees are parsed once; what could not be read is counted in `troubles`."""

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    troubles: list[Content] = field(default_factory=list)
    folded: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def find(self, name: str) -> zipfile.ZipInfo | None:
        """The member of a name; letter case is forgiven, as Office forgives it."""
        return self.members.get(name) or self.folded.get(name.casefold())

    def load(self, name: str) -> bytes | None:
        """The bytes of a part; None, with the trouble noted, where it is missing or cannot be unpacked."""
        member = self.find(name)
        if member is None:
            self._note(PartState.DAMAGED, f"the document names a part that is not in it ({clean_line(name)})")
            return None
        loaded = load_member(self.archive, member, MOST_BYTES)
        if isinstance(loaded, Content):
            self.troubles.append(loaded)
            return None
        return loaded

    def parse(self, name: str) -> Element | None:
        """The tree of a part; None, with the trouble noted, where there is none."""
        loaded = self.load(name)
        return None if loaded is None else self.take_tree(parse_xml(loaded), name)

    def take_tree(self, tree: Tree | None, name: str) -> Element | None:
        """The root of a tree; what is wrong with it is noted."""
        if tree is None:
            self._note(PartState.DAMAGED, f"a part of the document is damaged ({clean_line(name)})")
            return None
        self.troubles += find_troubles(tree)
        return tree.root

    def _note(self, state: PartState, reason: str) -> None:
        self.troubles.append(Content(state=state, reason=reason))

    def list_relations(self, name: str) -> Relations:
        """The relations of a part by their ids; of the package itself for the empty name."""
        folder, _, file = name.rpartition("/")
        where = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        if self.find(where) is None:
            return {}
        root = self.parse(where)
        return (
            {}
            if root is None
            else {one.get("Id", ""): _as_relation(one, folder) for one in root.iter("{*}Relationship")}
        )


def find_troubles(tree: Tree) -> Iterator[Content]:
    """What is wrong with a tree that could be read."""
    if tree.is_cut:
        yield Content(state=PartState.OVER_BUDGET, reason="the document unpacks to more than can be read")
    if tree.is_damaged:
        reason = "the text of the document is damaged; what is here could be saved, something may be missing"
        yield Content(state=PartState.DAMAGED, reason=reason)


def open_package(content: bytes) -> Package | None:
    """None where the archive cannot be opened at all."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (*BROKEN_ARCHIVE, NotImplementedError):
        return _open_salvaged(content)
    return _as_package(archive)


def _open_salvaged(content: bytes) -> Package | None:
    found = salvage_members(content)
    if not found:
        return None
    package = _as_package(as_archive(found))
    reason = "the document is damaged or cut short; what could be saved was read, something is missing"
    package.troubles.append(Content(state=PartState.DAMAGED, reason=reason))
    return package


def _as_package(archive: zipfile.ZipFile) -> Package:
    members = {_as_part_name(one.filename): one for one in archive.infolist() if not one.is_dir()}
    return Package(archive, members, folded={name.casefold(): one for name, one in members.items()})


def _as_part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _as_relation(element: Element, folder: str) -> Relation:
    target = element.get("Target", "")
    is_external = element.get("TargetMode") == "External"
    if not is_external:
        target = resolve_target(folder, target)
    return Relation(kind=element.get("Type", "").rpartition("/")[2], target=target, is_external=is_external)


def resolve_target(folder: str, target: str) -> str:
    """The name of the part that a relative or absolute target means."""
    path = unquote(target.replace("\\", "/").partition("#")[0])
    return posixpath.normpath(path if path.startswith("/") else posixpath.join(folder, path)).lstrip("/")


def find_children(package: Package, relations: Iterable[Relation], previews: frozenset[str]) -> Iterator[Child]:
    """Pictures, embedded files and imported texts, in the order of the archive. `previews` only depict another part."""
    kinds: dict[str, str] = {one.target: one.kind for one in relations if not one.is_external and one.kind in _ENCLOSED}
    number = 0
    for name, member in package.members.items():
        if name not in kinds and not _INSIDE.fullmatch(name):
            continue
        number += 1
        is_picture = kinds.get(name) == "image" or "/media/" in name
        is_imported = kinds.get(name) == "aFChunk" or "afchunk" in name.casefold()
        is_page = is_imported and name.casefold().endswith((".html", ".htm", ".xhtml"))
        yield Child(
            number=str(number),
            name=clean_line(name.partition("/")[2] or name),
            load=open_later(package.archive, member),
            inline=is_picture,
            # Of the texts that can be imported only web pages need their label: the others begin with a mark.
            media_type=HTML if is_page else "",
            is_body=is_page or (is_imported and name.casefold().endswith((".rtf", ".docx", ".txt"))),
            is_minor=name in previews or name.casefold().endswith(".wmf"),
        )


def note_missing(package: Package, relations: Iterable[Relation]) -> None:
    """Says of pictures and files that the document names that they are not in it."""
    for one in relations:
        # Word itself writes NULL for a picture that was never there.
        is_named = not one.is_external and one.kind in _ENCLOSED and not one.target.endswith("NULL")
        if is_named and package.find(one.target) is None:
            reason = f"it names a picture or a file that is not in it ({clean_line(one.target)})"
            package.troubles.append(Content(state=PartState.NOT_FULLY_READ, reason=reason))


_WORST = (
    PartState.ENCRYPTED,
    PartState.DAMAGED,
    PartState.OVER_BUDGET,
    PartState.NOT_FULLY_READ,
    PartState.UNSUPPORTED,
)


def as_content(text: str, troubles: list[Content], children: tuple[Child, ...], nothing: str) -> Content:
    """The content of a document from its text and from what went wrong; `nothing` is the reason of an empty one."""
    if troubles:
        worst = min(troubles, key=lambda one: _WORST.index(one.state))
        return Content(state=worst.state, reason=worst.reason, text=text, children=children)
    if not text.strip():
        return Content(state=PartState.EMPTY, reason=nothing, children=children)
    return Content(text=text, children=children)
