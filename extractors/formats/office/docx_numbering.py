"""Labels of numbered paragraphs ("3.", "2.1", "(b)") and which styles mean numbers or placeholders."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.formats.xml_trees import Element, attribute

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_STYLE, _END_OF_STYLE = b"<w:style ", b"</w:style>"
_TELLING = ("{*}name", "{*}basedOn", "{*}pPr")
# Word lists the styles that it could have, in every document.
_COULD_HAVE = b'<w:lsdexception w:name="placeholder'
_PLACEHOLDER = "placeholder text"
_PLACEHOLDER_STYLE = "PlaceholderText"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_UNCOUNTED = frozenset({"bullet", "none", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    form: str = ""
    text: str = ""
    start: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    number: str = ""
    level: int | None = None
    parent: str = ""


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of a document from its start."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    styles: dict[str, _Style] = field(default_factory=dict)
    placeholders: frozenset[str] = frozenset({_PLACEHOLDER_STYLE})
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _restarted: set[str] = field(default_factory=set)

    def next_label(self, properties: Element) -> str:
        """The label of the next paragraph, from its properties; empty for bullets and for what is not numbered."""
        number, level = self._find_place(properties)
        abstract = self.lists.get(number, "")
        levels = self.levels.get(abstract)
        if not levels or level not in levels:
            return ""
        counts = self._count(number, abstract, level, levels)
        if levels[level].form in _UNCOUNTED:
            return ""
        return _PLACE.sub(lambda match: _as_label(int(match[1]) - 1, counts, levels), levels[level].text)

    def _find_place(self, properties: Element) -> tuple[str, int]:
        own = properties.find("{*}numPr")
        number, level = _read_place(own) if own is not None else ("", None)
        style = properties.find("{*}pStyle")
        key = attribute(style, "val") if style is not None else ""
        for _ in range(_LEVELS + 1):
            found = self.styles.get(key)
            if found is None or number:
                break
            number, level, key = found.number, found.level if level is None else level, found.parent
        return number, level or 0

    def _count(self, number: str, abstract: str, level: int, levels: dict[int, _Level]) -> list[int | None]:
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        if number not in self._restarted:
            self._restarted.add(number)
            for place, start in self.restarts.get(number, {}).items():
                counts[place] = start - 1
        before = counts[level]
        counts[level] = levels[level].start if before is None else before + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        return counts


def read_numbering(numbering: Element | None, styles: Element | None) -> Numbering:
    """From the numbering and the style part of a document, either of which may be missing."""
    found = Numbering()
    if numbering is not None:
        found.levels = {
            attribute(one, "abstractNumId"): _read_levels(one) for one in numbering.findall("{*}abstractNum")
        }
        for one in numbering.findall("{*}num"):
            _add_list(found, one)
    if styles is not None:
        _add_styles(found, styles)
    return found


def _add_list(found: Numbering, element: Element) -> None:
    key = attribute(element, "numId")
    found.lists[key] = _value(element, "abstractNumId")
    starts = {
        place: start
        for one in element.findall("{*}lvlOverride")
        if (place := _as_place(attribute(one, "ilvl"))) is not None
        and (start := _as_number(_value(one, "startOverride"))) is not None
    }
    if starts:
        found.restarts[key] = starts


def drop_table_styles(styles: bytes) -> bytes:
    """The part without the styles of tables, most of its bytes, which neither number paragraphs nor mark words."""
    first, *rest = styles.split(_STYLE)
    kept = [first]
    for piece in rest:
        end = piece.find(_END_OF_STYLE)
        is_table = end >= 0 and b'w:type="table"' in piece[: piece.find(b">")]
        kept.append(piece[end + len(_END_OF_STYLE) :] if is_table else _STYLE + piece)
    return b"".join(kept)


def has_telling_styles(styles: bytes) -> bool:
    """Whether any style may number paragraphs or mark placeholders. Parsing the others would change nothing."""
    lowered = styles.lower()
    is_ascii_based = b"<w:style" in lowered
    return not is_ascii_based or b"numpr" in lowered or lowered.count(b"placeholder") > lowered.count(_COULD_HAVE)


def _add_styles(found: Numbering, styles: Element) -> None:
    placeholders = {_PLACEHOLDER_STYLE}
    for one in styles.findall("{*}style"):
        key = attribute(one, "styleId")
        # One pass over the children, because each search among the hundreds of styles costs.
        children = {child.tag.rpartition("}")[2]: child for child in one.iterchildren(*_TELLING, reversed=True)}
        if _val(children.get("name")).casefold() == _PLACEHOLDER:
            placeholders.add(key)
        place = one.find("{*}pPr/{*}numPr") if "pPr" in children else None
        number, level = _read_place(place) if place is not None else ("", None)
        found.styles[key] = _Style(number=number, level=level, parent=_val(children.get("basedOn")))
    found.placeholders = frozenset(placeholders)


def _read_place(element: Element) -> tuple[str, int | None]:
    return _value(element, "numId"), _as_place(_value(element, "ilvl"))


def _read_levels(abstract: Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for one in abstract.findall("{*}lvl"):
        place = _as_place(attribute(one, "ilvl"))
        if place is not None:
            start = _as_number(_value(one, "start"))
            found[place] = _Level(
                form=_value(one, "numFmt"), text=_value(one, "lvlText"), start=0 if start is None else start
            )
    return found


def _value(element: Element, name: str) -> str:
    return _val(element.find(f"{{*}}{name}"))


def _val(element: Element | None) -> str:
    return "" if element is None else attribute(element, "val")


def _as_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _as_place(text: str) -> int | None:
    number = _as_number(text)
    return number if number is not None and number < _LEVELS else None


def _as_label(place: int, counts: list[int | None], levels: dict[int, _Level]) -> str:
    level = levels.get(place, _Level(form="decimal"))
    count = counts[place]
    return _write_number(level.start if count is None else count, level.form)


def _write_number(number: int, form: str) -> str:
    match form:
        case "lowerLetter" | "upperLetter" if 0 < number <= 26 * 20:
            letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman" if 0 < number < 4000:
            roman = _as_roman(number)
            return roman.upper() if form == "upperRoman" else roman
        case "decimalZero":
            return f"{number:02}"
        case "bullet" | "none":
            return ""
    return str(number)


def _as_roman(number: int) -> str:
    pieces: list[str] = []
    for value, letters in (*_ROMAN, *_ROMAN_SMALL):
        count, number = divmod(number, value)
        pieces.append(letters * count)
    return "".join(pieces)
