"""Finds the letter in a text: salutation and closing first, then what stands above, between and below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crmbridge.domain.reading import Letter
from extractors.identifiers.postcodes import find_postcodes
from extractors.letters.blocks import Block, choose_addressee, choose_letterhead, is_apart, list_blocks
from extractors.letters.columns import as_one_column
from extractors.letters.dated import find_letter_day
from extractors.letters.ending import find_closing, find_enclosures, find_signature
from extractors.letters.wording import BARE_SUBJECT, REFERENCE, SALUTATION, SUBJECT

SEARCHED = 200_000
_HEAD_LINES = 90
_HEAD_WITHOUT_SALUTATION = 40
_LONGEST_SALUTATION = 80
_LONGEST_SUBJECT = 100
_LONGEST_REFERENCE = 40
_ENDING_LINES = 60
_ENOUGH = 3
_REFERENCE_VALUE = re.compile(r"\s*[:.]?\s*(?P<value>[^\s:][^\n]*)")
_AMERICAN = re.compile(r"\d{5}(?:-\d{4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The lines of a text and where its salutation and its closing stand among them."""

    lines: tuple[str, ...]
    salutation: int | None
    closing: tuple[int, int] | None

    @property
    def head(self) -> tuple[str, ...]:
        """What stands above the salutation."""
        end = self.closing[0] if self.closing else len(self.lines)
        return self.lines[: min(end, _HEAD_WITHOUT_SALUTATION) if self.salutation is None else self.salutation]

    @property
    def body(self) -> tuple[str, ...]:
        """What stands between salutation and closing."""
        start = 0 if self.salutation is None else self.salutation + 1
        return self.lines[start : self.closing[0] if self.closing else len(self.lines)]

    @property
    def ending(self) -> tuple[str, ...]:
        """What stands below the closing."""
        return self.lines[self.closing[1] : self.closing[1] + _ENDING_LINES] if self.closing else ()


def find_letter(text: str, country: str) -> Letter | None:
    """The letter that a text is, None where it is none. `country` is where its writer most likely lives."""
    outline = _outline(text[:SEARCHED])
    if outline.salutation is None and outline.closing is None:
        return None
    head = as_one_column(outline.head)
    salutation = outline.lines[outline.salutation].strip(" ,:\f") if outline.salutation is not None else ""
    signature = find_signature(outline.lines, outline.closing[1]) if outline.closing else ""
    blocks = list_blocks(head)
    addressee = choose_addressee(blocks, salutation, signature)
    letterhead = choose_letterhead(_without_subject(blocks, addressee), addressee)
    ours, yours = _find_references(head)
    countries = _list_countries(letterhead, addressee, country)
    letter = Letter(
        letterhead=letterhead,
        addressee=addressee.text if addressee else "",
        dated=find_letter_day(head, outline.ending, text[:SEARCHED], countries),
        our_reference=ours,
        your_reference=yours,
        subject=_find_subject(head, outline.body, blocks, addressee),
        salutation=salutation,
        signature=signature,
        enclosures=find_enclosures(
            outline.lines, "\n".join(outline.body), outline.closing[1] if outline.closing else len(outline.lines)
        ),
    )
    return letter if _is_letter(letter, outline) else None


def _outline(text: str) -> Outline:
    lines = tuple(text.replace("\r", "").split("\n"))
    salutation = next((at for at, line in enumerate(lines[:_HEAD_LINES]) if _is_salutation(line)), None)
    closing = find_closing(lines, 0 if salutation is None else salutation + 1)
    return Outline(lines=lines, salutation=salutation, closing=closing)


def _is_salutation(line: str) -> bool:
    words = line.strip()
    return (
        len(words) <= _LONGEST_SALUTATION
        and SALUTATION.fullmatch(words) is not None
        and "." not in words[:-1].replace(". ", " ")
    )


def _is_letter(letter: Letter, outline: Outline) -> bool:
    """A salutation with a closing, or one of them with other marks of letters."""
    marks = (letter.dated is not None, letter.addressee, letter.our_reference or letter.your_reference, letter.subject)
    both = 2 * (outline.salutation is not None) + 2 * (outline.closing is not None)
    return both + sum(bool(one) for one in marks) >= _ENOUGH


def _find_references(head: Sequence[str]) -> tuple[str, str]:
    """Our and your reference, "our" as the writer sees it."""
    found: dict[str, str] = {}
    for position, line in enumerate(head):
        labels = list(REFERENCE.finditer(line))
        for label, following in zip(labels, [*labels[1:], None][: len(labels)], strict=True):
            value = _read_value(line[label.end() : following.start() if following else len(line)])
            if not value and following is None and not line[label.end() :].strip(" :."):
                below = head[position + 1].strip() if position + 1 < len(head) else ""
                value = below if any(one.isdigit() for one in below) and not is_apart(below) else ""
            if value and len(value) <= _LONGEST_REFERENCE:
                found.setdefault("your" if label["your"] else "our", value)
    return found.get("our", ""), found.get("your", "")


def _read_value(words: str) -> str:
    """What follows the label; without a colon only what has a digit, because a sentence may go on."""
    match = _REFERENCE_VALUE.fullmatch(words)
    value = match["value"].strip(" ,;|·") if match else ""
    has_mark = words.lstrip()[:1] in {":", "."}
    return value if has_mark or any(one.isdigit() for one in value) else ""


def _without_subject(blocks: Sequence[Block], addressee: Block | None) -> list[Block]:
    return [one for one in blocks if addressee is None or one.at <= addressee.at or one.has_postcode]


def _find_subject(head: Sequence[str], body: Sequence[str], blocks: Sequence[Block], addressee: Block | None) -> str:
    """After a word such as Re, else alone between address and salutation, else alone right below the salutation."""
    for line in (*head, *body[:6]):
        match = SUBJECT.fullmatch(line.strip()) or BARE_SUBJECT.fullmatch(line.strip())
        if match:
            return match["words"].strip()
    below = [one for one in blocks if addressee and one.at > addressee.at and not one.has_postcode]
    if below and len(below[-1].lines) <= 2 and not below[-1].has_contact:
        return " ".join(below[-1].lines)
    return _find_heading(body)


def _find_heading(body: Sequence[str]) -> str:
    lines = list(body)
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return ""
    line = lines[first].strip()
    following = lines[first + 1].strip() if first + 1 < len(lines) else ""
    is_heading = (
        len(line) <= _LONGEST_SUBJECT and not line.endswith((".", ",", ":", ";", "?", "!")) and line[0].isupper()
    )
    is_alone = not following or line.isupper() or (following[0].isupper() and len(line) < 0.75 * len(following))
    return line if is_heading and is_alone and len(lines) > first + 1 else ""


def _list_countries(letterhead: str, addressee: Block | None, country: str) -> tuple[str, ...]:
    """Where the writer lives by the postcode of his letterhead; unknown where the reader's is of another kind."""
    written = [_is_american(one) for one in (letterhead, addressee.text if addressee else "")]
    if written[0] is not None:
        return ("US" if written[0] else _at_home(country),)
    if written[1] is not None and written[1] != (country == "US"):
        return ()
    return (country,)


def _at_home(country: str) -> str:
    return "GB" if country == "US" else country


def _is_american(block: str) -> bool | None:
    codes = [one for one in find_postcodes(block) if one.is_sure or one.start == 0 or block[one.start - 1] in "\n ,"]
    sure = next((one for one in codes if one.is_sure), None) or next(iter(codes), None)
    return bool(_AMERICAN.fullmatch(sure.value)) and sure.is_sure if sure else None
