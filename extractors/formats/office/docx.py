"""Word documents: every story part of the package, in the order in which a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line
from extractors.content import Child, Content, Head, Source
from extractors.formats.office.docx_numbering import Numbering, drop_table_styles, has_telling_styles, read_numbering
from extractors.formats.office.docx_package import WordPackage, open_word
from extractors.formats.office.docx_story import Story, Surroundings
from extractors.formats.office.drawings import read_drawn_texts
from extractors.formats.office.ooxml import Relation, as_content, find_children, find_troubles, note_missing
from extractors.formats.texts.inline_bytes import decode_inline
from extractors.formats.xml_trees import Element, attribute, own_text, parse_xml

_STORIES = ("header", "", "footnotes", "endnotes", "footer", "comments")
_FRAMES = ("hdr", "body", "footnotes", "endnotes", "ftr", "comments")
_DRAWN = ("chart", "chartEx", "diagramData")


def read_docx(source: Source) -> Content:
    """Headers, body with tables and text boxes, notes, footers, comments; deleted words are marked as such."""
    word = open_word(source.content)
    if word is None:
        return Content(state=PartState.DAMAGED, reason="the Word document is damaged or cut short and cannot be opened")
    if word.package.find(word.main) is None:
        word.package.troubles.append(Content(state=PartState.DAMAGED, reason="the Word document has no body"))
    reader = _Reader(word)
    texts = reader.read_stories()
    relations = [one for key in (word.main, *reader.names) for one in word.list_relations(key).values()]
    _note_absent(word, relations)
    note_missing(word.package, relations)
    children = tuple(find_children(word.package, relations, frozenset(reader.previews)))
    content = as_content("\n\n".join(texts), word.package.troubles, children, "the document has no text")
    return _with_title(content, word.title)


def _with_title(content: Content, title: str) -> Content:
    return replace(content, head=Head(subject=title)) if title else content


class _Reader:
    """Reads one story after the other; the numbering counts through all of them."""

    def __init__(self, word: WordPackage) -> None:
        self._word = word
        self._numbering = self._read_numbering()
        self.names: list[str] = []
        self.previews: set[str] = set()

    def read_stories(self) -> list[str]:
        """The text of each story; letterheads that several sections repeat are told once."""
        texts: list[str] = []
        for name in self._list_stories():
            self.names.append(name)
            text = self._read_story(name)
            is_body = name == self._word.main
            if text and (is_body or text not in texts):
                texts.append(text)
        return texts

    def _list_stories(self) -> Iterator[str]:
        word = self._word
        found = word.list_relations(word.main)
        if word.package.find(word.main) is None or not found:
            yield from _guess_stories(word)
            return
        for kind in _STORIES:
            if not kind:
                yield word.main
            yield from sorted({one.target for one in found.values() if one.kind == kind and not one.is_external})

    def _read_numbering(self) -> Numbering:
        word = self._word
        targets = {one.kind: one.target for one in word.list_relations(word.main).values() if not one.is_external}
        numbering, styles = (targets.get(kind, "") for kind in ("numbering", "styles"))
        if styles in word.blobs:
            word.blobs[styles] = drop_table_styles(word.blobs[styles])
        has_styles = styles not in word.blobs or has_telling_styles(word.blobs[styles])
        return read_numbering(self._parse_if_there(numbering), self._parse_if_there(styles) if has_styles else None)

    def _parse_if_there(self, name: str) -> Element | None:
        return self._word.parse(name) if name and self._word.package.find(name) else None

    def _read_story(self, name: str) -> str:
        root = self._word.parse(name)
        if root is None:
            return ""
        relations = self._word.list_relations(name)
        blocks = {
            key: read_drawn_texts(self._word.package, one.target)
            for key, one in relations.items()
            if one.kind in _DRAWN and not one.is_external
        }
        story = Story(Surroundings(relations=relations, numbering=self._numbering, blocks=blocks))
        text = story.render(root)
        self.previews |= story.previews
        unplaced = [block for block in blocks.values() if block]
        return "\n".join([text, *unplaced]) if unplaced else text


def _guess_stories(word: WordPackage) -> Iterator[str]:
    """The stories by their usual names, where no relation leads to them."""
    for kind in _STORIES:
        start = f"word/{kind or 'document'}"
        yield from sorted(name for name in word.package.members if name.startswith(start) and name.endswith(".xml"))


def _note_absent(word: WordPackage, relations: list[Relation]) -> None:
    if any(one.is_external and one.kind in {"subDocument", "aFChunk"} for one in relations):
        reason = "it takes in another document that is not inside it; that one was not read"
        word.package.troubles.append(Content(state=PartState.NOT_FULLY_READ, reason=reason))


def read_word_xml(source: Source) -> Content:
    """A document that Word saved as one XML file, in the form of 2003 or as a flat package; pictures as parts."""
    tree = parse_xml(source.content)
    if tree is None:
        return Content(state=PartState.DAMAGED, reason="the Word document is damaged and cannot be opened")
    parts = {kind: [Story(Surroundings()).render(one) for one in tree.root.iter(f"{{*}}{kind}")] for kind in _FRAMES}
    texts = dict.fromkeys(text for kind in _FRAMES for text in parts[kind] if text)
    troubles = list(find_troubles(tree))
    return as_content("\n\n".join(texts), troubles, tuple(_find_pictures(tree.root)), "the document has no text")


def _find_pictures(root: Element) -> Iterator[Child]:
    for number, one in enumerate(root.iter("{*}binData"), 1):
        name = clean_line(attribute(one, "name")).rpartition("/")[2]
        yield Child(number=str(number), load=decode_inline(own_text(one)), name=name, inline=True)
