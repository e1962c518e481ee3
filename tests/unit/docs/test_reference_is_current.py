"""The reference in docs/ is made from the code, and so must be what the code says now."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docs.configuration_keys import MEANINGS
from docs.generate_reference import REFERENCE, build_commands, build_configuration, iter_keys


@pytest.mark.parametrize(
    ("name", "build"), [("commands.md", build_commands), ("configuration.md", build_configuration)]
)
def test_the_reference_is_what_the_generator_makes_now(name: str, build: Callable[[], str]) -> None:
    written = (REFERENCE / name).read_text("utf-8")
    assert written == build(), "run: python -m docs.generate_reference"


def test_every_key_of_the_configuration_has_its_sentence_and_no_other_has() -> None:
    assert sorted(MEANINGS) == sorted(iter_keys())


@pytest.mark.parametrize("command", ["crmbridge sync", "crmbridge crm import", "crmbridge gaps repair"])
def test_the_commands_are_found_in_their_groups(command: str) -> None:
    assert f"### `{command}`\n" in build_commands()
