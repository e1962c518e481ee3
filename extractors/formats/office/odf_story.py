"""The words of an OpenDocument text in reading order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from extractors.charsets import clean_line
from extractors.formats.office.docx_story import tidy
from extractors.formats.xml_trees import Element, Walker, attribute, list_prefixed, own_text

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = ("office", "text", "table", "style", "presentation", "form")
_PREFIXES = list_prefixed(
    {name: (f"{_OASIS}{name}:1.0", f"http://openoffice.org/2000/{name}") for name in _NAMES}
    | {
        "draw": (f"{_OASIS}drawing:1.0", "http://openoffice.org/2000/drawing"),
        "svg": (f"{_OASIS}svg-compatible:1.0", "http://www.w3.org/2000/svg"),
        "math": ("http://www.w3.org/1998/Math/MathML",),
        "dc": ("http://purl.org/dc/elements/1.1/",),
        "meta": (f"{_OASIS}meta:1.0",),
    }
)
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_UNREAD = frozenset(
    {
        *("text:tracked-changes", "text:note-citation", "svg:title", "svg:desc", "office:binary-data", "dc:date"),
        *("dc:creator", "meta:date-string", "office:scripts", "office:styles", "office:automatic-styles"),
        *("office:master-styles", "office:meta", "office:settings", "math:annotation", "office:font-face-decls"),
        *("presentation:date-time-decl", "text:sequence-decls", "meta:creator-initials"),
    }
)
_SPACE = re.compile(r"[ \t\r\n]+")
_MOST_BLANKS = 200
_TOLD = frozenset({"presentation:footer-decl", "presentation:header-decl"})


def find_elements(root: Element, name: str) -> Iterator[Element]:
    """The elements of that name below (or at) a root, by our prefix."""
    walker = Walker(_PREFIXES)
    local = name.partition(":")[2]
    return (one for one in root.iter(f"{{*}}{local}") if walker.name(one) == name)


class OdfStory:
    """Walks one tree; notes and comments are put aside, text boxes follow the paragraph that holds them."""

    def __init__(self, document: Element) -> None:
        self._walker = Walker(_PREFIXES)
        self._layers: list[list[str]] = [[]]
        self._after: list[list[str]] = []
        self._depths: list[int] = [0]
        self.notes: list[str] = []
        self.comments: list[str] = []
        self._deleted = _find_deletions(document, self._walker)
        self._hidden = _find_hidden_tables(document)
        self._openers: dict[str, Callable[[Element], None]] = {
            "text:s": lambda element: self._layers[-1].append(" " * _count_blanks(element)),
            "text:tab": lambda _: self._layers[-1].append("\t"),
            "text:line-break": lambda _: self._layers[-1].append("\n"),
            "text:change": self._write_deletion,
            "table:table": self._name_table,
            "text:a": self._open_layer,
            "form:checkbox": self._write_state,
            "form:radio": self._write_state,
            **dict.fromkeys(
                ("text:note-body", "office:annotation", "draw:text-box", "presentation:notes"), self._open_box
            ),
            **dict.fromkeys(("form:text", "form:textarea", "form:combobox", "form:formatted-text"), self._write_value),
        }
        self._closers: dict[str, Callable[[Element], None]] = {
            "table:table-cell": lambda _: self._end_with("\t"),
            "table:covered-table-cell": lambda _: self._end_with("\t"),
            "table:table-row": lambda _: self._end_row(),
            "text:a": self._close_link,
            "text:note-body": self._close_note,
            "office:annotation": self._close_comment,
            "draw:text-box": lambda _: self._add_after(self._close_box()),
            "presentation:notes": lambda _: self._add_after(self._close_box()),
            "draw:page": lambda _: self._layers[-1].append("\n"),
        }

    def render(self, root: Element) -> str:
        """The text below a root, without its notes and comments."""
        self._layers, self._after, self._depths = [[]], [], [0]
        for is_start, name, element in self._walker.iter_events(root):
            if is_start:
                self._open(name, element)
            else:
                self._close(name, element)
        return tidy("".join(piece for layer in self._layers for piece in layer))

    def _open(self, name: str, element: Element) -> None:
        if name in _UNREAD:
            self._walker.skip()
            return
        if name in _PARAGRAPHS:
            self._layers.append([])
            self._after.append([])
            self._depths[-1] += 1
        elif name in self._openers:
            self._openers[name](element)
        if element.text and (self._depths[-1] or name.startswith("math:") or name in _TOLD):
            self._layers[-1].append(_SPACE.sub(" ", element.text))

    def _close(self, name: str, element: Element) -> None:
        if name in _PARAGRAPHS and len(self._layers) > 1:
            self._close_paragraph()
        elif name in self._closers:
            self._closers[name](element)
        elif name in _TOLD:
            self._layers[-1].append("\n")
        if element.tail and self._depths[-1]:
            self._layers[-1].append(_SPACE.sub(" ", element.tail))

    def _close_paragraph(self) -> None:
        text = "".join(self._layers.pop())
        self._depths[-1] -= 1
        self._layers[-1] += [text.strip(" "), "\n", *self._after.pop()]

    def _open_layer(self, _: Element) -> None:
        self._layers.append([])

    def _open_box(self, _: Element) -> None:
        self._layers.append([])
        self._depths.append(0)

    def _close_box(self) -> str:
        if len(self._depths) > 1:
            self._depths.pop()
        return tidy("".join(self._layers.pop())) if len(self._layers) > 1 else ""

    def _add_after(self, text: str) -> None:
        if text:
            (self._after[-1] if self._after else self._layers[-1]).append(f"{text}\n")

    def _close_note(self, _: Element) -> None:
        text = self._close_box()
        if text:
            self.notes.append(text)

    def _close_comment(self, element: Element) -> None:
        text = self._close_box()
        author = next((clean_line(own_text(one)) for one in element.iter("{*}creator")), "")
        if text:
            self.comments.append(f"[comment by {author}: {text}]" if author else f"[comment: {text}]")

    def _close_link(self, element: Element) -> None:
        shown = "".join(self._layers.pop()) if len(self._layers) > 1 else ""
        target = attribute(element, "href")
        address = unquote(target[7:].partition("?")[0]) if target.casefold().startswith("mailto:") else ""
        is_new = address and address.casefold() not in shown.casefold()
        self._layers[-1] += [shown, f" <{clean_line(address)}>" if is_new else ""]

    def _write_deletion(self, element: Element) -> None:
        words = self._deleted.get(attribute(element, "change-id"), "")
        if words:
            piece = f"[deleted: {words}]"
            self._layers[-1].append(piece if self._depths[-1] else f"{piece}\n")

    def _name_table(self, element: Element) -> None:
        parent = element.getparent()
        if parent is not None and self._walker.name(parent) == "office:spreadsheet":
            kind = "hidden sheet" if attribute(element, "style-name") in self._hidden else "sheet"
            self._layers[-1].append(f"\n[{kind}: {clean_line(attribute(element, 'name'))}]\n")

    def _write_value(self, element: Element) -> None:
        value = clean_line(attribute(element, "current-value") or attribute(element, "value"))
        if value:
            self._layers[-1].append(f"{clean_line(attribute(element, 'name'))}: {value}\n")

    def _write_state(self, element: Element) -> None:
        state = attribute(element, "current-state") or attribute(element, "current-selected")
        if state in {"checked", "true"}:
            label = attribute(element, "label") or attribute(element, "name")
            self._layers[-1].append(f"☒ {clean_line(label)}\n")

    def _end_with(self, mark: str) -> None:
        pieces = self._layers[-1]
        if pieces and pieces[-1] in {"\n", "\t"}:
            pieces.pop()
        pieces.append(mark)

    def _end_row(self) -> None:
        pieces = self._layers[-1]
        while pieces and pieces[-1] == "\t":
            pieces.pop()
        pieces.append("\n")


def _find_deletions(document: Element, walker: Walker) -> dict[str, str]:
    found: dict[str, str] = {}
    for region in document.iter("{*}changed-region"):
        for one in region:
            if walker.name(one) == "text:deletion":
                kept = (child for child in one if walker.name(child) != "office:change-info")
                words = " ".join("".join(map(str, child.itertext())) for child in kept)
                found[attribute(region, "id")] = clean_line(words)
    return found


def _find_hidden_tables(document: Element) -> frozenset[str]:
    return frozenset(
        attribute(parent, "name")
        for one in document.iter("{*}table-properties")
        if attribute(one, "display") == "false" and (parent := one.getparent()) is not None
    )


def _count_blanks(element: Element) -> int:
    count = attribute(element, "c")
    return min(int(count), _MOST_BLANKS) if count.isascii() and count.isdigit() and len(count) < 9 else 1
