"""Text of a page that no reader of it sees: left out, because anybody may have put anything there.

This is no browser. It knows what simple style says of an element itself and what its children inherit.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from html import unescape

from extractors.formats.html_style import (
    WHITE,
    Colour,
    Sheet,
    Style,
    is_see_through,
    parse_colour,
    parse_length,
    read_sheet,
)

_HINT = re.compile(r"<style\b|[\s/\"']style\s*=|[\s/\"']hidden\b|<font\b|\stext\s*=", re.I)
# A quotation mark opens a value only after "="; without its other half it is a letter like others.
_TAG = re.compile(r"<(/?)([a-z][^\s/>]{0,60})((?:[^=>]|=\s*+(?:\"[^\"]*+\"|'[^']*+'|))*+)>", re.I)
_OPENING = re.compile(r"</?[a-z]", re.I)
_ATTRIBUTE = re.compile(r"([^\s=/\"'>]{1,60})(?:\s{0,20}=\s{0,20}(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]++)))?")
_TOLD = frozenset({"style", "class", "id", "hidden", "color", "bgcolor", "background", "text"})
_EMPTY_TAGS = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "table",
        "ul",
        "ol",
        "dl",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "form",
        "hr",
        "section",
        "article",
    ]
)
_ENDED_BY: dict[str, frozenset[str]] = {
    **{tag: frozenset({"p"}) for tag in _BLOCKS},
    "li": frozenset({"li", "p"}),
    "td": frozenset({"td", "th", "p"}),
    "th": frozenset({"td", "th", "p"}),
    "tr": frozenset({"td", "th", "tr", "p"}),
    "option": frozenset({"option"}),
}
_RAW = re.compile(r"</(?:script|style|title|textarea)\b", re.I)
_RAW_TAGS = frozenset({"script", "style"})
_SMALLEST = 2.0
_OFF_SCREEN = -500.0
_LIKE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sight:
    """How text in an element looks. `background` is None where it is a picture or not known."""

    is_gone: bool = False
    is_invisible: bool = False
    is_tiny: bool = False
    is_clear: bool = False
    colour: Colour | None = None
    background: Colour | None = WHITE

    @property
    def is_hidden(self) -> bool:
        """Whether no reader sees the text."""
        return self.is_gone or self.is_invisible or self.is_tiny or self.is_clear or self._is_like_its_ground()

    def _is_like_its_ground(self) -> bool:
        if self.colour is None or self.background is None:
            return False
        return all(abs(one - other) < _LIKE for one, other in zip(self.colour, self.background, strict=True))


def leave_out_hidden(html: str) -> tuple[str, bool]:
    """The page without the text that it hides, and whether there was any; its tags stay as they are."""
    if not _HINT.search(html):
        return html, False
    return _Scan(read_sheet(html)).run(html)


class _Scan:
    """One way through a page, from tag to tag, with the elements that are open."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._open: list[tuple[str, _Sight]] = []
        self._count: Counter[str] = Counter()
        self._sight = _Sight()
        self._kept: list[str] = []
        self._has_hidden = False

    def run(self, html: str) -> tuple[str, bool]:
        end = 0
        start = html.find("<")
        while start >= 0:
            match = _TAG.match(html, start)
            if match:
                self._add_text(html[end:start])
                end = self._pass_tag(match, html)
                start = html.find("<", end)
            elif _OPENING.match(html, start):
                break  # a tag without end: browsers drop what follows, the layout decides here
            else:
                start = html.find("<", start + 1)
        self._add_text(html[end:])
        return "".join(self._kept), self._has_hidden

    def _pass_tag(self, match: re.Match[str], html: str) -> int:
        """Opens or closes an element; gives the place where text goes on."""
        tag = match[2].lower()
        self._kept.append(match[0])
        if match[1]:
            self._close(tag)
        elif tag in _RAW_TAGS:
            after = _RAW.search(html, match.end())
            stop = after.start() if after else len(html)
            self._kept.append(html[match.end() : stop])
            return stop
        elif tag not in _EMPTY_TAGS:
            self._enter(tag, match[3])
        return match.end()

    def _add_text(self, text: str) -> None:
        if not self._sight.is_hidden:
            self._kept.append(text)
        elif text:
            self._has_hidden = self._has_hidden or any(one.isalnum() for one in unescape(text))
            self._kept.append(" ")

    def _enter(self, tag: str, written: str) -> None:
        while self._open and self._open[-1][0] in _ENDED_BY.get(tag, ()):
            self._close(self._open[-1][0])
        self._open.append((tag, self._sight))
        self._count[tag] += 1
        attributes = _parse_attributes(written)
        style = self._sheet.find_style(tag, attributes)
        if style or attributes:
            self._sight = _look(self._sight, _with_attributes(style, attributes), is_hidden="hidden" in attributes)

    def _close(self, tag: str) -> None:
        if not self._count[tag]:
            return
        name = ""
        while name != tag:
            name, self._sight = self._open.pop()
            self._count[name] -= 1


