"""Word fields: what they show, what they would show, where they lead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from extractors.charsets import clean_line
from extractors.formats.xml_trees import Element, attribute

_ARGUMENT = re.compile(r'\s*(?:"([^"]*)"|(\S+))')
_LINK = re.compile(r'\s*HYPERLINK\s+(?!\\)(?:"([^"]*)"|(\S+))', re.I)
_MERGED = re.compile(r"\s*MERGEFIELD\s", re.I)
_LINK_SCHEMES = re.compile(r"(?:mailto|tel|callto|sip):", re.I)
# Of other addresses only those that may hold a number of ours; a web page is named by the words that link to it.
_LONG_NUMBER = re.compile(r"\d{5}")
_OFF = frozenset({"0", "false", "off"})


@dataclass(slots=True, kw_only=True)
class Field:
    """A field that has begun. `swallowed` are words between its beginning and its result."""

    instruction: list[str] = field(default_factory=list)
    swallowed: list[str] = field(default_factory=list)
    form: str = ""
    is_shown: bool = False
    layer: list[str] | None = None
    start: int = 0

    def find_substitute(self) -> str:
        """What stands for a result that is not there: the choice in a form, the name of a field to be merged."""
        return self.form or find_merged_name("".join(self.instruction))


def find_link(instruction: str) -> str:
    """The address that a HYPERLINK field leads to; empty where it only leads to another place in the document."""
    match = _LINK.match(instruction)
    return (match[1] or match[2] or "") if match else ""


def as_target(target: str, shown: str) -> str:
    """Where a link leads, in angle brackets: a person or a number, unless the words that are shown say it already."""
    address = clean_line(target)
    if _LINK_SCHEMES.match(address):
        bare = unquote(_LINK_SCHEMES.sub("", address).partition("?")[0])
    else:
        bare = address if _LONG_NUMBER.search(address) else ""
    return f" <{bare}>" if bare and bare.casefold() not in shown.casefold() else ""


def find_merged_name(instruction: str) -> str:
    """How Word shows a field that is to be merged and has no value yet."""
    match = _MERGED.match(instruction)
    name = _ARGUMENT.match(instruction, match.end()) if match else None
    return f"«{name[1] or name[2]}»" if name else ""


def read_form_field(element: Element) -> str:
    """The state of a check box or the choice of a list in an old form; empty for text, which is shown as a result."""
    box = element.find("{*}ffData/{*}checkBox")
    if box is not None:
        return "☒" if _is_checked(box) else "☐"
    choices = element.find("{*}ffData/{*}ddList")
    if choices is None:
        return ""
    entries = [attribute(one, "val") for one in choices.findall("{*}listEntry")]
    chosen = choices.find("{*}result")
    position = attribute(chosen, "val") if chosen is not None else "0"
    is_valid = position.isascii() and position.isdigit() and int(position[:6]) < len(entries)
    return entries[int(position[:6])] if is_valid else ""


def _is_checked(box: Element) -> bool:
    for name in ("checked", "default"):
        state = box.find(f"{{*}}{name}")
        if state is not None:
            return attribute(state, "val").casefold() not in _OFF
    return False
