"""A seeded population for evaluating linkers: households, namesakes, firms, representatives, dense serial numbers."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crmbridge.domain.directory import Case, Client, Contact
from crmbridge.testing.directory import DirectoryInMemory
from tests.unit.linkers.builders import small_directory

_FIRST = re.findall(
    r"\w+",
    "Anna Peter Maria John Lucy Omar Grace Henry Ines Karl Leila Marco Nadia Oscar Paula Quentin Rosa Simon Tara",
)
_LAST = re.findall(
    r"\w+",
    "Garcia Smith Kaya Novak Brown Okafor Lindqvist Moreau Rossi Petrov Haddad Jensen Walsh Iversen Costa Dubois "
    "Ferrari Gruber Hughes Ivanov Jones Keller Lopez Meyer Nagy Olsen Price Quinn Reyes Santos Turner Vargas Young",
)
_STREETS = (
    "Mill Lane",
    "High Street",
    "Quay Road",
    "Church Walk",
    "Station Road",
    "Park Avenue",
    "Low Road",
    "Castle Hill",
)
_TOWNS = (("Port Arden", "PA"), ("Easton", "EA"), ("Westford", "WF"), ("Norham", "NH"))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The population and the groups in it, by client id."""

    directory: DirectoryInMemory
    clients: tuple[Client, ...]
    singles: tuple[Client, ...]
    households: tuple[tuple[Client, Client], ...]
    mailboxes: tuple[tuple[Client, Client], ...]
    namesakes: tuple[tuple[Client, Client], ...]
    firms: tuple[tuple[Client, Contact], ...]
    represented: tuple[Client, ...]
    representative: str
    cases: dict[str, tuple[Case, ...]]


def build_world(seed: int) -> World:
    """300 clients with about 600 cases; the same for the same seed."""
    rng = random.Random(seed)
    people = [_build_person(number, rng) for number in range(260)]
    households = tuple(_join_household(people[at], people[at + 1], at) for at in range(0, 80, 2))
    namesakes = tuple(_name_alike(people[at], people[at + 1]) for at in range(80, 120, 2))
    # Father and son of one name at one address: only a number or a birth date tells them apart.
    twins = tuple(
        (one, replace(other, street=one.street, city=one.city, postcode=one.postcode)) for one, other in namesakes[:6]
    )
    namesakes = (*twins, *namesakes[6:])
    singles = people[120:]
    firms = [_build_firm(number, rng) for number in range(260, 300)]
    brokers = "broker@agency.example"
    contacts = [contact for _, contact in firms] + [
        Contact(id=f"b{firm.id}", client_id=firm.id, first_name="Ben", last_name="Agent", emails=(brokers,))
        for firm, _ in firms[:5]
    ]
    pairs = [client for pair in (*households, *namesakes) for client in pair]
    clients = tuple(sorted((*pairs, *singles, *(firm for firm, _ in firms)), key=lambda one: one.id))
    cases = _build_cases(clients, rng)
    return World(
        directory=small_directory(clients=clients, contacts=tuple(contacts), cases=tuple(sum(cases.values(), ()))),
        clients=clients,
        singles=_with_unique_names(singles, clients),
        households=households,
        mailboxes=households[:20],
        namesakes=namesakes,
        firms=tuple(firms),
        represented=tuple(firm for firm, _ in firms[:5]),
        representative=brokers,
        cases=cases,
    )


def _build_person(number: int, rng: random.Random) -> Client:
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    town, area = rng.choice(_TOWNS)
    return Client(
        id=f"{number:04}",
        number=f"C-{104000 + number}",
        kind="person",
        name=f"{first} {last}",
        first_name=first,
        last_name=last,
        emails=(f"{first}.{last}{number}@mail.example".lower(),),
        phones=(f"+44 1632 96{number:04}",),
        accounts=(f"HL-{1000 + number}-{rng.randrange(10000):04}-{rng.choice('ABCDEFGHJK')}",),
        street=f"{rng.randrange(1, 90)} {rng.choice(_STREETS)}",
        city=town,
        postcode=f"{area}{rng.randrange(1, 9)} {rng.randrange(1, 10)}AB",
        birth_date=date(1940, 1, 1) + timedelta(days=rng.randrange(22000)),
    )


def _join_household(one: Client, other: Client, at: int) -> tuple[Client, Client]:
    """One address, one name, one phone; the first twenty households have one mailbox as well."""
    shared_phone = f"+44 1632 97{at:04}"
    emails = one.emails if at < 40 else other.emails
    first = other.first_name if other.first_name != one.first_name else "Zoe"
    other = replace(
        other,
        name=f"{first} {one.last_name}",
        first_name=first,
        last_name=one.last_name,
        street=one.street,
        city=one.city,
        postcode=one.postcode,
        phones=(*other.phones, shared_phone),
        emails=emails,
    )
    return replace(one, phones=(*one.phones, shared_phone)), other


def _name_alike(one: Client, other: Client) -> tuple[Client, Client]:
    return one, replace(other, name=one.name, first_name=one.first_name, last_name=one.last_name)


def _build_firm(number: int, rng: random.Random) -> tuple[Client, Contact]:
    name = f"{rng.choice(_LAST)} {rng.choice(('Marine', 'Foods', 'Print', 'Tools'))} {number} Ltd"
    firm = Client(
        id=f"{number:04}",
        number=f"C-{104000 + number}",
        kind="organisation",
        name=name,
        emails=(f"office@firm{number}.example",),
        phones=(f"+44 1632 96{number:04}",),
    )
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    email = f"{first}@firm{number}.example".lower()
    return firm, Contact(id=f"k{number}", client_id=firm.id, first_name=first, last_name=last, emails=(email,))


def _build_cases(clients: tuple[Client, ...], rng: random.Random) -> dict[str, tuple[Case, ...]]:
    """One to three cases each, numbered without holes, as real case numbers are."""
    owners = [client for client in clients for _ in range(rng.randrange(1, 4))]
    rng.shuffle(owners)
    cases: dict[str, tuple[Case, ...]] = {client.id: () for client in clients}
    for serial, owner in enumerate(owners):
        opened = date(2024, 1, 1) + timedelta(days=serial)
        case = Case(id=f"case{serial}", number=f"{147000 + serial:08}", client_id=owner.id, opened=opened)
        cases[owner.id] = (*cases[owner.id], case)
    return cases


def _with_unique_names(singles: list[Client], clients: tuple[Client, ...]) -> tuple[Client, ...]:
    names = [client.name for client in clients]
    return tuple(one for one in singles if names.count(one.name) == 1)
