"""What a letter tells of the communication: who wrote to whom, on which day, in which direction."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from crmbridge.domain.communication import Direction
from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import Letter, Party, TimeSource
from crmbridge.normalise import normalise_name
from extractors.content import Head
from extractors.identifiers.own import OwnMarks, read_own_marks
from extractors.letters.wording import FOR_ANOTHER

_TITLE = re.compile(
    r"(?:to|an|firma|herrn?|frau|madame|monsieur|mme|mlle|m\.|mrs?|ms|miss|mx|dr|prof|professor|rev|sir)\b\.?\s*", re.I
)
_NAME = re.compile(r"[^\W\d_][^\d\n@:]{1,59}")
_DOMAIN = re.compile(r"(?:@|www\.|https?://)([\w.-]+\.[a-z]{2,24})", re.I)


def add_letter(head: Head, letter: Letter, settings: ReaderSettings) -> Head:
    """The head with what only the letter tells; what the document itself stated stays."""
    own = read_own_marks(settings)
    day = datetime.combine(letter.dated, time(), ZoneInfo(settings.timezone)) if letter.dated else None
    is_dated = head.occurred_at is None and day is not None
    return replace(
        head,
        sender=head.sender or _find_sender(letter, own),
        recipients=head.recipients or _find_recipients(letter),
        subject=head.subject or letter.subject,
        occurred_at=day if is_dated else head.occurred_at,
        occurred_at_source=TimeSource.LETTER_DATE if is_dated else head.occurred_at_source,
    )


def find_letter_direction(letter: Letter, settings: ReaderSettings) -> Direction | None:
    """OUT where the letterhead is ours and the reader is greeted by name or the signature is ours; None in doubt.

    In what we wrote ourselves our own words count for more, so one sign is not enough: our name also stands above
    letters that begin with their reader, and on forms that clients send back.
    """
    own = read_own_marks(settings)
    if _is_ours(letter.addressee, own):
        return Direction.IN
    is_told = _is_greeted(letter) or _is_ours(letter.signature, own)
    is_out = bool(letter.addressee) and _is_ours(letter.letterhead, own) and is_told
    return Direction.OUT if is_out else None


def _is_ours(block: str, own: OwnMarks) -> bool:
    is_named = any(own.has_own_name(line) for line in block.split("\n"))
    return is_named or any(own.is_own_domain(one.casefold()) for one in _DOMAIN.findall(block))


def _is_greeted(letter: Letter) -> bool:
    """Whether the salutation names somebody who stands in the addressee's block."""
    greeted = normalise_name(letter.salutation).split()
    return len(greeted) > 1 and greeted[-1] in normalise_name(letter.addressee.partition("\n\n")[0]).split()


def _find_sender(letter: Letter, own: OwnMarks) -> Party | None:
    """Who signed, with all that stands on the line of the name; the letterhead where one signed for another.

    A letterhead counts only beside an addressee, from whom it is told apart: a wrong writer is worse than none.
    """
    signed = "" if FOR_ANOTHER.search(letter.signature + " ") else letter.signature
    for block in (signed, letter.letterhead if letter.addressee else ""):
        name = _find_name(block)
        if name:
            return None if own.has_own_name(name) and _is_ours(letter.addressee, own) else _as_party("from", name)
    return None


def _find_recipients(letter: Letter) -> tuple[Party, ...]:
    name = _find_name(letter.addressee)
    return (_as_party("to", name),) if name else ()


def _find_name(block: str) -> str:
    """The first line, without titles, that is written as a name; empty where there is none."""
    lines = [_strip_titles(line) for line in block.split("\n")]
    first = next((line for line in lines if line), "")
    return first if _NAME.fullmatch(first) and first[:1].isupper() else ""


def _strip_titles(line: str) -> str:
    words = line.strip(" ,·")
    while match := _TITLE.match(words):
        words = words[match.end() :]
    return words.strip(" ,")


def _as_party(role: str, name: str) -> Party:
    return Party(role=role, name=name, address="")
