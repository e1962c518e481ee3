"""The reference in docs/ is made from the code, and so must be what the code says now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import cast

import pytest

from crmbridge.domain.reading import FaxPage
from crmbridge.domain.reading_json import as_json
from docs.configuration_keys import MEANINGS
from docs.generate_reference import BUILDERS, REFERENCE, build_commands, iter_keys
from docs.reading_keys import MEANINGS as READING_KEYS
from tests.unit.extractors.extractor_builders import make_mail, read

_DESCRIBED = ("parts", "identifiers", "passages", "letter", "fax_pages")


@pytest.mark.parametrize(("name", "build"), sorted(BUILDERS.items()))
def test_the_reference_is_what_the_generator_makes_now(name: str, build: Callable[[], str]) -> None:
    written = (REFERENCE / name).read_text("utf-8")
    assert written == build(), "run: python -m docs.generate_reference"


def test_every_key_of_the_configuration_has_its_sentence_and_no_other_has() -> None:
    assert sorted(MEANINGS) == sorted(iter_keys())


def test_every_key_of_a_reading_has_its_sentence_and_no_other_has() -> None:
    letter = "Anna Kay\n12 Mill Lane\nPort Arden PA1 4ZZ\n\n12 March 2025\n\nDear Sir\n\nHello\n\nYours faithfully\n"
    mail = as_json(read(make_mail("Hello C-104233\n\n> and quoted").as_bytes()), file="a.eml")
    written = {**mail, "letter": as_json(read(letter.encode()))["letter"], "failure": "time"}
    page = FaxPage(page=1, line="P. 1/2", sender="", number=1, total=2)
    written["fax_pages"] = [asdict(page)]
    rows = {key: value[0] if isinstance(value, list) and value else value for key, value in written.items()}
    nested = [
        f"{key}.{one}" for key, row in rows.items() if key in _DESCRIBED for one in cast("dict[str, object]", row)
    ]
    assert sorted(READING_KEYS) == sorted([*rows, *nested])


@pytest.mark.parametrize("command", ["crmbridge sync", "crmbridge crm import", "crmbridge gaps repair"])
def test_the_commands_are_found_in_their_groups(command: str) -> None:
    assert f"### `{command}`\n" in build_commands()
