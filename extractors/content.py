"""The words that readers of formats share: what they get, what they give, and what lies inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from crmbridge.domain.communication import Channel
from crmbridge.domain.identifier import Zone
from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import Authentication, FaxPage, PartState, Party, TimeSource, Word
from extractors.allowance import Allowance


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The bytes of one part, with what is claimed about them. `media_type` is what the bytes say.

    `inline` marks a part shown inside a text; `has_sidecar` a picture whose text came beside it, so that it needs no
    recognising.
    """

    content: bytes
    media_type: str
    settings: ReaderSettings
    name: str = ""
    charset: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    allowance: Allowance = field(default_factory=Allowance)
    inline: bool = False
    has_sidecar: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a part's text and the zone it belongs to; None where identifiers are not looked for."""

    start: int
    end: int
    zone: Zone | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An identifier that the format itself names (a header, a field), so that it needs no searching."""

    kind: str
    start: int
    end: int
    zone: Zone
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a document says about itself as a whole: mails and submissions do, most documents do not."""

    sender: Party | None = None
    recipients: tuple[Party, ...] = ()
    subject: str = ""
    occurred_at: datetime | None = None
    message_id: str = ""
    references: tuple[str, ...] = ()
    automatic: bool = False
    authentication: Authentication = field(default_factory=Authentication)
    key: str = ""
    occurred_at_source: TimeSource = TimeSource.UNKNOWN
    parties: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a reader made of one part. `text` has a form feed between pages.

    `is_minor` marks what a person would not miss (a logo, a digital signature): it does not spoil the whole.
    `structure` are the stretches that the format itself marks as quoted or as a signature.
    """

    state: PartState = PartState.READ
    reason: str = ""
    text: str = ""
    pages: int | None = None
    children: Iterable[Child] = ()
    head: Head | None = None
    channel: Channel | None = None
    spans: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()
    is_minor: bool = False
    structure: tuple[Span, ...] = ()
    words: tuple[Word, ...] = ()
    fax_pages: tuple[FaxPage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """The bytes that are left of a part, and what was lost of it, in words for a clerk."""

    content: bytes
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A part inside another. `number` is its path relative to its parent.

    `load` is called with the number of bytes that may still be unpacked; it gives the bytes, those that are left where
    some were lost, or the finished content where there is nothing more to read (a locked member, a row of a table).
    `alternative` names the group of which a person reads only one.
    """

    number: str
    load: Callable[[int], bytes | Content | Damaged]
    name: str = ""
    media_type: str = ""
    charset: str = ""
    inline: bool = False
    is_body: bool = False
    is_minor: bool = False
    alternative: str = ""


Reader = Callable[[Source], Content]
