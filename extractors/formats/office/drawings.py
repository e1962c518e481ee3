"""The words of charts and diagrams, which Office keeps in parts of their own."""

from __future__ import annotations

from extractors.charsets import clean_line
from extractors.formats.office.ooxml import PREFIXES, Package
from extractors.formats.xml_trees import Element, Walker, list_prefixed, own_text

_PREFIXES = list_prefixed(PREFIXES)
_ENDS = frozenset({"a:p", "c:pt", "cx:pt", "dgm:pt"})


def read_drawn_texts(package: Package, name: str) -> str:
    """Titles, legends, categories and values of a chart; the words of a diagram. One line each."""
    if package.find(name) is None:
        return ""
    root = package.parse(name)
    return "" if root is None else "\n".join(dict.fromkeys(line for line in _list_lines(root) if line))


def _list_lines(root: Element) -> list[str]:
    walker = Walker(_PREFIXES)
    lines: list[str] = []
    pieces: list[str] = []
    for is_start, name, element in walker.iter_events(root):
        if is_start and name in {"a:t", "c:v", "cx:pt", "cx:v"}:
            pieces.append(own_text(element))
        elif not is_start and name in _ENDS:
            lines.append(clean_line("".join(pieces)))
            pieces.clear()
    return [*lines, clean_line("".join(pieces))]
