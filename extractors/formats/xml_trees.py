"""XML parts of packages, parsed without entities, network or DTD. The only module that knows lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

MOST_BYTES = 32 * 1024 * 1024
"""A part larger than this is a bomb; its tree would take ten times as much."""
_MOST_TAGS = 1_200_000
_NAMESPACE = re.compile(r"\{([^}]*)\}(.*)", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A parsed part. `is_damaged`: the parser had to mend it; `is_cut`: it is larger than what may be parsed."""

    root: Element
    is_damaged: bool = False
    is_cut: bool = False


def parse_xml(content: bytes) -> Tree | None:
    """As much of the part as can be read; None where it holds no element at all."""
    kept = _cut(content)
    # The parser keeps nothing of one call to the next, so each part has its own.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        recover=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(kept, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    is_cut = len(kept) < len(content)
    return Tree(root=root, is_damaged=not is_cut and _is_mended(parser), is_cut=is_cut)


def _cut(content: bytes) -> bytes:
    kept = content[:MOST_BYTES]
    tags = kept.count(b"<")
    return kept if tags <= _MOST_TAGS else kept[: len(kept) * _MOST_TAGS // tags]


def _is_mended(parser: etree.XMLParser) -> bool:
    return any(error.level >= etree.ErrorLevels.FATAL for error in parser.error_log)


def list_prefixed(namespaces: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Namespace to prefix, from prefix to the namespaces (plain and strict) that it stands for."""
    return {namespace: prefix for prefix, found in namespaces.items() for namespace in found}


class Walker:
    """Walks a tree without recursion and names each element by our prefix: `w:p`; `:p` where the namespace is unknown.

    Tags repeat thousands of times, so each is taken apart once.
    """

    def __init__(self, prefixes: dict[str, str]) -> None:
        self._prefixes = prefixes
        self._names: dict[str, str] = {}
        self._walk: etree.iterwalk | None = None

    def iter_events(self, root: Element) -> Iterator[tuple[bool, str, Element]]:
        """Whether the element opens, its name, the element; comments and the like are passed over."""
        self._walk = walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            name = self.name(element)
            if name:
                yield event == "start", name, element

    def skip(self) -> None:
        """Leaves out what lies below the element that just opened; its end still comes."""
        if self._walk is not None:
            self._walk.skip_subtree()

    def name(self, element: Element) -> str:
        """The prefixed name of one element, empty for what is none."""
        tag: object = element.tag
        return (self._names.get(tag) or self._learn(tag)) if isinstance(tag, str) else ""

    def _learn(self, tag: str) -> str:
        match = _NAMESPACE.fullmatch(tag)
        name = f"{self._prefixes.get(match[1], '')}:{match[2]}" if match else f":{tag}"
        self._names[tag] = name
        return name


def own_text(element: Element) -> str:
    """The text directly in the element, whatever else stands between."""
    return (element.text or "") + "".join(child.tail or "" for child in element) if len(element) else element.text or ""


def attribute(element: Element, name: str) -> str:
    """The value of an attribute by its local name, whatever its namespace; empty where there is none."""
    found = element.get(name)
    if found is not None:
        return found
    namespace, bracket, _ = str(element.tag).rpartition("}")
    found = element.get(f"{namespace}{bracket}{name}")  # nearly always of the element's own namespace
    if found is not None:
        return found
    suffix = f"}}{name}"
    return next((str(value) for key, value in element.items() if str(key).endswith(suffix)), "")
