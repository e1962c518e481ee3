"""How communications in the seeded world are drawn, each with its truth beside it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from crmbridge.domain.directory import Case, Client
from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reading import Reading
from crmbridge.ports import Enquiry, ThreadLink
from tests.evaluation.linking_world import World
from tests.unit.linkers.builders import found, reading

STRANGER = "stranger@elsewhere.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An enquiry and its truth: the client and cases it belongs to; empty where only a person could tell, or nobody."""

    scenario: str
    enquiry: Enquiry
    client_id: str = ""
    case_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a scenario makes: a reading, perhaps a thread, and whom it belongs to."""

    reading: Reading
    client: Client | None = None
    cases: tuple[Case, ...] = ()
    thread: tuple[ThreadLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Draw:
    """Random members of the world."""

    world: World
    rng: random.Random

    def single(self) -> Client:
        """A client with a name of its own."""
        return self.rng.choice(self.world.singles)

    def two(self) -> tuple[Client, Client]:
        """Two different such clients."""
        one, other = self.rng.sample(self.world.singles, 2)
        return one, other

    def pair(self, pairs: tuple[tuple[Client, Client], ...]) -> tuple[Client, Client]:
        """A pair in either order."""
        one, other = self.rng.choice(pairs)
        return (one, other) if self.rng.random() < 0.5 else (other, one)

    def case(self, client: Client) -> Case:
        """One of the client's cases."""
        return self.rng.choice(self.world.cases[client.id])


def number_of(client: Client, label: str = "client number") -> Identifier:
    """The client number as written."""
    return found("client_number", client.number, label=label)


def case_number(case: Case, zone: Zone = Zone.BODY, label: str = "case") -> Identifier:
    """A case number as written."""
    return found("case_number", case.number, zone, label=label)


def name_of(client: Client, zone: Zone = Zone.BODY, label: str = "") -> Identifier:
    """The name as written."""
    return found("name", client.name, zone, label=label)


def birth_date_of(client: Client) -> Identifier:
    """The birth date as written."""
    assert client.birth_date is not None
    return found("date", client.birth_date.isoformat(), label="born")


def address_of(client: Client) -> Identifier:
    """The whole address."""
    return found("address", f"{client.street}, {client.city} {client.postcode}")


def from_stranger(*identifiers: Identifier) -> Truth:
    """A mail of somebody whom the CRM does not know."""
    return Truth(reading=reading(*identifiers, sender=STRANGER))


def one_digit_off(value: str, rng: random.Random) -> str:
    """The number with one digit changed, which may be somebody else's."""
    at = rng.choice([place for place, sign in enumerate(value) if sign.isdigit()])
    return value[:at] + str((int(value[at]) + rng.randrange(1, 10)) % 10) + value[at + 1 :]


def thread_of(client: Client, case: Case | None) -> ThreadLink:
    """An earlier message of the same thread."""
    case_id = case.id if case else ""
    return ThreadLink(message_id="m1@mail.example", client_id=client.id, case_id=case_id, is_confirmed=False)


def list_examples(world: World, scenarios: tuple[Callable[[Draw], Truth], ...], count: int, seed: int) -> list[Example]:
    """So many examples, the scenarios in turn."""
    draw = Draw(world, random.Random(seed))
    examples = []
    for at in range(count):
        scenario = scenarios[at % len(scenarios)]
        truth = scenario(draw)
        examples.append(
            Example(
                scenario=scenario.__name__,
                enquiry=Enquiry(reading=truth.reading, thread=truth.thread),
                client_id=truth.client.id if truth.client else "",
                case_ids=frozenset(case.id for case in truth.cases),
            )
        )
    return examples
