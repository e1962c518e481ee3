"""Web pages and HTML mails: what a browser would show, in lines. The only module that knows lxml's HTML parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import cast

from lxml import etree

from crmbridge.domain.identifier import Zone
from crmbridge.domain.reading import PartState
from extractors.charsets import decode_text
from extractors.content import Content, Source, Span
from extractors.formats.html.hidden import Seen, Sights
from extractors.formats.html.layout import SHAPING, Layout, find_stretch
from extractors.formats.html.links import find_unseen_target, find_value
from extractors.formats.html.style import Sheet, read_sheet
from extractors.formats.texts.plain import as_text_content

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_UNSEEN = re.compile(r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.I | re.S)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_TAG = re.compile(r"<[^<>]{0,10000}>")
_MARKS = re.compile(r"[\x01-\x03]")
_EMPTY_LINES = re.compile(r"\n{3,}")
_VALUED = frozenset({"img", "input", "area"})
_NO_ATTRIBUTES: dict[str, str] = {}
_NO_MARKS = {1: None, 2: None, 3: None}
_LETTER = re.compile(r"\w")
_LOST = 3
_HIDDEN = "hidden text was left out"
_SILENT = frozenset({"script", "style", "head", "template", "noframes", "datalist", "audio", "video", "iframe"})
_ZONES = {"\x01": Zone.QUOTED, "\x02": Zone.SIGNATURE}
# A part that a mail program marks as the sender's signature, and that is longer than any, may hold his own words.
_LONGEST_SIGNATURE = 800


def read_html(source: Source) -> Content:
    """What a browser would show, in lines; scripts and styles are left out."""
    declared = _META.search(source.content[:4096])
    charset = source.charset or (declared[1].decode("ascii") if declared else "")
    html = decode_text(source.content, charset)
    marked, has_hidden, title = _show(html)
    marked = _keep_words(marked, html, has_hidden=has_hidden)
    if source.name and title and title not in marked:
        marked = f"{title}\n\n{marked}"
    text, spans = _cut_marks(marked)
    if not text.strip() and b"<img" in source.content.lower():
        return Content(state=PartState.EMPTY, reason="the page holds only pictures")
    content = replace(as_text_content(text), structure=spans) if spans else as_text_content(text)
    if has_hidden:
        return replace(content, reason=_HIDDEN if content.text else f"{content.reason}; {_HIDDEN}")
    return content


def _show(html: str) -> tuple[str, bool, str]:
    """The text with marks in it, whether the page hides some, and its title."""
    encoded = _DECLARATION.sub("", html).encode("utf-8", "replace")
    # A parser of its own: a shared one would keep the errors of all pages.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(encoded, parser) if encoded.strip() else None
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        root = None
    if root is None:
        return "", False, ""
    sheet = read_sheet(html) if root.find(".//style") is not None else Sheet()
    page = _Page(Sights(sheet))
    page.walk(root)
    title = " ".join((root.findtext(".//title") or "").split())
    return page.layout.finish(), page.has_hidden, title


def _keep_words(marked: str, html: str, *, has_hidden: bool) -> str:
    """The parser drops, without a word, what is nested too deep for it: then the bare words are taken."""
    if has_hidden or len(marked) * 20 > len(html):
        return marked
    words = unescape(_TAG.sub(" ", _COMMENT.sub("", _UNSEEN.sub("", _DECLARATION.sub("", html)))))
    return words if len(marked.split()) * _LOST < len(words.split()) else marked


def _cut_marks(marked: str) -> tuple[str, tuple[Span, ...]]:
    # The parser lets no control character through; a return and a byte order mark may come as entities.
    text = "\n".join(line.rstrip() for line in marked.replace("\r", "").replace("\ufeff", "").split("\n")).strip("\n")
    text = _EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text
    if "\x03" not in text:
        return text.translate(_NO_MARKS) if "\x01" in text or "\x02" in text else text, ()
    found: list[Span] = []
    opened: list[tuple[str, int]] = []
    for offset, match in enumerate(_MARKS.finditer(text)):
        place = match.start() - offset
        if match[0] != "\x03":
            opened.append((match[0], place))
        elif opened:
            mark, start = opened.pop()
            found.append(Span(start=start, end=place, zone=_ZONES[mark]))
    return _MARKS.sub("", text), tuple(_iter_sound(found))


def _iter_sound(spans: list[Span]) -> Iterator[Span]:
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if span.zone is not Zone.SIGNATURE or span.end - span.start <= _LONGEST_SIGNATURE:
            yield span


# How an open element looks, and the mark of what it holds.
_Open = tuple[Seen, str]


class _Page:
    """One way through the tree of a page; `layout` collects what is seen."""

    def __init__(self, sights: Sights) -> None:
        self.layout = Layout()
        self.has_hidden = False
        self._sights = sights
        self._open: list[_Open] = [(sights.top, "")]

    def walk(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "end":
                self._leave(element, tag)
            elif tag in _SILENT:
                walker.skip_subtree()
                self._open.append((self._open[-1][0], ""))
            else:
                self._enter(element, tag)

    def _enter(self, element: etree._Element, tag: str) -> None:
        items = element.items()
        attributes = cast("dict[str, str]", dict(items)) if items else _NO_ATTRIBUTES
        seen = self._sights.look_at(attributes, tag, self._open[-1][0])
        is_hidden = seen[1]
        stretch = find_stretch(attributes, tag) if items else ""
        self._open.append((seen, stretch))
        if tag in SHAPING:
            self.layout.enter(attributes, tag)
        if stretch:
            self.layout.mark_start(stretch)
        if tag in _VALUED and not is_hidden:
            self.layout.add(f" {find_value(attributes, tag)} ")
        if element.text:
            self._add(element.text, is_hidden=is_hidden)

    def _leave(self, element: etree._Element, tag: str) -> None:
        seen, stretch = self._open.pop()
        if tag == "a" and not seen[1]:
            self._add_target(element)
        if stretch:
            self.layout.mark_end()
        if tag in SHAPING and tag not in _SILENT:
            self.layout.leave(tag)
        if element.tail:
            self._add(element.tail, is_hidden=self._open[-1][0][1])

    def _add_target(self, element: etree._Element) -> None:
        href = str(element.get("href", ""))
        target = find_unseen_target(href, "".join(str(one) for one in element.itertext())) if href else ""
        if target:
            self.layout.add(f" <{target}>")

    def _add(self, text: str, *, is_hidden: bool) -> None:
        if not is_hidden:
            self.layout.add(text)
        else:
            self.has_hidden = self.has_hidden or bool(_LETTER.search(text))
            self.layout.add(" ")
