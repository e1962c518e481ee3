"""Word documents: every story part of the package. The only module that knows lxml."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_text
from extractors.content import Child, Content, Source
from extractors.formats.archive import BROKEN_ARCHIVE, load_member

_STORIES = re.compile(r"word/(?:(header\d*)|(document\d*)|(footnotes)|(endnotes)|(footer\d*)|(comments))\.xml")
_INSIDE = re.compile(
    r"word/(?:embeddings|afchunk|media)[^/]*/[^/]+|word/[^/]*afchunk[^/]*\.[a-z]+|word/[^/]+\.(?:html?|mht|rtf|docx)",
    re.I,
)
_PICTURE_NAME = re.compile(r"/media/", re.I)
# A story larger than this is a bomb; its tree would take ten times as much.
_STORY_BYTES = 24 * 1024 * 1024
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_WORD = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_LEAVES = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PREVIEW = re.compile(r"\.(?:emf|wmf)$", re.I)


def read_docx(source: Source) -> Content:
    """Headers, body with tables and text boxes, notes, footers, comments; deleted words are marked as such."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.content))
    except (*BROKEN_ARCHIVE, NotImplementedError):
        return Content(state=PartState.DAMAGED, reason="the Word document is damaged or cut short and cannot be opened")
    stories = [_read_story(archive, member) for member in _list_stories(archive)]
    troubles = [story for story in stories if isinstance(story, Content)]
    found = (story.text if isinstance(story, Content) else story for story in stories)
    texts = tuple(text for text in dict.fromkeys(found) if text)
    children = tuple(_find_children(archive))
    text = "\n\n".join(texts)
    if troubles or not stories:
        state = troubles[0].state if troubles else PartState.DAMAGED
        reason = troubles[0].reason if troubles else "the Word document has no body"
        return Content(state=state, reason=reason, text=text, children=children)
    if not text:
        return Content(state=PartState.EMPTY, reason="the document has no text", children=children)
    return Content(text=text, children=children)


def _list_stories(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The stories in the order in which a person reads them: letterhead, body, notes, foot, comments."""
    found: list[tuple[int, str, zipfile.ZipInfo]] = []
    for member in archive.infolist():
        match = _STORIES.fullmatch(member.filename)
        if match:
            found.append((match.lastindex or 0, member.filename, member))
    return [member for _, _, member in sorted(found, key=lambda one: one[:2])]


def _read_story(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str | Content:
    loaded = load_member(archive, member, _STORY_BYTES)
    if isinstance(loaded, Content):
        return loaded
    if len(loaded) > _STORY_BYTES:
        return Content(state=PartState.OVER_BUDGET, reason="the document unpacks to more than can be read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True, load_dtd=False)
    root = etree.fromstring(loaded, parser)
    if root is None:
        return Content(state=PartState.DAMAGED, reason="the text of the Word document is damaged")
    text = _Story().render(root)
    if any(error.level >= etree.ErrorLevels.FATAL for error in parser.error_log):
        reason = "the text of the Word document is damaged; what is here could be saved, something may be missing"
        return Content(state=PartState.DAMAGED, reason=reason, text=text)
    return text


@dataclass(slots=True)
class _Story:
    """Walks the XML of one story without recursion and writes down its text."""

    pieces: list[str] = field(default_factory=list)
    deleted: int = 0
    deleted_from: int = 0
    has_choice: list[bool] = field(default_factory=list)

    def render(self, root: etree._Element) -> str:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if not isinstance(element.tag, str):
                continue
            if event == "start" and self._open(element):
                walk.skip_subtree()
            elif event == "end":
                self._close(element)
        return re.sub(r"\n{3,}", "\n\n", clean_text("".join(self.pieces))).strip()

    def _open(self, element: etree._Element) -> bool:
        """Notes the start of an element; True where nothing below it is read."""
        tag = str(element.tag)
        if tag == f"{_COMPATIBILITY}Fallback":
            return _has_choice(element)
        if tag == _MATH_TEXT:
            self.pieces.append(element.text or "")
        name = _word_name(tag)
        if name in {"del", "moveFrom"}:
            self._open_deletion()
        elif name == "txbxContent":
            self.pieces.append("\n")
        elif name in {"t", "delText"}:
            self.pieces.append(element.text or "")
        elif name in _LEAVES:
            self.pieces.append(_LEAVES[name])
        return name in {"instrText", "pPr", "rPr", "tblPr", "sectPr"}

    def _close(self, element: etree._Element) -> None:
        match _word_name(str(element.tag)):
            case "p":
                self.pieces.append("\n")
            case "tc":
                self._end_with("\t")
            case "tr":
                self._end_with("\n")
            case "del" | "moveFrom":
                self._close_deletion()

    def _end_with(self, mark: str) -> None:
        if self.pieces and self.pieces[-1] in {"\n", "\t"}:
            self.pieces.pop()
        self.pieces.append(mark)

    def _open_deletion(self) -> None:
        if not self.deleted:
            self.deleted_from = len(self.pieces)
        self.deleted += 1

    def _close_deletion(self) -> None:
        self.deleted -= 1
        if not self.deleted:
            words = "".join(self.pieces[self.deleted_from :])
            self.pieces[self.deleted_from :] = [f"[deleted: {words}]"] if words.strip() else []


def _word_name(tag: str) -> str:
    for namespace in (_WORD, _STRICT_WORD):
        if tag.startswith(namespace):
            return tag[len(namespace) :]
    return ""


def _has_choice(fallback: etree._Element) -> bool:
    """Whether the same text box also stands in the newer form, which is then the one to read."""
    parent = fallback.getparent()
    if parent is None:
        return False
    choices = parent.findall(f"{_COMPATIBILITY}Choice")
    return any(True for choice in choices for _ in choice.iter(f"{_WORD}t", f"{_STRICT_WORD}t"))


def _find_children(archive: zipfile.ZipFile) -> Iterator[Child]:
    members = [one for one in archive.infolist() if _INSIDE.fullmatch(one.filename) and not one.is_dir()]
    for number, member in enumerate(members, 1):
        is_picture = bool(_PICTURE_NAME.search(member.filename))
        yield Child(
            number=str(number),
            name=member.filename.removeprefix("word/"),
            load=_opener(archive, member),
            inline=is_picture,
            is_body="afchunk" in member.filename.lower(),
            # Drawings that Word keeps as the preview of an object or a formula.
            is_minor=bool(_PREVIEW.search(member.filename)),
        )


def _opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[int], bytes | Content]:
    return lambda left: load_member(archive, member, left)
