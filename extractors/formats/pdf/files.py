"""The files inside a PDF: attachments, files pinned to a page, files associated with the document or a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from extractors.content import Child, Content
from extractors.formats.pdf.objects import (
    Entry,
    Reader,
    as_line,
    find_root,
    get_entry,
    identify,
    list_entries,
    list_values,
    resolve,
    unpack,
    walk_tree,
)

_MOST_FILES = 5000
# The first that is there: names in Unicode, then those of old systems.
_KEYS = ("/UF", "/F", "/Unix", "/DOS", "/Mac")


def find_files(reader: Reader, annotations: Iterable[Entry]) -> tuple[Child, ...]:
    """Every embedded file once, the named ones last, as the pages come first."""
    found: dict[object, tuple[str, object]] = {}
    for specification in _list_specifications(reader, annotations):
        streams = get_entry(specification, "/EF")
        key = next((one for one in _KEYS if one in streams), "")
        if key and len(found) < _MOST_FILES:
            found.setdefault(identify(streams, key), (_name_file(specification), resolve(streams.get(key))))
    return tuple(
        Child(number=str(number), name=name, load=_make_loader(stream))
        for number, (name, stream) in enumerate(found.values(), 1)
    )


def is_portfolio(reader: Reader) -> bool:
    """Whether the document is a wrapper around its files, with a cover page that says so."""
    return bool(get_entry(find_root(reader), "/Collection"))


def _list_specifications(reader: Reader, annotations: Iterable[Entry]) -> Iterator[Entry]:
    for annotation in annotations:
        if annotation.get("/Subtype") == "/FileAttachment":
            yield get_entry(annotation, "/FS")
        yield from list_entries(annotation, "/AF")
    for page in reader.pages:
        yield from list_entries(page, "/AF")
    root = find_root(reader)
    yield from list_entries(root, "/AF")
    tree = get_entry(get_entry(root, "/Names"), "/EmbeddedFiles")
    for node in (tree, *walk_tree(tree, "/Kids", "/Kids")):
        yield from (one for one in list_values(node, "/Names") if isinstance(one, Entry))


def _name_file(specification: Entry) -> str:
    return next((as_line(specification.get(key)) for key in _KEYS if key in specification), "")


def _make_loader(stream: object) -> Callable[[int], bytes | Content]:
    return lambda _: unpack(stream)
