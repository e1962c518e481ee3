"""PowerPoint presentations (.pptx): slide by slide, with notes and comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line
from extractors.content import Content, Source
from extractors.formats.office.docx_story import Story, Surroundings, tidy
from extractors.formats.office.drawings import read_drawn_texts
from extractors.formats.office.ooxml import (
    Package,
    Relation,
    Relations,
    as_content,
    find_children,
    note_missing,
    open_package,
)
from extractors.formats.xml_trees import Element, attribute

_NOTHING = "the presentation has no text"
_DRAWN = frozenset({"chart", "chartEx", "diagramData"})
_NUMBERS = frozenset({"sldNum", "dt", "hdr", "ftr", "sldImg"})


def read_pptx(source: Source) -> Content:
    """A page for each slide; hidden slides are marked."""
    package = open_package(source.content)
    if package is None:
        return Content(state=PartState.DAMAGED, reason="the presentation is damaged or cut short and cannot be opened")
    deck = _Deck(package)
    pages = list(deck.iter_slides())
    text = "\f".join(pages) if any(page.strip() for page in pages) else ""
    note_missing(package, deck.relations)
    children = tuple(find_children(package, deck.relations, frozenset()))
    return replace(as_content(text, package.troubles, children, _NOTHING), pages=len(pages) or None)


class _Deck:
    def __init__(self, package: Package) -> None:
        self._package = package
        self.relations: list[Relation] = []
        self._told: set[str] = set()

    def iter_slides(self) -> Iterator[str]:
        for name in self._list_names():
            root = self._package.parse(name)
            relations = self._package.list_relations(name)
            self.relations += relations.values()
            yield "" if root is None else "\n\n".join(text for text in self._list_texts(root, relations) if text)

    def _list_names(self) -> list[str]:
        package = self._package
        main = next((one.target for one in package.list_relations("").values() if one.kind == "officeDocument"), "")
        main = main if main and package.find(main) else "ppt/presentation.xml"
        root = package.parse(main)
        found = package.list_relations(main)
        order = [_find_relation_id(one) for one in root.iterfind("{*}sldIdLst/{*}sldId")] if root is not None else []
        names = [found[key].target for key in order if key in found]
        # Without the list that orders them, the slides are known by their names.
        return names or sorted((one for one in package.members if _is_slide(one)), key=lambda one: (len(one), one))

    def _list_texts(self, root: Element, relations: Relations) -> Iterator[str]:
        if attribute(root, "show") == "0":
            yield "[hidden slide]"
        yield self._render(root, relations)
        for one in relations.values():
            if one.is_external or not self._package.find(one.target):
                continue
            if one.kind == "notesSlide":
                yield self._read_notes(one.target)
            elif one.kind == "comments":
                yield from self._list_comments(one.target)
            elif one.kind == "slideLayout":
                yield from self._list_background(one.target)

    def _render(self, root: Element, relations: Relations) -> str:
        blocks = {
            key: read_drawn_texts(self._package, one.target)
            for key, one in relations.items()
            if one.kind in _DRAWN and not one.is_external
        }
        text = Story(Surroundings(relations=relations, blocks=blocks)).render(root)
        return "\n".join(piece for piece in (text, *blocks.values()) if piece)

    def _read_notes(self, name: str) -> str:
        root = self._package.parse(name)
        if root is None:
            return ""
        shapes = [one for one in root.iter("{*}sp") if _find_placeholder(one) not in _NUMBERS]
        text = tidy("\n".join(self._render(one, self._package.list_relations(name)) for one in shapes))
        return f"[notes: {text}]" if text else ""

    def _list_comments(self, name: str) -> Iterator[str]:
        root = self._package.parse(name)
        for one in root.iter("{*}cm") if root is not None else ():
            plain = one.find("{*}text")
            words = clean_line(plain.text or "") if plain is not None else self._render(one, {})
            if words:
                yield f"[comment: {words}]"

    def _list_background(self, layout: str) -> Iterator[str]:
        """What stands on every slide of a layout or a master beside the placeholders, told once."""
        relations = self._package.list_relations(layout)
        masters = [one.target for one in relations.values() if one.kind == "slideMaster"]
        for name in (layout, *masters):
            if name in self._told or not self._package.find(name):
                continue
            self._told.add(name)
            root = self._package.parse(name)
            found = self._package.list_relations(name)
            self.relations += found.values()
            for one in root.iter("{*}sp") if root is not None else ():
                if one.find("{*}nvSpPr/{*}nvPr/{*}ph") is None:
                    yield self._render(one, found)


def _find_relation_id(element: Element) -> str:
    return next((str(value) for key, value in element.items() if str(key).endswith("}id")), "")


def _is_slide(name: str) -> bool:
    return name.startswith("ppt/slides/") and name.endswith(".xml") and "_rels" not in name


def _find_placeholder(shape: Element) -> str:
    found = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    return attribute(found, "type") if found is not None else ""
