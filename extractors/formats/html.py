"""Web pages and HTML mails. The only module that knows inscriptis."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from inscriptis import get_text
from inscriptis.model.config import ParserConfig

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_text, decode_text
from extractors.content import Content, Source
from extractors.formats.html_hidden import leave_out_hidden
from extractors.formats.plain import as_text_content

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_UNSEEN = re.compile(r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.I | re.S)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_WRAPPED_STYLE = re.compile(r"(<style\b[^<>]{0,300}>\s{0,20})<!--", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_TAG = re.compile(r"<[^<>]{0,10000}>")
_EMPTY_LINES = re.compile(r"\n{3,}")
_CONFIG = ParserConfig(display_links=False, display_images=False)
# Beyond this the layout engine takes minutes; the words alone are enough then.
_LAYOUT_LIMIT = 2_000_000
_LOST = 3
_HIDDEN = "hidden text was left out"


def read_html(source: Source) -> Content:
    """What a browser would show, in lines; scripts and styles are left out."""
    declared = _META.search(source.content[:4096])
    charset = source.charset or (declared[1].decode("ascii") if declared else "")
    shown, has_hidden = leave_out_hidden(_drop_comments(decode_text(source.content, charset)))
    text = as_visible_text(shown)
    if not text.strip() and b"<img" in source.content.lower():
        return Content(state=PartState.EMPTY, reason="the page holds only pictures")
    content = as_text_content(text)
    if has_hidden:
        return replace(content, reason=_HIDDEN if content.text else f"{content.reason}; {_HIDDEN}")
    return content


def _drop_comments(html: str) -> str:
    # Old programs wrap their style sheets in a comment, which browsers do not take for one.
    return _COMMENT.sub("", _WRAPPED_STYLE.sub(r"\1", html))


def as_visible_text(html: str) -> str:
    """HTML to text with lines where a reader would see them."""
    html = _UNSEEN.sub("", _DECLARATION.sub("", html))
    words = unescape(_TAG.sub(" ", html))
    text = _lay_out(html) if len(html) <= _LAYOUT_LIMIT else words
    # The layout engine drops, without a word, what is nested too deep for it.
    text = words if len(text.split()) * _LOST < len(words.split()) else text
    lines = (line.rstrip() for line in clean_text(text).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _lay_out(html: str) -> str:
    if not html.strip():
        return ""
    try:
        return str(get_text(html, _CONFIG))
    except (ValueError, RecursionError, IndexError, AttributeError, TypeError, AssertionError):
        return ""  # the layout is lost, the words are not
