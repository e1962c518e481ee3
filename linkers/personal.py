"""Birth dates and addresses: they point to nobody alone, but with a name they tell namesakes apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from crmbridge.domain.directory import Client
from crmbridge.domain.identifier import Identifier
from crmbridge.normalise import normalise_name, normalise_postcode
from crmbridge.ports import Directory
from linkers.mentions import Findings, Mention
from linkers.weights import NUMBERS, OWN_WORDS, WEIGHTS, Family, Standing

_NUMBER_AND_STREET = 2  # words a street needs before it can be compared: a house number and a name


def find_personal_mentions(findings: Findings, directory: Directory) -> tuple[Mention, ...]:
    """Birth dates and addresses in the text that are those of a client who is named in it, or whose number is."""
    telling = (one for one in findings.mentions if one.family is Family.NAME or _is_number_of_one(one))
    ids = sorted({owner for mention in telling for owner in mention.owners})
    clients = [client for client in map(directory.find_client, ids) if client is not None]
    found = (
        one for identifier in findings.reading.identifiers for one in _match(identifier, clients, findings, directory)
    )
    return tuple(sorted(found, key=lambda mention: mention.rank))


def _is_number_of_one(mention: Mention) -> bool:
    return mention.family in NUMBERS and (mention.is_deciding or mention.repair is not None)


def _match(
    identifier: Identifier, clients: Iterable[Client], findings: Findings, directory: Directory
) -> Iterator[Mention]:
    place = findings.lookup.find_place(identifier)
    if identifier.kind not in _FITTING or place not in OWN_WORDS:
        return
    if any(directory.is_own(kind, identifier.normalised) for kind in (identifier.kind, "postcode")):
        return  # readers fold an address to its postcode
    label = findings.lookup.read_label(identifier)
    owners: dict[Family, list[str]] = {}
    for client in clients:
        for family in _FITTING[identifier.kind](identifier, client):
            owners.setdefault(family, []).append(client.id)
    for family, ids in owners.items():
        weight = WEIGHTS[family, place, label.kind]
        why_not = f'it stands after "{label.words}"' if weight.standing is Standing.NOT_USED else ""
        yield Mention(identifier=identifier, weight=weight, label=label, owners=tuple(sorted(ids)), why_not=why_not)


def _fit_birth_date(identifier: Identifier, client: Client) -> tuple[Family, ...]:
    is_born = client.birth_date is not None and identifier.normalised == client.birth_date.isoformat()
    return (Family.BIRTH_DATE,) if is_born else ()


def _fit_postcode(identifier: Identifier, client: Client) -> tuple[Family, ...]:
    wanted = normalise_postcode(client.postcode)
    return (Family.POSTCODE,) if wanted and normalise_postcode(identifier.value) == wanted else ()


def _fit_address(identifier: Identifier, client: Client) -> tuple[Family, ...]:
    """The whole address (street with postcode or town), or else the postcode alone."""
    words = _list_words(identifier.value)
    has_postcode = _is_spelt("".join(_list_words(client.postcode)), words)
    street = _list_words(client.street)
    has_street = len(street) >= _NUMBER_AND_STREET and _is_run(street, words)
    if has_street and (has_postcode or _is_run(_list_words(client.city), words)):
        return (Family.ADDRESS,)
    return (Family.POSTCODE,) if has_postcode else ()


@lru_cache(maxsize=4096)  # a list of clients asks for the same few words again and again
def _list_words(text: str) -> tuple[str, ...]:
    return tuple(normalise_name(text).split())


def _is_run(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the words stand one after the other."""
    size = len(wanted)
    return size > 0 and any(words[at : at + size] == wanted for at in range(len(words) - size + 1))


def _is_spelt(wanted: str, words: tuple[str, ...]) -> bool:
    """Whether up to three neighbouring words, joined, spell what is wanted: `PA1 4ZZ` and `PA14ZZ` are one postcode."""
    runs = ("".join(words[at : at + size]) for size in (1, 2, 3) for at in range(len(words) - size + 1))
    return bool(wanted) and wanted in runs


_FITTING = {"date": _fit_birth_date, "postcode": _fit_postcode, "address": _fit_address}
