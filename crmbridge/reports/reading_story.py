"""What was read of a communication, in plain sentences: its parts, its recognised words, its pages, what it says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from crmbridge.domain.reading import FaxPage, Letter, Original, Part, Party, PassageKind, Reading, Word

LANGUAGES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
}
UNSURE = 0.6
"""A word that was recognised with less confidence is counted as uncertain."""
_KINDS = {
    PassageKind.QUOTED: "quoted words",
    PassageKind.FORWARDED: "words passed on",
    PassageKind.SIGNATURE: "a signature",
    PassageKind.DISCLAIMER: "a disclaimer",
}

Told = tuple[str, str]
"""A chapter and a sentence."""


def tell_reading(reading: Reading) -> Iterator[Told]:
    """How far it was read, part by part, and then what it says about itself."""
    reason = f": {reading.reason}" if reading.reason else ""
    count = len(reading.parts)
    yield "reading", f"{reading.state}{reason}, {count} part{'' if count == 1 else 's'}"
    for part in reading.parts:
        yield "part", ", ".join(_list_part_words(part))
        yield from (("recognised", sentence) for sentence in _tell_recognised(part))
    yield from (("page", _tell_fax_page(one)) for one in reading.fax_pages)
    yield from (
        ("missing page", f"page {page}, which other pages count, is not there") for page in reading.missing_pages
    )
    if reading.language:
        yield "language", LANGUAGES.get(reading.language, reading.language)
    if reading.letter:
        yield from (("letter", sentence) for sentence in _tell_letter(reading.letter))
    yield from (("passage", sentence) for sentence in _tell_passages(reading))
    yield from (("named", f"{one.role}: {_name(one)}") for one in reading.parties)
    if reading.original:
        yield "passes on", _tell_original(reading.original)


def _list_part_words(part: Part) -> list[str]:
    pages = f"{part.pages} page{'' if part.pages == 1 else 's'}" if part.pages else ""
    words = [f"part {part.path}", part.name, part.media_type, pages, str(part.state), part.reason]
    return [one for one in words if one]


def _tell_recognised(part: Part) -> Iterator[str]:
    """One sentence for each page of which words were recognised; a word may stand in the middle of stored text."""
    for page, found in groupby(part.words, key=lambda word: word.page):
        yield f"part {part.path}, page {page}: {_tell_words(list(found))}"


def _tell_words(words: list[Word]) -> str:
    mean = sum(word.confidence for word in words) / len(words)
    unsure = sum(word.confidence < UNSURE for word in words)
    plural = "" if len(words) == 1 else "s"
    return f"{len(words)} word{plural} read by text recognition, confidence {mean:.0%} on average, {unsure} uncertain"


def _tell_fax_page(one: FaxPage) -> str:
    number = f", it is page {one.number}" if one.number else ""
    total = f" of {one.total}" if one.number and one.total else ""
    sender = f", sent from {one.sender}" if one.sender else ""
    return f"page {one.page} has the header line “{one.line}”{number}{total}{sender}"


def _tell_letter(letter: Letter) -> Iterator[str]:
    for words, value in (
        ("letterhead", letter.letterhead),
        ("addressed to", letter.addressee),
        ("dated", f"{letter.dated.day} {letter.dated:%B %Y}" if letter.dated else ""),
        ("our reference", letter.our_reference),
        ("your reference", letter.your_reference),
        ("about", letter.subject),
        ("signed", letter.signature),
        ("promises to enclose", "; ".join(letter.enclosures)),
    ):
        if value:
            yield f"{words} {', '.join(value.splitlines())}"


def _tell_passages(reading: Reading) -> Iterator[str]:
    """One sentence for each part and kind: how much of the text is not the writer's own."""
    sizes: dict[tuple[str, PassageKind], int] = {}
    for one in reading.passages:
        sizes[one.part, one.kind] = sizes.get((one.part, one.kind), 0) + one.end - one.start
    for (part, kind), size in sizes.items():
        yield f"part {part} holds {_KINDS[kind]}, {size} characters"


def _tell_original(original: Original) -> str:
    sender = f"a message of {_name(original.sender)}" if original.sender else "a message"
    at = f" of {original.occurred_at.isoformat(timespec='minutes')}" if original.occurred_at else ""
    return f"{sender}{at}: {original.subject or '(no subject)'}"


def _name(party: Party) -> str:
    return f"{party.name} <{party.address}>" if party.name and party.address else party.name or party.address
