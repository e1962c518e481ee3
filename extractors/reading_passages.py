"""The passages of a whole Reading, and the writer's own words that they leave."""

from __future__ import annotations

from collections.abc import Iterator

from crmbridge.domain.communication import Channel
from crmbridge.domain.reading import Passage, PassageKind
from extractors.media_types import HTML, MAIL, TEXT
from extractors.passages import find_stretches
from extractors.walk import Node

_WORDS = frozenset({TEXT, HTML})
_ENOUGH = 20_000


def find_passages(root: Node) -> tuple[Passage, ...]:
    """What is not new in the bodies of mails; an attached mail is forwarded as a whole."""
    return tuple(_iter_passages(root, is_inner=False))


def _iter_passages(node: Node, *, is_inner: bool) -> Iterator[Passage]:
    if is_inner and node.part.text:
        yield Passage(part=node.part.path, start=0, end=len(node.part.text), kind=PassageKind.FORWARDED)
    subject = node.content.head.subject if node.content.head else ""
    for child in node.children:
        is_words = is_mail(node) and child.is_body and child.part.media_type in _WORDS
        if is_words and not is_inner:
            for one in find_stretches(child.part.text, child.content.structure, subject):
                yield Passage(part=child.part.path, start=one.start, end=one.end, kind=one.kind)
        # A mail in a folder of mails is nobody's attachment.
        is_forwarded = is_inner or (is_mail(node) and is_mail(child))
        yield from _iter_passages(child, is_inner=is_forwarded)


def is_mail(node: Node) -> bool:
    """Whether it is one mail, of whatever format, and no folder of mails."""
    return node.content.channel is Channel.EMAIL and node.content.head is not None


def join_new_words(root: Node, passages: tuple[Passage, ...], unread: frozenset[str]) -> str:
    """The start of the own words: those of the bodies where there are any, else of the whole."""
    nodes = [node for node in root.list_nodes() if node.part.text and node.part.path not in unread]
    bodies = [node for node in nodes if node.is_body]
    texts: list[str] = []
    size = 0
    for node in bodies or [one for one in nodes if one.part.media_type != MAIL]:
        text = _cut_out(node, passages)
        texts.append(text)
        size += len(text)
        if size > _ENOUGH:
            break
    return "\n".join(texts)


def _cut_out(node: Node, passages: tuple[Passage, ...]) -> str:
    kept: list[str] = []
    place = 0
    for passage in passages:
        if passage.part == node.part.path:
            kept.append(node.part.text[place : passage.start])
            place = max(place, passage.end)
    return "".join([*kept, node.part.text[place : place + _ENOUGH]])
