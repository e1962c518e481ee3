"""OpenDocument texts, sheets and slides, zipped or flat: letterhead, body, notes, foot, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line
from extractors.content import Child, Content, Head, Source
from extractors.formats.archives.zip import open_later
from extractors.formats.office.odf_story import OdfStory, find_elements
from extractors.formats.office.ooxml import Package, as_content, find_troubles, open_package
from extractors.formats.texts.inline_bytes import decode_inline
from extractors.formats.xml_trees import Element, attribute, own_text, parse_xml

_INSIDE = re.compile(r"(?:[^/]+/)?Pictures/.+|(?:[^/]*Object|Obj)[^/]*|media/.+", re.I)
_OBJECT = re.compile(r"([^/]+)/content\.xml")
_LOCKABLE = frozenset({"content.xml", "encrypted-package"})
_NOTHING = "the document has no text"


def read_odf(source: Source) -> Content:
    """A zipped document; pictures and embedded objects are its parts."""
    package = open_package(source.content)
    if package is None:
        return Content(state=PartState.DAMAGED, reason="the document is damaged or cut short and cannot be opened")
    if _is_locked(package):
        return Content(state=PartState.ENCRYPTED, reason="the document asks for a password")
    body = package.parse("content.xml")
    styles = package.parse("styles.xml") if package.find("styles.xml") else None
    texts = _list_texts(body, styles)
    texts += [text for name in package.members if _OBJECT.fullmatch(name) and (text := _read_object(package, name))]
    content = as_content("\n\n".join(texts), package.troubles, tuple(_find_children(package)), _NOTHING)
    meta = package.parse("meta.xml") if package.find("meta.xml") else None
    return _with_title(content, meta)


def read_flat_odf(source: Source) -> Content:
    """A document in one XML file."""
    tree = parse_xml(source.content)
    if tree is None:
        return Content(state=PartState.DAMAGED, reason="the document is damaged and cannot be opened")
    texts = _list_texts(tree.root, tree.root)
    children = tuple(_find_pictures(tree.root))
    return _with_title(as_content("\n\n".join(texts), list(find_troubles(tree)), children, _NOTHING), tree.root)


def _is_locked(package: Package) -> bool:
    manifest = package.parse("META-INF/manifest.xml") if package.find("META-INF/manifest.xml") else None
    entries = manifest.iter("{*}file-entry") if manifest is not None else ()
    return any(
        attribute(one, "full-path") in _LOCKABLE and one.find("{*}encryption-data") is not None for one in entries
    )


def _list_texts(content: Element | None, styles: Element | None) -> list[str]:
    """Headers, body, notes, footers, comments; letterheads that several page styles repeat are told once."""
    heads, feet = _list_frames(styles, "header"), _list_frames(styles, "footer")
    if content is None:
        return [*heads, *feet]
    story = OdfStory(content)
    body = "\n\n".join(text for one in find_elements(content, "office:body") if (text := story.render(one)))
    texts = [*heads, body, *story.notes, *feet, *story.comments]
    return [text for text in texts if text]


def _list_frames(styles: Element | None, kind: str) -> list[str]:
    if styles is None:
        return []
    found: dict[str, None] = {}
    for page in find_elements(styles, "style:master-page"):
        for name in (kind, f"{kind}-first", f"{kind}-left"):
            for one in find_elements(page, f"style:{name}"):
                found[OdfStory(styles).render(one)] = None
    return [text for text in found if text]


def _read_object(package: Package, name: str) -> str:
    root = package.parse(name)
    return "" if root is None else OdfStory(root).render(root)


def _with_title(content: Content, meta: Element | None) -> Content:
    titles = find_elements(meta, "dc:title") if meta is not None else ()
    title = next((clean_line(own_text(one)) for one in titles), "")
    return replace(content, head=Head(subject=title)) if title else content


def _find_children(package: Package) -> Iterator[Child]:
    members = [(name, member) for name, member in package.members.items() if _INSIDE.fullmatch(name)]
    for number, (name, member) in enumerate(members, 1):
        is_picture = "/" in name
        yield Child(
            number=str(number),
            name=clean_line(name),
            load=open_later(package.archive, member),
            inline=is_picture,
        )


def _find_pictures(root: Element) -> Iterator[Child]:
    for number, one in enumerate(find_elements(root, "office:binary-data"), 1):
        yield Child(number=str(number), load=decode_inline(own_text(one)), name=f"picture {number}", inline=True)
