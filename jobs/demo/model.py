"""The words of the demo office: what a document is before it is made, and what is true about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")
OWN_NAME = "Harbour Mutual"
OWN_ADDRESS = "Harbour House, 12 Quay Street, Port Arden PA1 4ZZ"
SERVICE = "Harbour Mutual <service@harbour.example>"
CLAIMS = "Harbour Mutual Claims <claims@harbour.example>"


class Expected(StrEnum):
    """What must become of a document. `unreadable` is satisfied by a quarantine and by a review for that reason."""

    LINKED = "linked"
    REVIEW = "review"
    UNLINKED = "unlinked"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What must become of a document and why. `client` and `case` are keys of the cast, set for `linked` only.

    What `needs_ocr` is a picture: where nothing can be recognised it waits instead.
    """

    expected: Expected
    why: str
    client: str = ""
    case: str = ""
    needs_ocr: bool = False


def linked(client: str, why: str, *, case: str = "", needs_ocr: bool = False) -> Truth:
    """It belongs to this client, and to the case when one is named."""
    return Truth(expected=Expected.LINKED, client=client, case=case, why=why, needs_ocr=needs_ocr)


def review(why: str) -> Truth:
    """A person must decide."""
    return Truth(expected=Expected.REVIEW, why=why)


def unlinked(why: str) -> Truth:
    """It belongs to nobody in the CRM."""
    return Truth(expected=Expected.UNLINKED, why=why)


def unreadable(why: str, *, needs_ocr: bool = False) -> Truth:
    """No machine without eyes can read it."""
    return Truth(expected=Expected.UNREADABLE, why=why, needs_ocr=needs_ocr)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that travels in a mail. Its suffix says what is made of the text."""

    name: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail before it is made. `name` is its locator without `.eml`; `at` is local time.

    `shape` is plain, html, alternative, forward, logo, latin9 or mislabelled. `answers` names the mail of the office,
    or the message of the CRM, that it replies to. `twin` names another mail, whose Message-ID it carries as well.
    """

    name: str
    at: str
    sender: str
    subject: str
    text: str
    truth: Truth
    to: str = SERVICE
    shape: str = "plain"
    answers: str = ""
    twin: str = ""
    copies: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    forwarded: Mail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter, fax or submission before it is made. `shape` names the maker; a page break in `text` is a form feed.

    `number` is the register number of a letter in, the letter number of one out, empty for the others. `sender` and
    `town` are what the clerk wrote into the register.
    """

    name: str
    at: str
    text: str
    truth: Truth
    shape: str = "pdf"
    number: str = ""
    sender: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One finished file of a repository. `sidecar` is the text that the fax server wrote beside it, if it did."""

    repository: str
    locator: str
    content: bytes
    at: datetime
    truth: Truth
    sidecar: str = ""


def as_local(at: str) -> datetime:
    """`2025-03-03 09:14` in the office's own time."""
    return datetime.strptime(at, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
