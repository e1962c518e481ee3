"""What speaks against a client although there are grounds for it. Any of it makes a person decide."""

from __future__ import annotations

from collections.abc import Iterable

from crmbridge.domain.decision import ReviewReason
from crmbridge.domain.directory import Client
from crmbridge.normalise import normalise_email, normalise_name, normalise_phone, normalise_postcode
from crmbridge.ports import Directory
from linkers.grounds import Ground
from linkers.mentions import Mention
from linkers.weights import OWN_WORDS, Family, Standing
from linkers.wording import claim_ground, claim_mention, name_clients

_CONTRADICTING = frozenset({Standing.DECIDES, Standing.SUPPORTS})


def find_objections(
    client_id: str, grounds: Iterable[Ground], mentions: tuple[Mention, ...], directory: Directory, country: str
) -> tuple[Mention, ...]:
    """Mentions that name somebody else and cannot be passed over, strongest first."""
    is_writer_known = any(one.is_writer or one.mentions[0].family is Family.THREAD for one in grounds)
    is_named = any(one.family is Family.NAME and client_id in one.owners for one in mentions)
    others = [one for one in mentions if one.owners and client_id not in one.owners]
    return tuple(
        one
        for one in others
        if one.standing in _CONTRADICTING
        or (_is_name_in_text(one) and not is_writer_known and not is_named)
        or (_is_name_in_text(one) and _is_household_of_any(client_id, one.owners, directory, country))
    )


def word_contradiction(grounds: tuple[Ground, ...], directory: Directory) -> tuple[ReviewReason, str]:
    """Why and in which words grounds for two or more clients are a question. The first ground of each client speaks."""
    firsts = _first_of_each_client(grounds)
    if all(any(one.is_number for one in grounds if one.client_id == first.client_id) for first in firsts):
        names = name_clients([one.client_id for one in firsts], directory)
        return ReviewReason.SEVERAL, f"it names {len(firsts)} clients by their numbers: {names}"
    about, writer = sorted(firsts, key=lambda one: (one.is_writer, not one.is_case_number))[:2]
    is_case_of_another = about.is_case_number and (writer.is_writer or not writer.is_number)
    why = ReviewReason.CASE_OF_ANOTHER if is_case_of_another else ReviewReason.CONTRADICTION
    return why, f"{claim_ground(about, directory)}, but {claim_ground(writer, directory)}"


def word_objection(ground: Ground, objection: Mention, directory: Directory) -> tuple[ReviewReason, str]:
    """The same for one client with grounds and a mention that names somebody else."""
    ours = claim_ground(ground, directory)
    theirs = claim_mention(objection, name_clients(objection.owners, directory))
    if objection.family is Family.CASE_NUMBER and not ground.is_number:
        return ReviewReason.CASE_OF_ANOTHER, f"{theirs}, but {ours}"
    return ReviewReason.CONTRADICTION, f"{ours}, but {theirs}"


def is_same_household(one: Client, other: Client, country: str) -> bool:
    """Whether two clients share an address, an e-mail address or a phone number."""
    return bool(
        _home(one) & _home(other)
        or set(map(normalise_email, one.emails)) & set(map(normalise_email, other.emails)) - {""}
        or _phones(one, country) & _phones(other, country)
    )


def _home(client: Client) -> set[tuple[str, str]]:
    home = (normalise_name(client.street), normalise_postcode(client.postcode))
    return {home} if all(home) else set()


def _phones(client: Client, country: str) -> set[str]:
    return {normalise_phone(phone, country) for phone in client.phones} - {""}


def _is_name_in_text(mention: Mention) -> bool:
    is_usable = mention.standing is not Standing.NOT_USED
    return is_usable and mention.family is Family.NAME and mention.place in OWN_WORDS


def _is_household_of_any(client_id: str, owners: Iterable[str], directory: Directory, country: str) -> bool:
    client = directory.find_client(client_id)
    others = (directory.find_client(one) for one in owners)
    return client is not None and any(
        other is not None and is_same_household(client, other, country) for other in others
    )


def _first_of_each_client(grounds: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """Numbers first where a client has several grounds, but the writer's own address before its number."""
    firsts: dict[str, Ground] = {}
    for ground in sorted(grounds, key=lambda one: not one.is_writer):
        firsts.setdefault(ground.client_id, ground)
    return tuple(firsts[client_id] for client_id in dict.fromkeys(one.client_id for one in grounds))
