"""The same words in two forms, plain and HTML: which of them is read, and which numbers a person never sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crmbridge.domain.identifier import Identifier
from extractors.media_types import HTML, TNEF
from extractors.walk import Node

_MORE_WORDS = 1.3
_SOME_WORDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """The HTML pages and the plain texts of which a mail program shows one."""

    pages: tuple[Node, ...]
    plain: tuple[Node, ...]


def find_unread_alternatives(root: Node) -> frozenset[str]:
    """The paths of alternatives that a person would not read: the HTML one, unless it clearly says more.

    So are the words of a mail that Outlook's bundle repeats.
    """
    unread = frozenset(path for pair in list_alternatives(root) for path in _find_unread(pair))
    return unread | frozenset(_find_repeated(root, unread))


def _find_repeated(root: Node, unread: frozenset[str]) -> Iterator[str]:
    own = {tuple(one.part.text.split()) for one in root.children if one.is_body and one.part.path not in unread}
    for bundle in root.children:
        if bundle.part.media_type == TNEF:
            for child in bundle.children:
                if child.is_body and child.part.text and tuple(child.part.text.split()) in own:
                    yield child.part.path


def list_alternatives(root: Node) -> list[Alternatives]:
    """The same words in two forms, wherever a mail has them."""
    groups: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in root.list_nodes():
        for child in node.children:
            if child.alternative:
                groups[node.part.path, child.alternative].append(child)
    return [
        Alternatives(
            pages=tuple(node for node in group if node.part.media_type == HTML),
            plain=tuple(node for node in group if node.part.media_type != HTML),
        )
        for group in groups.values()
    ]


def _find_unread(pair: Alternatives) -> list[str]:
    pages, plain = pair.pages, pair.plain
    if not pages or not plain:
        return []
    unread = (
        plain
        if _count_words(pages) > _MORE_WORDS * _count_words(plain) + _SOME_WORDS or not _count_words(plain)
        else pages
    )
    return [node.part.path for node in unread]


def _count_words(nodes: tuple[Node, ...]) -> int:
    return sum(len(node.part.text.split()) for node in nodes)


def find_unseen_numbers(
    pairs: Iterable[Alternatives], found: tuple[Identifier, ...], kinds: frozenset[str]
) -> frozenset[Identifier]:
    """Numbers (of `kinds`) of a plain text that do not stand on the page beside it, which mail programs show.

    Where the page has numbers of its own that the plain text lacks, the two contradict each other: all are kept, so
    that somebody looks.
    """
    return frozenset(one for pair in pairs for one in _find_unseen(pair, [one for one in found if one.kind in kinds]))


def _find_unseen(pair: Alternatives, numbers: list[Identifier]) -> list[Identifier]:
    if not _count_words(pair.pages):
        return []
    on_pages = {one.normalised for one in _list_those_in(pair.pages, numbers)}
    in_plain = _list_those_in(pair.plain, numbers)
    if on_pages - {one.normalised for one in in_plain}:
        return []
    return [one for one in in_plain if one.normalised not in on_pages]


def _list_those_in(nodes: tuple[Node, ...], numbers: list[Identifier]) -> list[Identifier]:
    paths = {node.part.path for node in nodes}
    return [one for one in numbers if one.part in paths]
