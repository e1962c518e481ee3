"""Forms that a PDF keeps as XML (XFA): their values, and the words around them where no page shows the form."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.charsets import clean_line
from extractors.content import Content
from extractors.formats.pdf.objects import Reader, as_line, find_root, get_entry, is_list, resolve, unpack
from extractors.formats.xml_trees import Element, parse_xml

_MOST_BYTES = 16 * 1024 * 1024
_MOST_LINES = 20_000


def read_packets(reader: Reader) -> dict[str, bytes]:
    """The named pieces of the form, `datasets` and `template` among them; one named `xdp` where it is in one piece."""
    stored = resolve(get_entry(find_root(reader), "/AcroForm").get("/XFA"))
    if stored is None:
        return {}
    if not is_list(stored):
        return _keep_bytes([("xdp", stored)])
    return _keep_bytes([(as_line(stored[at]), stored[at + 1]) for at in range(0, len(stored) - 1, 2)])


def _keep_bytes(pieces: list[tuple[str, object]]) -> dict[str, bytes]:
    unpacked = [(name, unpack(resolve(piece))) for name, piece in pieces]
    return {name: piece for name, piece in unpacked if not isinstance(piece, Content) and len(piece) <= _MOST_BYTES}


def list_values(packets: dict[str, bytes]) -> tuple[tuple[str, str], ...]:
    """Name and value of every field that is filled in. Raises ValueError where the XML is broken."""
    tree = _parse(packets, "datasets")
    top = _find(tree, "data") if tree is not None else None
    if top is None:
        return ()
    leaves = (one for one in top.iter() if _local(one) and not len(one))
    pairs = ((_local(one), clean_line(one.text or "")) for one in leaves)
    return tuple(pair for pair, _ in zip((one for one in pairs if one[1]), range(_MOST_LINES), strict=False))


def list_captions(packets: dict[str, bytes]) -> tuple[str, ...]:
    """The words that the form itself shows, in its order. Raises ValueError where the XML is broken."""
    tree = _parse(packets, "template")
    if tree is None:
        return ()
    found = (line for one in tree.iter() if _local(one) in {"draw", "caption"} for line in _list_words(one))
    return tuple(line for line, _ in zip(found, range(_MOST_LINES), strict=False))


def _list_words(entry: Element) -> Iterator[str]:
    for one in entry.iter():
        if _local(one) in {"text", "exData"}:
            line = clean_line(" ".join(str(text) for text in one.itertext()))
            if line:
                yield line


def _parse(packets: dict[str, bytes], name: str) -> Element | None:
    content = packets.get(name) or packets.get("xdp")
    if not content:
        return None
    tree = parse_xml(content)
    if tree is None or tree.is_damaged:
        raise ValueError("the form is no XML")
    return tree.root if name in packets else _find(tree.root, name)


def _find(tree: Element, name: str) -> Element | None:
    return next((one for one in tree.iter() if _local(one) == name), None)


def _local(entry: Element) -> str:
    # Comments have a function for a tag.
    tag: object = entry.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
