"""One recursion with one budget through everything that a document holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import COMPLETE_STATES, Part, PartState
from crmbridge.errors import PluginError
from crmbridge.plugins import guard
from extractors.allowance import Allowance
from extractors.content import Child, Content, Damaged, Source
from extractors.formats import find_reader
from extractors.sniff import sniff

ROOT = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part that was read, with the parts inside it."""

    part: Part
    content: Content
    children: tuple[Node, ...] = ()
    is_body: bool = False
    is_minor: bool = False
    alternative: str = ""

    def list_nodes(self) -> tuple[Node, ...]:
        """This node and all below it, in the order of their paths."""
        return (self, *(node for child in self.children for node in child.list_nodes()))


@dataclass(slots=True, kw_only=True)
class Walk:
    """Reads a document and everything inside it. Used once; it counts what it has spent."""

    settings: ReaderSettings
    allowance: Allowance = field(default_factory=Allowance)
    parts: int = 0
    unpacked: int = 0
    is_exhausted: bool = field(default=False, init=False)

    def read_root(self, source: Source) -> Node:
        """The whole tree of a document whose kind is already known."""
        return self._read(Child(number=ROOT, load=lambda _: source.content, name=source.name), source, ROOT, 0)

    def _read(self, child: Child, source: Source, path: str, depth: int) -> Node:
        self.parts += 1
        content = read_content(source)
        return _as_node(child, source, path, content, self._read_children(content, path, depth + 1))

    def _read_children(self, content: Content, path: str, depth: int) -> tuple[Node, ...]:
        prefix = "" if path == ROOT else f"{path}."
        nodes: list[Node] = []
        for child in content.children:
            if self.is_exhausted:
                break
            nodes.append(self._read_child(child, prefix + child.number, depth))
        return tuple(nodes)

    def _read_child(self, child: Child, path: str, depth: int) -> Node:
        loaded = self._load(child, depth)
        if isinstance(loaded, Content):
            self.parts += 1
            source = Source(content=b"", media_type=child.media_type, settings=self.settings, name=child.name)
            return _as_node(child, source, path, loaded, self._read_children(loaded, path, depth + 1))
        content, lost = (loaded.content, loaded.reason) if isinstance(loaded, Damaged) else (loaded, "")
        source = Source(
            content=content,
            media_type=sniff(content, name=child.name, declared=child.media_type, is_body=child.is_body),
            settings=self.settings,
            name=child.name,
            charset=child.charset,
            allowance=self.allowance,
            inline=child.inline,
        )
        node = self._read(child, source, path, depth)
        return _mark_lost(node, lost) if lost else node

    def _load(self, child: Child, depth: int) -> bytes | Content | Damaged:
        limits = self.settings.limits
        if depth > limits.max_depth:
            return _over_budget(f"it lies more than {limits.max_depth} levels deep and was not opened")
        if self.parts >= limits.max_parts:
            self.is_exhausted = True
            return _over_budget(f"the document has more than {limits.max_parts} parts; this and the rest were not read")
        loaded = _load_guarded(child, limits.max_unpacked_bytes - self.unpacked)
        if not isinstance(loaded, Content):
            self.unpacked += len(loaded.content if isinstance(loaded, Damaged) else loaded)
        if self.unpacked > limits.max_unpacked_bytes:
            self.is_exhausted = True
            return over_size(limits.max_unpacked_bytes)
        return loaded


def over_size(limit: int) -> Content:
    """The content of a part that would unpack to more than is allowed."""
    return _over_budget(
        f"the document unpacks to more than {limit // (1024 * 1024)} MB; this and the rest were not read"
    )


def read_content(source: Source) -> Content:
    """One part, read by the reader of its kind. What a reader cannot stand makes the part damaged, not the whole."""
    try:
        with guard(source.media_type):
            return find_reader(source.media_type)(source)
    except PluginError as error:
        return _as_damaged(error)


def _load_guarded(child: Child, left: int) -> bytes | Content | Damaged:
    try:
        with guard(child.media_type):
            return child.load(left)
    except PluginError as error:
        return _as_damaged(error)


def _as_damaged(error: PluginError) -> Content:
    # Memory is the ceiling of the whole document: its executor must hear of it.
    if isinstance(error.__cause__, MemoryError):
        raise error.__cause__ from error
    kind = type(error.__cause__).__name__
    return Content(state=PartState.DAMAGED, reason=f"it is built in a way that cannot be read ({kind})")


def _over_budget(reason: str) -> Content:
    return Content(state=PartState.OVER_BUDGET, reason=reason)


def _mark_lost(node: Node, lost: str) -> Node:
    """What was read of damaged bytes is not all that there was."""
    if node.part.state not in COMPLETE_STATES:
        return replace(node, part=replace(node.part, reason=f"{node.part.reason}; {lost}"))
    return replace(node, part=replace(node.part, state=PartState.NOT_FULLY_READ, reason=lost))


def _as_node(child: Child, source: Source, path: str, content: Content, children: tuple[Node, ...]) -> Node:
    part = Part(
        path=path,
        name=child.name,
        media_type=source.media_type,
        size=len(source.content),
        state=content.state,
        reason=content.reason,
        text=content.text,
        pages=content.pages,
        inline=child.inline,
        fingerprint=hashlib.sha256(source.content).hexdigest() if source.content else "",
        words=content.words,
    )
    return Node(
        part=part,
        content=content,
        children=children,
        is_body=child.is_body,
        # A picture inside the body is a logo only while it is small.
        is_minor=child.is_minor or (content.is_minor and (child.inline or content.state is PartState.EMPTY)),
        alternative=child.alternative,
    )
