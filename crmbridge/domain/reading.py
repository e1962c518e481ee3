"""What reading a document yields: text, parts, parties, identifiers; made by a pure function of the bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.identifier import Identifier


class PartState(StrEnum):
    """How far one part could be read. "Nothing there" and "could not read" are never the same."""

    READ = "read"
    EMPTY = "empty"
    NEEDS_OCR = "needs_ocr"
    NOT_FULLY_READ = "not_fully_read"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"
    OVER_BUDGET = "over_budget"


COMPLETE_STATES = frozenset({PartState.READ, PartState.EMPTY})
"""The states of a part of which nothing readable is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody whom a document names, as he stood in it. `address` is an e-mail address or number, may be empty.

    `role` is from, to, cc, bcc; for those who neither write nor are written to: sender (the hand that sent it for
    another), reply-to, resent-from, resent-to, resent-cc, delivered-to.
    """

    role: str
    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A recognised word: where it stands in the text of its part, where on the page, and how surely it was read.

    `start` and `end` count characters in the text of the part; `page` counts from 1. The sides of its box are
    thousandths of the width and the height of the page as it was stored, from its upper left corner. `confidence`
    runs from 0 to 1, as the engine told it. `alternatives` are what else was read there where two engines differ; an
    empty one was read as a part of the word before.
    """

    start: int
    end: int
    page: int
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a document.

    `path` is its place in the tree: "0" is the document itself, "2.1" the first part of its second part.
    `text` is what a person would read; pages are divided by form feeds. `inline` marks a picture or text shown inside
    the body rather than attached. `words` are those that were recognised on pictures, in the order of the text; text
    that was stored as text has none.
    """

    path: str
    name: str
    media_type: str
    size: int
    state: PartState
    reason: str = ""
    text: str = ""
    pages: int | None = None
    inline: bool = False
    fingerprint: str = ""
    words: tuple[Word, ...] = ()


class TimeSource(StrEnum):
    """Where the time at which a communication occurred was read."""

    MAIL_HEADER = "mail header"
    RECEIVED_HEADER = "received header"
    MESSAGE_PROPERTY = "message property"
    FAX_HEADER = "fax header"
    FAX_TAG = "fax tag"
    LETTER_DATE = "letter date"
    FORM_FIELD = "form field"
    REGISTER = "register"
    UNKNOWN = ""


class PassageKind(StrEnum):
    """What a stretch of text is. What no passage covers is the writer's own new words."""

    QUOTED = "quoted"
    FORWARDED = "forwarded"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of the text of a part that is not the writer's own new words. Counts characters."""

    part: str
    start: int
    end: int
    kind: PassageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter says about itself. Every value stands as it was written; several lines are divided by line feeds.

    `letterhead` names the writer, `addressee` the reader. `dated` is the day it names, None where it names none or
    where the order of day and month cannot be told. `enclosures` are those it promises, one each.
    """

    letterhead: str = ""
    addressee: str = ""
    dated: date | None = None
    our_reference: str = ""
    your_reference: str = ""
    subject: str = ""
    salutation: str = ""
    signature: str = ""
    enclosures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FaxPage:
    """The line a fax machine printed on top of a page. `page` counts from 1, `number` of `total` is what it says."""

    page: int
    line: str
    sender: str = ""
    number: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """What the receiving server wrote about the sender (Authentication-Results): pass, fail or empty.

    A pass stands here only where it speaks for the domain of the From address. `sender_is_ambiguous` marks a mail that
    names more than one From address, so that nobody can tell who sent it.
    """

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    sender_is_ambiguous: bool = False

    @property
    def is_failed(self) -> bool:
        """True where the From address cannot be believed: a check that speaks for it failed, or there are several."""
        others = {self.spf, self.dkim}
        is_refused = self.dmarc == "fail" or (not self.dmarc and "pass" not in others and "fail" in others)
        return self.sender_is_ambiguous or is_refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The message that was passed on, as it stands in the words or the attachment of the one that passes it on.

    Of several, each within the other, it is the innermost. `occurred_at` is None where its date names no year or cannot
    be read.
    """

    sender: Party | None = None
    recipients: tuple[Party, ...] = ()
    subject: str = ""
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything read out of one document.

    `state` is the weakest state that matters for the whole: `read` only where every part is complete.
    `occurred_at` is the time the document itself states, aware, in the offset it was written with; None where it states
    none. `references` are Message-IDs without angle brackets, oldest first. `automatic` is True for auto-replies,
    bounces and bulk mail. `key` is the item's own number where a submission carries one.

    `occurred_at_source` says where that time stood. `language` is an ISO 639-1 code, empty where there are too few
    words to tell. `passages` tell quoted words, signatures and disclaimers from the writer's own. `letter` is there for
    letters, whatever the file; `fax_pages` for pages with a header line. `missing_pages` are the numbers that the pages
    themselves say exist and that are not there. `parties` are those who are named beside sender and recipients, and
    whom nobody writes to. `original` is the message that this one passes on.
    """

    fingerprint: str
    media_type: str
    channel: Channel | None
    direction: Direction
    occurred_at: datetime | None
    subject: str
    sender: Party | None
    recipients: tuple[Party, ...]
    message_id: str
    references: tuple[str, ...]
    state: PartState
    reason: str
    pages: int | None
    text: str
    parts: tuple[Part, ...]
    identifiers: tuple[Identifier, ...]
    automatic: bool = False
    authentication: Authentication = field(default_factory=Authentication)
    key: str = ""
    occurred_at_source: TimeSource = TimeSource.UNKNOWN
    language: str = ""
    passages: tuple[Passage, ...] = ()
    letter: Letter | None = None
    fax_pages: tuple[FaxPage, ...] = ()
    missing_pages: tuple[int, ...] = ()
    parties: tuple[Party, ...] = ()
    original: Original | None = None

    @property
    def is_blank(self) -> bool:
        """Nothing at all could be read, and not because it waits for text recognition: a person must look."""
        is_readable = self.state in {PartState.READ, PartState.NEEDS_OCR, PartState.NOT_FULLY_READ}
        return not is_readable and not self.text.strip() and self.sender is None
