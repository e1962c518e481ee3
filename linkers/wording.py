"""Every sentence a linker writes: plain, naming people and numbers, for a clerk and for a lawyer."""

from __future__ import annotations

from collections.abc import Iterable

from crmbridge.domain.directory import Client
from crmbridge.domain.identifier import Identifier
from crmbridge.ports import Directory
from linkers.grounds import Ground
from linkers.labels import LabelClass
from linkers.mentions import Mention
from linkers.weights import NUMBERS, Family, Place

_NAMED_AT_MOST = 3
_PLACES: dict[Place, str] = {
    Place.SENDER: "of the sender",
    Place.ADDRESSEE: "of the addressee",
    Place.ORIGINAL_SENDER: "of the sender of the forwarded message",
    Place.REPLY_LINE: "in the Reply-To or Sender line",
    Place.BYSTANDER: "of a recipient",
    Place.OURS: "in our own header or signature",
    Place.SUBJECT: "in the subject",
    Place.FIELD: "in a form field",
    Place.SIGNATURE: "in the signature",
    Place.BODY: "in the text",
    Place.ATTACHMENT: "in an attachment",
    Place.QUOTED: "in quoted text",
    Place.HEADER: "in the headers",
}
_WRITERS: dict[Place, str] = {
    Place.SENDER: "the sender",
    Place.ADDRESSEE: "the addressee",
    Place.ORIGINAL_SENDER: "the sender of the forwarded message",
}


def name_client(client: Client | None) -> str:
    """`Anna Garcia (C-104233)`."""
    return f"{client.name} ({client.number})" if client is not None else "a client that is gone"


def name_clients(client_ids: Iterable[str], directory: Directory) -> str:
    """The clients by name and number, at most three of them in full."""
    ids = list(client_ids)
    names = [name_client(directory.find_client(one)) for one in ids[:_NAMED_AT_MOST]]
    rest = [f"{len(ids) - _NAMED_AT_MOST} more"] if len(ids) > _NAMED_AT_MOST else []
    return " and ".join([", ".join((names + rest)[:-1]), (names + rest)[-1]]) if len(ids) > 1 else "".join(names)


def _as_line(value: str) -> str:
    """A value that runs over several lines, such as an address, in one."""
    return " ".join(value.split())


def describe_mention(mention: Mention) -> str:
    """`case number 00147745 after "your ref" in the subject`."""
    one = mention.identifier
    if mention.family is Family.THREAD:
        return f"the message it answers, {one.value},"
    words = mention.label.words
    label = f' after "{words}"' if words and mention.place not in _WRITERS else ""
    page = f", page {one.page}" if one.page else ""
    recognised = ", read by text recognition" if one.confidence is not None else ""
    return f"{mention.family} {_name_value(mention)}{label} {_PLACES[mention.place]}{page}{recognised}"


def _name_value(mention: Mention) -> str:
    """`C-104233`, or `C-1O4233 (on file C-104233: O for 0)` where it had to be repaired."""
    value, repair = _as_line(mention.identifier.value), mention.repair
    if repair is None:
        return value
    how = f": {repair.words}" if repair.words else ""
    others = f"; perhaps {' or '.join(repair.others)}" if repair.others else ""
    return f"{value} (on file {repair.on_file}{how}{others})"


def explain_mention(mention: Mention, directory: Directory) -> str:
    """The sentence of a piece of evidence: what, where, and whose."""
    described = describe_mention(mention)
    if mention.why_not:
        return f"{described} is not used: {mention.why_not}"
    owners = name_clients(mention.owners, directory)
    if mention.family is Family.THREAD:
        return f"{described} belongs to {owners}"
    if mention.family in {Family.BIRTH_DATE, Family.ADDRESS, Family.POSTCODE}:
        return f"{described} is that of {owners}"
    if len(mention.owners) > 1:
        return f"{described}; it exists in the CRM and is shared by {len(mention.owners)} clients: {owners}"
    return f"{described}; it exists in the CRM and belongs to {owners}"


def claim_ground(ground: Ground, directory: Directory) -> str:
    """A half sentence that says for whom a ground speaks: `case 00147745 belongs to Anna Garcia (C-104233)`."""
    first, owner = ground.mentions[0], name_client(directory.find_client(ground.client_id))
    if first.family is Family.NAME:
        name, second = first.identifier.value, ground.mentions[1]
        return f"the name {name} and the {second.family} {_as_line(second.identifier.value)} are those of {owner}"
    return claim_mention(first, owner)


def claim_mention(mention: Mention, owner: str) -> str:
    """The same for one mention."""
    value = _name_value(mention)
    if mention.place in _WRITERS:
        return f"{_WRITERS[mention.place]} {value} is {owner}"
    if mention.place is Place.REPLY_LINE:
        return f"{value} in the Reply-To or Sender line is {owner}"
    if mention.family is Family.THREAD:
        return f"the message it answers belongs to {owner}"
    if mention.family is Family.CASE_NUMBER:
        return f"case {value}{_where(mention)} belongs to {owner}"
    if mention.label.kind is LabelClass.ON_BEHALF:
        return f'the {mention.family} {value} after "{mention.label.words}" is that of {owner}'
    return f"{mention.family} {value}{_where(mention)} belongs to {owner}"


def word_lack(mention: Mention) -> str:
    """What is missing before a number could decide, as the end of a sentence; empty for anything else."""
    if mention.family not in NUMBERS:
        return ""
    if mention.repair is not None:
        return ": it was not read as it stands on file, and nothing else in it is that client's"
    if mention.rivals:
        return ": other clients' numbers are nearly the same, and nothing else in it is that client's"
    if mention.label.kind is LabelClass.GIVEN and mention.identifier.normalised.isdigit():
        return ": digits may agree by chance, and nothing else in it is that client's"
    if mention.label.kind is LabelClass.GIVEN:
        return ": the rest could not be read"
    return ": no words say that we gave this number, and nothing else in it is that client's"


def name_number(identifier: Identifier) -> str:
    """`client number C-104234`."""
    return f"{identifier.kind.replace('_', ' ')} {identifier.value}"


def _where(mention: Mention) -> str:
    return " in quoted text" if mention.place is Place.QUOTED else ""
