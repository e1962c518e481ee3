"""Templates to HTML. The only module that knows Jinja.

Everything is escaped, and every value passes `as_visible` on its way into a page, so that no character of a document
can turn the text around it or hide in it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_SHOWN_AS = "\N{REPLACEMENT CHARACTER}"
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_TURNING = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_SURROGATES = range(0xD800, 0xE000)
_KEPT = {ord(one) for one in "\t\n\r"}
_HIDDEN = {code: _SHOWN_AS for code in (*_CONTROLS, *_TURNING, *_SURROGATES) if code not in _KEPT}


class Renderer:
    """Renders the templates of this package; times are shown in the organisation's zone."""

    def __init__(self, zone: ZoneInfo, organisation: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=as_visible,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["moment"] = lambda value: as_moment(value, zone)
        self._environment.globals.update(organisation=organisation, zone=zone.key)

    def render(self, template: str, **values: Any) -> str:
        """The page. Raises jinja2.UndefinedError where a template names what was not handed in."""
        return self._environment.get_template(template).render(values)


def as_visible(value: Any) -> Any:
    """Text with control characters and those that reverse the reading direction shown as a replacement sign."""
    return value.translate(_HIDDEN) if isinstance(value, str) and not isinstance(value, Markup) else value


def as_moment(value: datetime | None, zone: ZoneInfo) -> str:
    """`2025-03-17 08:36`, empty where there is none."""
    return value.astimezone(zone).strftime("%Y-%m-%d %H:%M") if value else ""
