"""Words of a page in lines: blocks below each other, the cells of a row beside each other, marks around what is quoted.

Marks are single control characters within the text, which no page can hold: they are taken out before the text is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

QUOTE, SIGNATURE, _END = "\x01", "\x02", "\x03"
_BLANK, _LINE, _PARAGRAPH = 1, 2, 3
_BREAKS = ("", " ", "\n", "\n\n")
_BETWEEN_CELLS = "  "
_PARAGRAPHS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr", "fieldset"]
)
_LINES = frozenset(
    [
        *("div", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "address", "center", "form", "nav"),
        *("main", "aside", "figure", "figcaption", "caption", "option", "legend", "thead", "tbody", "tfoot", "body"),
        *("title", "details", "summary", "optgroup", "td", "th"),
    ]
)
_PRE = frozenset({"pre", "textarea", "xmp", "listing", "plaintext"})
SHAPING = _PARAGRAPHS | _LINES | _PRE | {"br"}
"""The elements that shape lines; all others stand within them."""

_SHORT_CELL = 80
_LABEL_AND_VALUE = 2
_QUOTE_CLASSES = re.compile(
    r"(?:^|\s)(?:gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote|tutanota_quote|zmail_extra"
    r"|OutlookMessageHeader|mail_quote|quoted-text)(?:\s|$|_)",
)
_SIGNATURE_CLASSES = re.compile(
    r"(?:^|\s)(?:gmail_signature|moz-signature|protonmail_signature_block|ms-outlook-mobile-signature)(?:\s|$|-)"
)
_SIGNATURE_IDS = frozenset({"Signature", "ms-outlook-mobile-signature", "AppleMailSignature", "signature"})


@dataclass(slots=True)
class _Frame:
    """A column of text of its own: the page, or a cell of a table."""

    pieces: list[str] = field(default_factory=list)
    gap: int = 0
    marks: str = ""
    item: str = ""

    def write(self, text: str) -> None:
        if self.pieces and self.gap:
            self.pieces.append(_BREAKS[self.gap])
        if self.marks:
            self.pieces.append(self.marks)
            self.marks = ""
        if self.item:
            self.pieces.append(self.item)
            self.item = ""
        self.pieces.append(text)
        self.gap = 0

    def part(self, gap: int) -> None:
        self.gap = max(self.gap, gap)


class Layout:
    """Takes elements and texts in the order of the page; `finish` gives the text."""

    def __init__(self) -> None:
        self._frames = [_Frame()]
        self._rows: list[list[str] | None] = []
        self._lists: list[int] = []
        self._pre = 0
        self._is_gapless = 0

    def enter(self, attributes: Mapping[str, str], tag: str) -> None:
        """Begins an element."""
        if tag == "br":
            frame = self._frames[-1]
            frame.gap = _PARAGRAPH if frame.gap >= _LINE else _LINE
        elif tag in _LINES or tag in _PARAGRAPHS:
            self._part(attributes, tag)
            self._begin(attributes, tag)
        self._pre += tag in _PRE

    def _part(self, attributes: Mapping[str, str], tag: str) -> None:
        # The paragraphs of Word are lines; it writes an empty one where it means a gap.
        is_line = (
            tag not in _PARAGRAPHS or "Mso" in attributes.get("class", "") or (tag in {"ul", "ol"} and self._lists)
        )
        self._frames[-1].part(_LINE if is_line else _PARAGRAPH)

    def _begin(self, attributes: Mapping[str, str], tag: str) -> None:
        if tag in {"td", "th"}:
            self._frames.append(_Frame())
        elif tag == "table":
            self._rows.append(None)
        elif tag == "tr":
            self._rows.append([])
        elif tag in {"ul", "ol"}:
            self._lists.append(_as_start(attributes) if tag == "ol" else -1)
        elif tag == "li":
            self._begin_item()

    def _begin_item(self) -> None:
        if self._lists and self._lists[-1] >= 0:
            self._frames[-1].item = f"{self._lists[-1]}. "
            self._lists[-1] += 1
        else:
            self._frames[-1].item = "* "

    def leave(self, tag: str) -> None:
        """Ends an element."""
        self._pre -= tag in _PRE
        if tag in {"td", "th"} and len(self._frames) > 1:
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_table()
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._frames[-1].item = ""
        self._part_below(tag)

    def _part_below(self, tag: str) -> None:
        if tag in _LINES or tag == "p":
            self._frames[-1].part(_LINE)
        elif tag in _PARAGRAPHS:
            self._frames[-1].part(_PARAGRAPH)

    def _end_table(self) -> None:
        while self._rows and self._rows.pop() is not None:
            pass

    def _end_cell(self) -> None:
        text = _as_text(self._frames.pop())
        row = self._rows[-1] if self._rows else None
        if row is not None:
            row.append(text)
        elif text:
            self._frames[-1].write(text)

    def _end_row(self) -> None:
        row = self._rows.pop() if self._rows and self._rows[-1] is not None else None
        cells = [cell for cell in row or () if cell.strip()]
        if cells:
            self._frames[-1].write(_join_cells(cells))

    def add(self, text: str) -> None:
        """Adds words as they stand in the page."""
        frame = self._frames[-1]
        if self._pre:
            if text.strip("\n"):
                frame.write(text.strip("\n"))
            return
        words = " ".join(text.split())
        if not words:
            # Mail programs write a blank that does not break where they mean an empty line.
            is_line = "\xa0" in text and frame.gap >= _LINE
            frame.part(_PARAGRAPH if is_line else _BLANK)
            return
        if text[0].isspace():
            frame.part(_BLANK)
        frame.write(words)
        frame.gap = _BLANK if text[-1].isspace() else 0

    def mark_start(self, mark: str) -> None:
        """What follows is quoted, or a signature."""
        self._frames[-1].marks += mark

    def mark_end(self) -> None:
        """The stretch that was begun last ends."""
        frame = self._frames[-1]
        if frame.marks:
            frame.marks = frame.marks[:-1]
        else:
            frame.pieces.append(_END)

    def finish(self) -> str:
        """The text of the page, marks in it."""
        while len(self._frames) > 1:
            self._end_cell()
        return _as_text(self._frames[0])


def _as_text(frame: _Frame) -> str:
    return "".join(frame.pieces).strip("\n ")


def _as_start(attributes: Mapping[str, str]) -> int:
    written = str(attributes.get("start", "1"))
    return int(written) if written.isdecimal() and len(written) < 9 else 1


def _join_cells(cells: list[str]) -> str:
    """The cells of a row on one line; columns of several lines side by side where they go together line by line."""
    lines = [cell.split("\n") for cell in cells]
    count = len(lines[0])
    is_even = all(len(one) == count for one in lines)
    if count == 1 and is_even:
        return _BETWEEN_CELLS.join(cells)
    if is_even and all(len(line) < _SHORT_CELL for one in lines for line in one):
        return "\n".join(_BETWEEN_CELLS.join(row) for row in zip(*lines, strict=True))
    if len(cells) == _LABEL_AND_VALUE and count == 1 and len(cells[0]) < _SHORT_CELL:
        return _BETWEEN_CELLS.join(cells)
    return "\n".join(cells)


def find_stretch(attributes: Mapping[str, str], tag: str) -> str:
    """The mark of what an element holds: quoted words or a signature, by the word of the program that wrote it."""
    if tag == "blockquote" and attributes.get("type", "").lower() == "cite":
        return QUOTE
    named = attributes.get("class")
    if named:
        if _SIGNATURE_CLASSES.search(named):
            return SIGNATURE
        # A quotation of Gmail is the block itself: beside it, in the same box, stand answers.
        if _QUOTE_CLASSES.search(named) and (tag == "blockquote" or "gmail_quote" not in named):
            return QUOTE
    return SIGNATURE if attributes.get("id") in _SIGNATURE_IDS else ""
