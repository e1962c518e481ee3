"""As much of style sheets as tells what a page hides: declarations, colours, rules for a tag, a class or an id."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Style = dict[str, str]
Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
_NAMED: dict[str, Colour] = {
    "white": WHITE,
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
    "black": (0, 0, 0),
}
_STYLE_SHEET = re.compile(r"<style\b[^>]*+>(.*?)(?:</style\s*>|\Z)", re.I | re.S)
_NOTE = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_SIMPLE = re.compile(r"(?:(?:html|body|\*)\s{1,5})?([a-z][a-z0-9]{0,20})?([.#][\w-]{1,100})?", re.I)
_LAST = re.compile(r"([a-z][a-z0-9]{0,20})?([.#][\w-]{1,100})?$", re.I)
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.I)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)", re.I)
_LENGTH = re.compile(r"\s*([+-]?\d{0,9}(?:\.\d{0,9})?)\s*([a-z%]{0,4})", re.I)
_MOST_RULES = 5000


@dataclass(slots=True)
class Sheet:
    """The rules of a page, by `tag`, `.class`, `#id`, `tag.class`. `urgent` ones also beat an element's own style."""

    rules: dict[str, Style] = field(default_factory=dict)
    urgent: dict[str, Style] = field(default_factory=dict)

    def find_style(self, tag: str, attributes: Style) -> Style:
        """What the rules and the element's own words together declare."""
        keys = _list_keys(tag, attributes)
        own = _parse_declarations(attributes.get("style", ""))
        plain = [self.rules[key] for key in keys if key in self.rules]
        urgent = [self.urgent[key] for key in keys if key in self.urgent]
        merged: Style = {}
        for style in (*plain, own[0], *urgent, own[1]):
            merged |= style
        return merged


def read_sheet(html: str) -> Sheet:
    """The rules of every style element that hold on every screen; those within `@media` hold only on some."""
    sheet = Sheet()
    for block in _STYLE_SHEET.finditer(html):
        depth = 0
        for chunk in _NOTE.sub("", block[1].replace("<!--", "").replace("-->", "")).split("}")[:_MOST_RULES]:
            opened = chunk.split("{")
            if depth == 0 and len(opened) == 2:
                _add_rule(sheet, opened[0], opened[1])
            depth = max(0, depth + len(opened) - 2)
    return sheet


def _add_rule(sheet: Sheet, selectors: str, body: str) -> None:
    plain, urgent = _parse_declarations(body)
    for selector in selectors.rsplit(";", maxsplit=1)[-1].split(","):
        simple = _SIMPLE.fullmatch(selector.strip())
        if simple and simple[0]:
            key = f"{(simple[1] or '').lower()}{simple[2] or ''}"
            sheet.rules.setdefault(key, {}).update(plain)
            sheet.urgent.setdefault(key, {}).update(urgent)
        elif any(name.startswith("background") for name in plain | urgent):
            # Which elements it paints takes more than is read here: text on them may well be seen.
            _add_unknown_background(sheet, selector.strip())


def _add_unknown_background(sheet: Sheet, selector: str) -> None:
    last = _LAST.search(selector[-130:])
    if last and last[0]:
        sheet.rules.setdefault(f"{(last[1] or '').lower()}{last[2] or ''}", {})["background"] = "unknown"


def _list_keys(tag: str, attributes: Style) -> list[str]:
    classes = [f".{one}" for one in attributes.get("class", "").split()]
    ids = [f"#{attributes['id'].strip()}"] if "id" in attributes else []
    return [tag, *classes, *(f"{tag}{one}" for one in classes), *ids, *(f"{tag}{one}" for one in ids)]


def _parse_declarations(text: str) -> tuple[Style, Style]:
    plain: Style = {}
    urgent: Style = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        value, mark, _ = value.strip().lower().partition("!")
        if colon:
            (urgent if mark else plain)[name.strip().lower()] = value.strip()
    return plain, urgent


def parse_colour(value: str) -> Colour | None:
    """A colour; None where it is none that is known here."""
    word = value.strip().lower()
    digits = _HEX.fullmatch(word)
    if digits:
        pairs = digits[1] if len(digits[1]) == 6 else "".join(one * 2 for one in digits[1])
        return int(pairs[:2], 16), int(pairs[2:4], 16), int(pairs[4:], 16)
    parts = _RGB.fullmatch(word)
    return (int(parts[1]), int(parts[2]), int(parts[3])) if parts else _NAMED.get(word)


def is_see_through(value: str) -> bool:
    """Whether a colour is none at all."""
    parts = _RGB.fullmatch(value.strip())
    return value.strip() == "transparent" or bool(parts and parts[4] and float(parts[4].strip("%.") or 0) == 0)


def parse_length(value: str) -> float | None:
    """A length in about pixels; None where it is none."""
    match = _LENGTH.match(value)
    if not match or not any(one.isdigit() for one in match[1]):
        return None
    scale = {"em": 16.0, "rem": 16.0, "pt": 1.33, "in": 96.0, "cm": 37.8, "%": 0.16, "vw": 12.0, "vh": 8.0}
    return float(match[1]) * scale.get(match[2].lower(), 1.0)
