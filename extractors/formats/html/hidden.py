"""Text of a page that no reader of it sees: left out, because anybody may have put anything there.

This is no browser. It knows what simple style says of an element itself and what its children inherit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from extractors.formats.html.style import (
    WHITE,
    Colour,
    Sheet,
    Style,
    is_see_through,
    parse_colour,
    parse_length,
)

_TOLD = ("style", "class", "id", "hidden", "color", "bgcolor", "background", "text")
_SMALLEST = 2.0
_OFF_SCREEN = -500.0
_LIKE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
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


Seen = tuple[Sight, bool]
"""How an element looks, and whether that hides it."""


class Sights:
    """How the elements of one page look, by the rules of its style sheet. Like elements are looked at once."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._tags = frozenset(key for key in (*sheet.rules, *sheet.urgent) if key.isalnum())
        self._known: dict[tuple[str, int, tuple[str | None, ...]], Seen] = {}
        self._like: dict[Sight, Seen] = {}
        self.top = self._as_seen(Sight())

    def look_at(self, attributes: Mapping[str, str], tag: str, around: Seen) -> Seen:
        """How text in an element looks that stands in one that looks like `around`."""
        if not attributes and tag not in self._tags:
            return around
        told = tuple(map(attributes.get, _TOLD))
        if told == _NOTHING_TOLD and tag not in self._tags:
            return around
        # By its number, because comparing what it holds takes longer; like ones are kept once, so that none comes back.
        key = (tag, id(around), told)
        seen = self._known.get(key)
        if seen is None:
            seen = self._known[key] = self._as_seen(self._judge(tag, around[0], told))
        return seen

    def _as_seen(self, sight: Sight) -> Seen:
        return self._like.setdefault(sight, (sight, sight.is_hidden))

    def _judge(self, tag: str, around: Sight, told: tuple[str | None, ...]) -> Sight:
        attributes = {name: value for name, value in zip(_TOLD, told, strict=True) if value is not None}
        style = self._sheet.find_style(tag, attributes)
        if not style and not attributes:
            return around
        return _look(around, _with_attributes(style, attributes), is_hidden="hidden" in attributes)


_NOTHING_TOLD: tuple[str | None, ...] = (None,) * len(_TOLD)


def _with_attributes(style: Style, attributes: Style) -> Style:
    """The old attributes for colours count where no style speaks."""
    older = {
        "color": attributes.get("color") or attributes.get("text", ""),
        "background-color": attributes.get("bgcolor", ""),
        "background": "unknown" if "background" in attributes else "",
    }
    return {name: value for name, value in older.items() if value} | style


def _look(around: Sight, style: Style, *, is_hidden: bool) -> Sight:
    sight = replace(
        around,
        is_gone=around.is_gone or is_hidden or _is_gone(style),
        is_invisible=_find_invisible(around, style),
        is_tiny=_find_tiny(around, style),
    )
    return _paint(sight, style)


def _find_invisible(around: Sight, style: Style) -> bool:
    written = style.get("visibility", "inherit")
    return around.is_invisible if written == "inherit" else written in {"hidden", "collapse"}


def _find_tiny(around: Sight, style: Style) -> bool:
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


def _paint(sight: Sight, style: Style) -> Sight:
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
