"""The hard list: every hard file with what must be found in it, and how that is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crmbridge.domain.reading import PartState, Party, Reading
from tests.evaluation.hard_mails import list_mails
from tests.evaluation.hard_office import list_office
from tests.evaluation.hard_pages import list_pages
from tests.evaluation.hard_truth import FACTS, STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class HardFile:
    """A file, the facts a good reader yields from it, and the states of the parts that nobody can read."""

    name: str
    content: bytes
    facts: tuple[str, ...]
    states: tuple[tuple[str, PartState], ...]


def list_hard_files() -> Iterator[HardFile]:
    """Every file of the list."""
    for name, content in (*list_mails(), *list_office(), *list_pages()):
        yield HardFile(name=name, content=content, facts=FACTS.get(name, ()), states=STATES.get(name, ()))


def list_missing(reading: Reading, facts: tuple[str, ...]) -> list[str]:
    """The facts that stand nowhere in a Reading; line breaks and runs of blanks do not matter."""
    said = " ".join("\n".join(_list_words(reading)).split())
    return [fact for fact in facts if fact not in said]


def _list_words(reading: Reading) -> Iterator[str]:
    yield from (reading.text, reading.subject, reading.message_id, *reading.references)
    for part in reading.parts:
        yield from (part.name, part.text)
    for party in (reading.sender, *reading.recipients, *reading.parties):
        if isinstance(party, Party):
            yield f"{party.name} {party.address}"
    yield from (one.value for one in reading.identifiers)


def list_wrong_states(reading: Reading, states: tuple[tuple[str, PartState], ...]) -> list[str]:
    """The parts that are not in the state that is true of them, or do not say why; a path that is "*" is the whole."""
    found = {part.path: (part.state, part.reason) for part in reading.parts} | {"*": (reading.state, reading.reason)}
    return [
        f"{path}: {found.get(path)}, not {state}"
        for path, state in states
        if path not in found or found[path][0] is not state or not found[path][1]
    ]