def _parse_attributes(written: str) -> Style:
    if "=" not in written and "hidden" not in written.lower():
        return {}
    found: Style = {}
    for match in _ATTRIBUTE.finditer(written):
        name = match[1].lower()
        if name in _TOLD:
            found.setdefault(name, unescape(match[2] or match[3] or match[4] or ""))
    return found


def _with_attributes(style: Style, attributes: Style) -> Style:
    """The old attributes for colours count where no style speaks."""
    older = {
        "color": attributes.get("color") or attributes.get("text", ""),
        "background-color": attributes.get("bgcolor", ""),
        "background": "unknown" if "background" in attributes else "",
    }
    return {name: value for name, value in older.items() if value} | style


def _look(around: _Sight, style: Style, *, is_hidden: bool) -> _Sight:
    sight = replace(
        around,
        is_gone=around.is_gone or is_hidden or _is_gone(style),
        is_invisible=_find_invisible(around, style),
        is_tiny=_find_tiny(around, style),
    )
    return _paint(sight, style)


def _find_invisible(around: _Sight, style: Style) -> bool:
    written = style.get("visibility", "inherit")
    return around.is_invisible if written == "inherit" else written in {"hidden", "collapse"}


def _find_tiny(around: _Sight, style: Style) -> bool:
    written = style.get("font-size", "")
    size = parse_length(written)
    if not written or written.endswith(("%", "em")):
        return around.is_tiny or size == 0
    return size is not None and size < _SMALLEST


def _is_gone(style: Style) -> bool:
    opacity = parse_length(style.get("opacity", ""))
    is_out = style.get("position", "") in {"absolute", "fixed"} and (
        "rect(0" in style.get("clip", "").replace(" ", "") or _is_far(style, ("left", "top", "right", "bottom"))
    )
    return (
        style.get("display") == "none"
        or (opacity is not None and opacity < 0.01)
        or is_out
        or _is_far(style, ("text-indent", "margin-left", "margin-top"))
        or (style.get("overflow") == "hidden" and _is_flat(style))
    )


def _is_far(style: Style, names: tuple[str, ...]) -> bool:
    lengths = (parse_length(style.get(name, "")) for name in names)
    return any(length is not None and length <= _OFF_SCREEN for length in lengths)


def _is_flat(style: Style) -> bool:
    lengths = (parse_length(style.get(name, "")) for name in ("height", "max-height", "width", "max-width"))
    return any(length is not None and length < _SMALLEST for length in lengths)


def _paint(sight: _Sight, style: Style) -> _Sight:
    for name in ("background", "background-color"):
        if name in style and not _is_plain_ground(style[name]):
            sight = replace(sight, background=_find_ground(style[name]))
    if "background-image" in style and style["background-image"] != "none":
        sight = replace(sight, background=None)
    written = style.get("color", "inherit")
    if written == "inherit":
        return sight
    return replace(sight, colour=parse_colour(written), is_clear=is_see_through(written))


def _is_plain_ground(value: str) -> bool:
    """Whether it lets the ground below shine through."""
    return value in {"", "none", "inherit", "initial"} or is_see_through(value)


def _find_ground(value: str) -> Colour | None:
    """The colour of a `background` value that is a colour and nothing that lies above it."""
    if "url(" in value or "gradient(" in value:
        return None
    colours = (parse_colour(word) for word in ([value] if "(" in value else value.split()))
    return next((one for one in colours if one is not None), None)
