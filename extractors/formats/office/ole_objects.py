"""Objects inside Office documents: the file that was put in, taken out of the compound file around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crmbridge.domain.reading import PartState
from extractors.content import Child, Content, Source
from extractors.formats.office.ole_package import unpack_package
from extractors.ole import Storage, open_compound

_NATIVE = "\x01Ole10Native"
_WRAPPED = ("Package", "CONTENTS", "EmbeddedOdf")
_FORMULAS = frozenset({"Equation Native"})
_SIZE_BYTES = 4


def read_ole(source: Source) -> Content:
    """A compound file that is no document itself: what it wraps is its part."""
    root = open_compound(source.content)
    if root is None:
        return Content(state=PartState.DAMAGED, reason="the embedded object is damaged and cannot be opened")
    return read_object(root)


def read_object(storage: Storage) -> Content:
    """One object: the wrapped file as a part, or what is known about it."""
    children = tuple(_find_wrapped(storage))
    if children:
        return Content(state=PartState.EMPTY, reason="it only wraps the file inside it", children=children)
    if _FORMULAS & set(storage.sizes):
        reason = "a formula of an old equation editor, which cannot be read"
        return Content(state=PartState.UNSUPPORTED, reason=reason, is_minor=True)
    return Content(state=PartState.UNSUPPORTED, reason="an embedded object of a program that is not known here")


def _find_wrapped(storage: Storage) -> Iterator[Child]:
    if _NATIVE in storage.sizes:
        yield _unwrap_native(storage)
    for name in _WRAPPED:
        if name in storage.sizes:
            stream = storage.read(name)
            yield Child(number="1", load=_as_loader(stream.content, is_whole=stream.is_whole), name=name)
            return


def _unwrap_native(storage: Storage) -> Child:
    stream = storage.read(_NATIVE)
    native = stream.content[_SIZE_BYTES:]
    found = unpack_package(native)
    if found is None:
        return Child(number="1", load=_as_loader(native, is_whole=stream.is_whole), name="object")
    return Child(number="1", load=_as_loader(found.content, is_whole=found.is_whole), name=found.name)


def _as_loader(content: bytes, *, is_whole: bool) -> Callable[[int], bytes | Content]:
    if is_whole:
        return lambda _: content
    cut = Content(state=PartState.DAMAGED, reason="the embedded file is cut short and cannot be taken out")
    return lambda _: cut
