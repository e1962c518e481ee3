"""A Reading as plain JSON values and back: the form of `crmbridge extract`, of the ledger and between processes.

Everything in a Reading survives the way there and back; the keys beyond the published ones carry the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reading import (
    Authentication,
    FaxPage,
    Letter,
    Original,
    Part,
    PartState,
    Party,
    Passage,
    PassageKind,
    Reading,
    TimeSource,
    Word,
)

JsonObject = Mapping[str, Any]


def as_json(reading: Reading, file: str | None = None) -> dict[str, object]:
    """The Reading as JSON values. `file` names the document where one asks for it by name."""
    return {
        **({} if file is None else {"file": file}),
        "fingerprint": reading.fingerprint,
        "media_type": reading.media_type,
        "channel": reading.channel.value if reading.channel else None,
        "direction": reading.direction.value,
        "occurred_at": reading.occurred_at.isoformat() if reading.occurred_at else None,
        "subject": reading.subject,
        "sender": _party_as_json(reading.sender) if reading.sender else None,
        "recipients": [_party_as_json(party) for party in reading.recipients],
        "message_id": reading.message_id,
        "references": list(reading.references),
        "state": reading.state.value,
        "reason": reading.reason,
        "pages": reading.pages,
        "text": reading.text,
        "parts": [_part_as_json(part) for part in reading.parts],
        "identifiers": [_identifier_as_json(one) for one in reading.identifiers],
        "events": [],
        "contact_reason": None,
        "automatic": reading.automatic,
        "authentication": _authentication_as_json(reading.authentication),
        "key": reading.key,
        "occurred_at_source": reading.occurred_at_source.value,
        "language": reading.language,
        "passages": [asdict(one) for one in reading.passages],
        "letter": _letter_as_json(reading.letter) if reading.letter else None,
        "fax_pages": [asdict(one) for one in reading.fax_pages],
        "missing_pages": list(reading.missing_pages),
        "parties": [_party_as_json(party) for party in reading.parties],
        "original": _original_as_json(reading.original) if reading.original else None,
    }


def from_json(mapping: JsonObject) -> Reading:
    """The Reading that `as_json` wrote, in this version or an earlier one, whose later keys are empty.

    Raises KeyError, TypeError or ValueError where it is none.
    """
    return Reading(
        fingerprint=mapping["fingerprint"],
        media_type=mapping["media_type"],
        channel=Channel(mapping["channel"]) if mapping["channel"] else None,
        direction=Direction(mapping["direction"]),
        occurred_at=datetime.fromisoformat(mapping["occurred_at"]) if mapping["occurred_at"] else None,
        subject=mapping["subject"],
        sender=_party_from_json(mapping["sender"]) if mapping["sender"] else None,
        recipients=tuple(_party_from_json(one) for one in mapping["recipients"]),
        message_id=mapping["message_id"],
        references=tuple(mapping["references"]),
        state=PartState(mapping["state"]),
        reason=mapping["reason"],
        pages=mapping["pages"],
        text=mapping["text"],
        parts=tuple(_part_from_json(one) for one in mapping["parts"]),
        identifiers=tuple(_identifier_from_json(one) for one in mapping["identifiers"]),
        automatic=mapping["automatic"],
        authentication=Authentication(**mapping["authentication"]),
        key=mapping["key"],
        occurred_at_source=TimeSource(mapping.get("occurred_at_source", "")),
        language=mapping.get("language", ""),
        passages=tuple(Passage(**{**one, "kind": PassageKind(one["kind"])}) for one in mapping.get("passages", ())),
        letter=_letter_from_json(mapping["letter"]) if mapping.get("letter") else None,
        fax_pages=tuple(FaxPage(**one) for one in mapping.get("fax_pages", ())),
        missing_pages=tuple(mapping.get("missing_pages", ())),
        parties=tuple(_party_from_json(one) for one in mapping.get("parties", ())),
        original=_original_from_json(mapping["original"]) if mapping.get("original") else None,
    )


def _party_as_json(party: Party) -> dict[str, object]:
    return {"role": party.role, "name": party.name, "address": party.address}


def _party_from_json(mapping: JsonObject) -> Party:
    return Party(role=mapping["role"], name=mapping["name"], address=mapping["address"])


def _original_as_json(original: Original) -> dict[str, object]:
    return {
        "sender": _party_as_json(original.sender) if original.sender else None,
        "recipients": [_party_as_json(party) for party in original.recipients],
        "subject": original.subject,
        "occurred_at": original.occurred_at.isoformat() if original.occurred_at else None,
    }


def _original_from_json(mapping: JsonObject) -> Original:
    return Original(
        sender=_party_from_json(mapping["sender"]) if mapping["sender"] else None,
        recipients=tuple(_party_from_json(one) for one in mapping["recipients"]),
        subject=mapping["subject"],
        occurred_at=datetime.fromisoformat(mapping["occurred_at"]) if mapping["occurred_at"] else None,
    )


def _part_as_json(part: Part) -> dict[str, object]:
    return {
        "path": part.path,
        "name": part.name,
        "media_type": part.media_type,
        "size": part.size,
        "state": part.state.value,
        "reason": part.reason,
        "text": part.text,
        "pages": part.pages,
        "inline": part.inline,
        "fingerprint": part.fingerprint,
        "words": [_word_as_json(word) for word in part.words],
    }


def _part_from_json(mapping: JsonObject) -> Part:
    words = tuple(_word_from_json(one) for one in mapping.get("words", ()))
    return Part(**{**mapping, "state": PartState(mapping["state"]), "words": words})


def _word_as_json(word: Word) -> list[object]:
    """`[start, end, page, left, top, right, bottom, confidence, alternative ...]`: a page has hundreds of them."""
    box = (word.left, word.top, word.right, word.bottom)
    return [word.start, word.end, word.page, *box, word.confidence, *word.alternatives]


def _word_from_json(row: list[Any]) -> Word:
    start, end, page, left, top, right, bottom, confidence, *alternatives = row
    return Word(
        start=start,
        end=end,
        page=page,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        confidence=confidence,
        alternatives=tuple(alternatives),
    )


def _letter_as_json(letter: Letter) -> dict[str, object]:
    return {
        **asdict(letter),
        "dated": letter.dated.isoformat() if letter.dated else None,
        "enclosures": list(letter.enclosures),
    }


def _letter_from_json(mapping: JsonObject) -> Letter:
    dated = date.fromisoformat(mapping["dated"]) if mapping["dated"] else None
    return Letter(**{**mapping, "dated": dated, "enclosures": tuple(mapping["enclosures"])})


def _identifier_as_json(one: Identifier) -> dict[str, object]:
    return {
        "kind": one.kind,
        "value": one.value,
        "normalised": one.normalised,
        "part": one.part,
        "page": one.page,
        "start": one.start,
        "end": one.end,
        "quote": one.quote,
        "zone": one.zone.value,
        "label": one.label,
        "checked": one.checked,
        "certainty": one.certainty,
        "confidence": one.confidence,
        "is_own": one.is_own,
    }


def _identifier_from_json(mapping: JsonObject) -> Identifier:
    return Identifier(**{**mapping, "zone": Zone(mapping["zone"])})


def _authentication_as_json(authentication: Authentication) -> dict[str, object]:
    return {
        "spf": authentication.spf,
        "dkim": authentication.dkim,
        "dmarc": authentication.dmarc,
        "sender_is_ambiguous": authentication.sender_is_ambiguous,
    }
