"""Excel workbooks (.xlsx, .xlsm): what the cells show, sheet by sheet, with comments and what is drawn on them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line, clean_text
from extractors.content import Content, Source
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
from extractors.formats.office.sheet_numbers import Formats, read_formats, show_number
from extractors.formats.xml_trees import Element, attribute

_NOTHING = "the workbook has no text"
_HIDDEN = frozenset({"hidden", "veryHidden"})
_FRAME_CODE = re.compile(r'&(?:[LCRPNDTFAGSXYUEBIOHZ+-]|"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3})')


def read_xlsx(source: Source) -> Content:
    """Sheets in their order, hidden ones marked; a cell whose formula has no stored value is told of."""
    package = open_package(source.content)
    if package is None:
        return Content(state=PartState.DAMAGED, reason="the workbook is damaged or cut short and cannot be opened")
    book = _Workbook(package)
    texts = [text for text in book.list_sheets() if text]
    note_missing(package, book.relations)
    children = tuple(find_children(package, book.relations, frozenset()))
    return as_content("\n\n".join(texts), package.troubles, children, _NOTHING)


class _Workbook:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = _find_main(package)
        found = package.list_relations(self._main)
        self._by_id = found
        targets = {one.kind: one.target for one in found.values() if not one.is_external}
        self._strings = _read_strings(package, targets.get("sharedStrings", ""))
        self._formats = _read_formats(package, targets.get("styles", ""))
        self.relations: list[Relation] = list(found.values())

    def list_sheets(self) -> Iterator[str]:
        root = self._package.parse(self._main)
        if root is None:
            return
        date_system = root.find("{*}workbookPr")
        is_1904 = date_system is not None and attribute(date_system, "date1904") in {"1", "true"}
        for one in root.iterfind("{*}sheets/{*}sheet"):
            relation = self._by_id.get(_find_relation_id(one))
            if relation is not None:
                yield self._read_sheet(one, relation.target, is_1904=is_1904)

    def _read_sheet(self, element: Element, name: str, *, is_1904: bool) -> str:
        root = self._package.parse(name)
        if root is None:
            return ""
        relations = self._package.list_relations(name)
        self.relations += relations.values()
        rows = [line for row in root.iter("{*}row") if (line := self._read_row(row, is_1904=is_1904))]
        lines = [*_list_frames(root), *rows, *self._list_notes(relations), *self._list_drawn(relations)]
        if not lines:
            return ""
        kind = "hidden sheet" if attribute(element, "state") in _HIDDEN else "sheet"
        return "\n".join([f"[{kind}: {clean_line(attribute(element, 'name'))}]", *lines])

    def _read_row(self, row: Element, *, is_1904: bool) -> str:
        return "\t".join(text for cell in row.iterfind("{*}c") if (text := self._read_cell(cell, is_1904=is_1904)))

    def _read_cell(self, cell: Element, *, is_1904: bool) -> str:
        kind = attribute(cell, "t")
        if kind == "inlineStr":
            inline = cell.find("{*}is")
            return _join_runs(inline) if inline is not None else ""
        stored = cell.find("{*}v")
        if stored is None:
            return self._show_formula(cell)
        value = stored.text or ""
        match kind:
            case "s":
                return self._find_string(value)
            case "b":
                return {"1": "TRUE", "0": "FALSE"}.get(value, value)
            case "str" | "e" | "d":
                return clean_text(value).strip()
        return show_number(value, self._formats.find(attribute(cell, "s")), is_1904=is_1904)

    def _show_formula(self, cell: Element) -> str:
        """A program that calculates nothing leaves a formula without its result."""
        formula = cell.find("{*}f")
        if formula is None or not formula.text:
            return ""
        reason = "some cells hold a formula whose result was not stored; the formula is shown in its place"
        self._package.troubles.append(Content(state=PartState.NOT_FULLY_READ, reason=reason))
        return f"={clean_line(formula.text)}"

    def _find_string(self, value: str) -> str:
        is_known = value.isascii() and value.isdigit() and len(value) < 10 and int(value) < len(self._strings)
        if is_known:
            return self._strings[int(value)]
        reason = "the words of some cells are not where the workbook says they are"
        self._package.troubles.append(Content(state=PartState.DAMAGED, reason=reason))
        return ""

    def _list_notes(self, relations: Relations) -> Iterator[str]:
        for one in relations.values():
            if one.kind == "comments" and not one.is_external and self._package.find(one.target):
                root = self._package.parse(one.target)
                if root is not None:
                    yield from _list_comments(root)

    def _list_drawn(self, relations: Relations) -> Iterator[str]:
        for one in relations.values():
            if one.is_external:
                if one.kind == "hyperlink" and one.target.casefold().startswith("mailto:"):
                    yield f"<{clean_line(one.target[7:].partition('?')[0])}>"
            elif one.kind == "drawing":
                yield from _list_drawing(self._package, one.target, self.relations)


def _list_drawing(package: Package, name: str, relations: list[Relation]) -> Iterator[str]:
    inner = package.list_relations(name)
    relations += inner.values()
    charts = [one.target for one in inner.values() if one.kind in {"chart", "chartEx", "diagramData"}]
    for part in (name, *charts):
        text = read_drawn_texts(package, part)
        if text:
            yield text


def _find_main(package: Package) -> str:
    named = next((one.target for one in package.list_relations("").values() if one.kind == "officeDocument"), "")
    return named if named and package.find(named) else "xl/workbook.xml"


def _find_relation_id(element: Element) -> str:
    # `id` is also the local name of another attribute, without a namespace.
    return next((str(value) for key, value in element.items() if str(key).endswith("}id")), "")


def _read_strings(package: Package, name: str) -> list[str]:
    root = package.parse(name) if name and package.find(name) else None
    return [] if root is None else [_join_runs(one) for one in root.iterfind("{*}si")]


def _join_runs(element: Element) -> str:
    """The words of a string; readings of Japanese signs (rPh) are no part of it."""
    pieces = [one.text or "" for one in element.iterfind("{*}t")]
    pieces += [one.text or "" for one in element.iterfind("{*}r/{*}t")]
    return clean_text("".join(pieces)).strip()


def _read_formats(package: Package, name: str) -> Formats:
    root = package.parse(name) if name and package.find(name) else None
    return read_formats(root)


def _list_frames(root: Element) -> Iterator[str]:
    """The headers and footers of the printed page, each once."""
    found = root.find("{*}headerFooter")
    texts = (_FRAME_CODE.sub(" ", one.text or "") for one in found) if found is not None else ()
    yield from dict.fromkeys(line for text in texts if (line := clean_line(text.replace("&&", "&"))))


def _list_comments(root: Element) -> Iterator[str]:
    authors = [clean_line(one.text or "") for one in root.iterfind("{*}authors/{*}author")]
    for one in root.iter("{*}comment"):
        holder = one.find("{*}text")
        words = clean_line(_join_runs(holder)) if holder is not None else ""
        position = attribute(one, "authorId")
        author = authors[int(position)] if position.isdigit() and int(position) < len(authors) else ""
        # Excel begins the words with the author's name.
        words = words.removeprefix(f"{author}:").strip()
        by = f" by {author}" if author else ""
        if words:
            yield f"[comment{by} on {clean_line(attribute(one, 'ref'))}: {words}]"
