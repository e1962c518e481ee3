"""What an RTF document turns out to hold: texts with their place in the reading order, pictures, objects, a page."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field

from extractors.charsets import clean_text
from extractors.formats.rtf import words

# Not characters: they cannot stand in a text, so they can mark what is deleted in it.
DELETED, KEPT = "\ufdd0", "\ufdd1"
# The number that stands for "as it was when the form was made".
_UNDECIDED = 25
_NOT_HEX = re.compile(rb"[^0-9a-fA-F]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(slots=True)
class Embedded:
    """A picture or an object inside the document. `is_preview` marks a picture of an object that is there itself."""

    suffix: str = ""
    is_object: bool = False
    is_preview: bool = False
    pieces: list[bytes] = field(default_factory=list)
    is_binary: bool = False

    def as_bytes(self) -> bytes:
        """The content, from its hexadecimal digits or as it is."""
        joined = b"".join(self.pieces)
        if self.is_binary:
            return joined
        digits = _NOT_HEX.sub(b"", joined)
        return binascii.unhexlify(digits[: len(digits) // 2 * 2])


@dataclass(slots=True)
class FormField:
    """A box to tick or a list to choose from, with what was ticked or chosen."""

    numbers: dict[bytes, int] = field(default_factory=dict)
    choices: list[str] = field(default_factory=list)

    def render(self) -> str:
        """`[x]`, `[ ]` or the choice; empty for a field whose result stands in the text."""
        kind, chosen = self.numbers.get(b"fftype", 0), self.numbers.get(b"ffres", _UNDECIDED)
        chosen = self.numbers.get(b"ffdefres", 0) if chosen == _UNDECIDED else chosen
        if kind == 1:
            return "[x]" if chosen else "[ ]"
        return self.choices[chosen] if kind == 2 and 0 <= chosen < len(self.choices) else ""


@dataclass(slots=True)
class Document:
    """What was found. `stories` are the texts with their place in the reading order; `page` the HTML inside."""

    stories: list[tuple[int, list[str]]] = field(default_factory=lambda: [(words.BODY, [])])
    page: list[str] = field(default_factory=list)
    embedded: list[Embedded] = field(default_factory=list)
    has_page: bool = False
    has_hidden: bool = False
    is_whole: bool = True
    has_rest: bool = False

    def render(self) -> str:
        """The texts in reading order, each once: letterhead, body, notes, text boxes, foot, comments."""
        texts = [_tidy("".join(pieces)) for _, pieces in sorted(self.stories, key=lambda one: one[0])]
        return "\n\n".join(text for text in dict.fromkeys(texts) if text)


def _tidy(text: str) -> str:
    joined = text.replace(KEPT + DELETED, "")
    marked = joined.replace(DELETED, "[deleted: ").replace(KEPT, "]")
    whole = marked.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _EMPTY_LINES.sub("\n\n", clean_text(whole)).strip(" \n")
