"""Follows the groups of an RTF document and writes down what stands in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from extractors.charsets import clean_text
from extractors.formats.code_pages import find_codec
from extractors.formats.rtf import words
from extractors.formats.rtf.document import DELETED, KEPT, Document, Embedded, FormField
from extractors.formats.rtf.tokens import Token, iter_tokens

_PICTURES = {b"pngblip": ".png", b"jpegblip": ".jpg", b"emfblip": ".emf", b"wmetafile": ".wmf", b"dibitmap": ".bmp"}
_DEEPEST = 5000


class _Place(Enum):
    TEXT = auto()
    NOWHERE = auto()
    FONTS = auto()
    PICTURE = auto()
    OBJECT = auto()
    TAG = auto()
    AUTHOR = auto()
    SHAPE = auto()
    FORM = auto()
    CHOICE = auto()


@dataclass(slots=True)
class _Group:
    place: _Place = _Place.TEXT
    story: int = 0
    codec: str = ""
    skipped: int = 1
    is_hidden: bool = False
    is_deleted: bool = False
    is_rtf_only: bool = False
    is_optional: bool = False
    is_preview: bool = False


class Interpreter:
    """Reads the tokens of one document. Used once."""

    def __init__(self) -> None:
        self.document = Document()
        self._default = "cp1252"
        self._group = _Group(codec=self._default)
        self._groups: list[_Group] = []
        self._fonts: dict[int, str] = {}
        self._font = self._first_font = 0
        self._pending = bytearray()
        self._ignored = 0
        self._author: list[str] = []
        self._form = FormField()
        self._is_continuous = False

    def read(self, content: bytes) -> Document:
        """Everything up to the end of the outermost group, and whether words follow it."""
        is_ended = False
        for token in iter_tokens(content):
            if is_ended and not self.document.has_page:
                self.document.has_rest = self.document.has_rest or bool(token.text.strip())
            elif token.brace:
                self._turn_group(token.brace)
                is_ended = is_ended or not self._groups
            elif token.text or token.byte >= 0:
                self._take_text(token)
            elif token.binary:
                self._take_binary(token.binary)
            else:
                self._follow(token)
        self._flush()
        self.document.is_whole = self.document.is_whole and is_ended
        return self.document

    def _turn_group(self, brace: bytes) -> None:
        self._flush()
        self._ignored = 0
        if brace == b"{":
            if len(self._groups) < _DEEPEST:
                self._groups.append(self._group)
                self._group = replace(self._group, is_optional=False)
            else:
                self.document.is_whole = False
        elif self._groups:
            ended, self._group = self._group, self._groups.pop()
            if ended.place is _Place.FORM and self._group.place is not _Place.FORM:
                self.document.stories[ended.story][1].append(self._form.render())
            if ended.story != self._group.story:
                self.document.stories[ended.story][1].append("\n")

    def _take_text(self, token: Token) -> None:
        place = self._group.place
        if place is _Place.PICTURE or place is _Place.OBJECT:
            self.document.embedded[-1].pieces.append(token.text)
            return
        written = token.text or bytes((token.byte,))
        if self._ignored:
            dropped = min(self._ignored, len(written))
            self._ignored -= dropped
            written = written[dropped:]
        self._pending += written

    def _take_binary(self, content: bytes) -> None:
        if self._ignored:
            self._ignored -= 1
        elif self._group.place in {_Place.PICTURE, _Place.OBJECT}:
            self.document.embedded[-1].is_binary = True
            self.document.embedded[-1].pieces = [content]

    def _flush(self) -> None:
        if self._pending:
            written = bytes(self._pending)
            self._pending.clear()
            self._write(self._decode(written))

    def _decode(self, written: bytes) -> str:
        if written.isascii():
            return written.decode("ascii")
        try:
            return written.decode(self._group.codec)
        except ValueError:  # the font promised letters that these are not
            return written.decode(self._default, "replace")

    def _write(self, text: str) -> None:
        group = self._group
        if group.place is _Place.TAG:
            self.document.page.append(text)
        elif group.place is _Place.AUTHOR:
            self._author.append(text)
        elif group.place is _Place.CHOICE:
            self._form.choices[-1] += text
        elif group.place is _Place.TEXT:
            self._write_shown(text)

    def _write_shown(self, text: str) -> None:
        group = self._group
        if not group.is_rtf_only:
            self.document.page.append(text)
        if group.is_hidden:
            self.document.has_hidden = self.document.has_hidden or bool(text.strip())
            return
        pieces = self.document.stories[group.story][1]
        if text == "\n" and pieces[-1:] == ["\t"]:
            pieces.pop()
        pieces.append(f"{DELETED}{text}{KEPT}" if group.is_deleted else text)

    def _follow(self, token: Token) -> None:
        word = token.word
        if self._ignored and word != b"u":
            # A control word counts as one of the characters that stand in for a Unicode letter.
            self._ignored -= 1
            if word in {b"\\", b"{", b"}"}:
                return
        if word in {b"\\", b"{", b"}"}:
            self._pending += word
        elif word == b"*":
            self._group.is_optional = True
        elif word == b"u":
            self._write_unicode(token.argument)
        else:
            self._flush()
            self._obey(word, token.argument)

    def _write_unicode(self, number: int | None) -> None:
        self._flush()
        code = (number or 0) % 0x10000
        if 0xF020 <= code <= 0xF0FF:  # a place in a symbol font
            self._write("\u2022" if code == 0xF0B7 else bytes((code - 0xF000,)).decode("cp1252", "replace"))
        elif number is not None:
            self._write(chr(code))
        self._ignored = self._group.skipped

    def _obey(self, word: bytes, argument: int | None) -> None:
        if word in words.SYMBOLS:
            self._write_symbol(word)
        elif word in _SWITCHES:
            setattr(self._group, _SWITCHES[word], argument != 0)
        elif not (self._set_charset(word, argument) or self._open_destination(word)):
            self._set_state(word, argument)

    def _write_symbol(self, word: bytes) -> None:
        symbol = words.SYMBOLS[word]
        if self._group.place is _Place.TAG or self.document.has_page:
            symbol = "\r\n" if symbol in {"\n", "\f"} else symbol
        self._write(symbol)

    def _set_charset(self, word: bytes, argument: int | None) -> bool:
        if word == b"f" and self._group.place is _Place.FONTS:
            self._font = argument or 0
        elif word == b"f":
            self._group.codec = self._fonts.get(argument or 0, self._default)
        elif word in {b"fcharset", b"cpg"} and self._group.place is _Place.FONTS:
            self._fonts[self._font] = (
                words.find_font_codec(argument or 0, self._default)
                if word == b"fcharset"
                else find_codec(argument or 0) or self._default
            )
        elif word == b"ansicpg":
            self._set_default(find_codec(argument or 0) or self._default)
        elif word in words.MACHINES:
            self._set_default(words.MACHINES[word])
        else:
            return False
        return True

    def _set_default(self, codec: str) -> None:
        self._default = self._group.codec = codec

    def _open_destination(self, word: bytes) -> bool:
        name = word.lower()
        if self._group.place is _Place.NOWHERE and name not in {b"ud", b"formfield"}:
            return True
        if name in _PLACES:
            self._enter(_PLACES[name])
        elif name == b"result":
            self._group.is_preview = any(one.is_object for one in self.document.embedded[-1:])
        elif name in words.STORIES:
            self._open_story(words.STORIES[name])
        elif name in words.UNSHOWN or (self._group.is_optional and name not in words.SHOWN):
            self._group.place = _Place.NOWHERE
        else:
            return False
        self._group.is_optional = False
        return True

    def _open_story(self, order: int) -> None:
        author = f"{clean_text(''.join(self._author)).strip()}: " if self._author and order == words.COMMENT else ""
        self._author = [] if order == words.COMMENT else self._author
        self.document.stories.append((order, [author] if author else []))
        self._group.story = len(self.document.stories) - 1
        self._group.codec = self._default
        self._group.is_hidden = False

    def _enter(self, place: _Place) -> None:
        self._group.place = place
        if place is _Place.PICTURE:
            self.document.embedded.append(Embedded(is_preview=self._group.is_preview))
        elif place is _Place.OBJECT:
            self.document.embedded.append(Embedded(is_object=True))
        elif place is _Place.TAG:
            self._group.is_rtf_only = False
        elif place is _Place.FORM:
            self._form = FormField()
        elif place is _Place.CHOICE:
            self._form.choices.append("")

    def _set_state(self, word: bytes, argument: int | None) -> None:
        group = self._group
        if word == b"uc":
            group.skipped = max(0, min(argument or 0, 32))
        elif word == b"plain":
            group.is_hidden = group.is_deleted = False
            group.codec = self._fonts.get(self._first_font, self._default)
        elif word == b"deff":
            self._first_font = argument or 0
        elif word == b"fromhtml":
            self.document.has_page = True
        elif word in _PICTURES and group.place is _Place.PICTURE:
            self.document.embedded[-1].suffix = _PICTURES[word]
        elif word in {b"fftype", b"ffres", b"ffdefres"}:
            self._form.numbers[word] = argument or 0
        else:
            self._set_section(word)

    def _set_section(self, word: bytes) -> None:
        if word in {b"sectd", b"sbkpage", b"sbknone"}:
            self._is_continuous = word == b"sbknone"
        elif word == b"sect":
            self._write("\n" if self._is_continuous else "\f")


_SWITCHES = {b"v": "is_hidden", b"deleted": "is_deleted", b"htmlrtf": "is_rtf_only"}
_PLACES = {
    b"fonttbl": _Place.FONTS,
    b"pict": _Place.PICTURE,
    b"objdata": _Place.OBJECT,
    b"htmltag": _Place.TAG,
    b"atnauthor": _Place.AUTHOR,
    b"ud": _Place.TEXT,
    b"sp": _Place.SHAPE,
    b"formfield": _Place.FORM,
    b"ffl": _Place.CHOICE,
}
