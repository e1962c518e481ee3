"""Identifiers read out of documents, each with the place it stood."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Zone(StrEnum):
    """What kind of place in a communication a text stood in; it decides how much an identifier there is worth."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    COPIED = "copied"
    SUBJECT = "subject"
    BODY = "body"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    FAX_HEADER = "fax_header"
    ATTACHMENT = "attachment"
    FIELD = "field"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A value that may say whom or what a communication is about.

    `kind` is a built-in kind (email, phone, date, name, address, iban, url, message_id, reference) or the name of a
    pattern in the configuration (`client_number`). `start` and `end` count characters in the text of the part named by
    `part`; `page` counts from 1, None where the part has no pages. `quote` holds the words around it, as they stand.
    `label` holds the words just before it ("our ref"), lower case, empty where there are none. `checked` is True where
    a check digit was verified, False where it failed, None where the kind has none.

    `certainty` (0 to 1) is how surely such words are a value of this kind at all: a number behind "our ref" more than a
    bare one. `confidence` (0 to 1) is how surely the characters were recognised, None where they stood as text; such a
    value is a candidate. `is_own` marks what identifies our own organisation and never a client.
    """

    kind: str
    value: str
    normalised: str
    part: str
    page: int | None
    start: int
    end: int
    quote: str
    zone: Zone
    label: str = ""
    checked: bool | None = None
    certainty: float = 1.0
    confidence: float | None = None
    is_own: bool = False
