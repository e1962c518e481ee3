"""Keeps what is read out of a document below the size of an answer: long texts are cut, and said to be cut."""

from __future__ import annotations

import json
from dataclasses import replace

from crmbridge.domain.identifier import Identifier
from crmbridge.domain.reader_settings import ReadLimits
from crmbridge.domain.reading import PartState
from extractors.identifiers.place import SEARCHED_CHARACTERS
from extractors.verdict import Verdict
from extractors.walk import Node

# A letter takes at most twelve bytes (two escapes), and a text is told twice: in its part and in the whole.
_MOST_BYTES = 12
_TOLD = 2
# The shares of an answer; what is left of it is for the names and reasons of the parts.
_FOR_TEXTS = 5 / 8
_FOR_TEXTS_AND_IDENTIFIERS = 7 / 8
_BYTES_OF_KEYS = 250

TOO_MANY_IDENTIFIERS = Verdict(
    state=PartState.NOT_FULLY_READ, reason="it holds more identifiers than can be kept; the last of them were left out"
)


def fit_texts(root: Node, limits: ReadLimits) -> Node:
    """The same tree, with texts that are together too long cut down, those of attachments first."""
    budget = int(limits.result_bytes * _FOR_TEXTS)
    nodes = root.list_nodes()
    if sum(len(node.part.text) for node in nodes) * _MOST_BYTES * _TOLD <= budget:
        return root
    cut: dict[str, Node] = {}
    for node in sorted(nodes, key=lambda one: (one is not root, not one.is_body)):
        cut[node.part.path] = _fit(node, budget)
        budget -= _count_bytes(cut[node.part.path].part.text)
    return _rebuild(root, cut)


def _fit(node: Node, budget: int) -> Node:
    text = node.part.text
    if _count_bytes(text) <= budget:
        return node
    start = text[:SEARCHED_CHARACTERS]
    if len(start) < len(text) and _count_bytes(start) <= budget:
        reason = f"only its first {SEARCHED_CHARACTERS:,} characters were searched for identifiers and kept"
        return _with_text(node, start, PartState.NOT_FULLY_READ, reason)
    reason = "its text is too long to be kept beside that of the other parts, and was not searched"
    return _with_text(node, "", PartState.OVER_BUDGET, reason)


def _with_text(node: Node, text: str, state: PartState, reason: str) -> Node:
    spans = tuple(replace(span, end=min(span.end, len(text))) for span in node.content.spans if span.start < len(text))
    marks = tuple(mark for mark in node.content.marks if mark.end <= len(text))
    words = tuple(word for word in node.part.words if word.end <= len(text))
    part = replace(node.part, text=text, state=state, reason=reason, words=words)
    return replace(node, part=part, content=replace(node.content, text="", spans=spans, marks=marks))


def _rebuild(node: Node, cut: dict[str, Node]) -> Node:
    return replace(cut[node.part.path], children=tuple(_rebuild(child, cut) for child in node.children))


def fit_identifiers(
    found: tuple[Identifier, ...], root: Node, limits: ReadLimits
) -> tuple[tuple[Identifier, ...], bool]:
    """As many as fit beside the texts of the tree, in their order, and whether these are all."""
    texts = sum(_count_bytes(node.part.text) for node in root.list_nodes())
    budget = int(limits.result_bytes * _FOR_TEXTS_AND_IDENTIFIERS) - texts
    for count, one in enumerate(found):
        words = (one.value, one.normalised, one.quote, one.label)
        budget -= _BYTES_OF_KEYS + sum(len(word) * (1 if word.isascii() else _MOST_BYTES) for word in words)
        if budget < 0:
            return found[:count], False
    return found, True


def _count_bytes(text: str) -> int:
    return len(json.dumps(text)) * _TOLD
