from __future__ import annotations

import json

from crmbridge.domain.reading_json import as_json, from_json
from tests.unit.extractors.extractor_builders import make_mail, make_pdf, read


def test_a_reading_comes_back_from_json_as_it_went() -> None:
    mail = make_mail("My number is C-104233, Zo\xeb \U0001f600.")
    mail.add_attachment(make_pdf("a", "b"), maintype="application", subtype="pdf", filename="x.pdf")
    reading = read(mail.as_bytes())
    assert from_json(json.loads(json.dumps(as_json(reading)))) == reading


def test_a_reading_that_says_nothing_comes_back_too() -> None:
    reading = read(b"")
    assert from_json(json.loads(json.dumps(as_json(reading)))) == reading


def test_a_reading_of_the_first_version_is_understood() -> None:
    reading = read(make_mail("Hello C-104233").as_bytes())
    written = as_json(reading)
    for key in ("occurred_at_source", "language", "passages", "letter", "fax_pages", "missing_pages"):
        del written[key]
    parts, identifiers = written["parts"], written["identifiers"]
    assert isinstance(parts, list)
    assert isinstance(identifiers, list)
    for part in parts:
        del part["words"]
    for identifier in identifiers:
        del identifier["certainty"], identifier["confidence"], identifier["is_own"]
    earlier = from_json(written)
    assert (earlier.text, earlier.language, earlier.letter) == (reading.text, "", None)
    assert [one.value for one in earlier.identifiers] == [one.value for one in reading.identifiers]


def test_the_published_keys_are_there() -> None:
    published = {
        "file", "fingerprint", "media_type", "channel", "direction", "occurred_at", "subject", "sender", "recipients",
        "message_id", "references", "state", "reason", "pages", "text", "parts", "identifiers", "events",
        "contact_reason", "automatic",
    }  # fmt: skip
    assert published <= as_json(read(make_mail().as_bytes()), file="a.eml").keys()
