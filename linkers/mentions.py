"""Identifiers looked up in the directory: who carries each, and what it is worth where it stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from crmbridge.domain.directory import Carrier, Case, RecordKind
from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reading import Party, Reading
from crmbridge.normalise import normalise_name, normalise_reference
from crmbridge.ports import Directory, Enquiry, ThreadLink
from linkers.claims import is_fitting
from linkers.forwards import find_embedded, is_forwarded_by_stranger
from linkers.labels import Label, LabelClass, read_label
from linkers.recognised import Repair
from linkers.routes import Route, as_contact_point, find_place, find_route, is_copied
from linkers.weights import NUMBERS, OWN_WORDS, WEIGHTS, Family, Place, Standing, Weight

GENERIC_KINDS = frozenset(
    {"email", "phone", "date", "name", "address", "postcode", "iban", "url", "message_id", "reference", "card"}
)
"""Kinds that every reader knows; any other kind is one of the organisation's own reference formats."""

_NOT_NUMBERS = GENERIC_KINDS - {"reference", "iban"}
_WITHOUT_CARRIERS = frozenset({"date", "address", "postcode", "url", "message_id", "card"})
_FAMILIES = {"email": Family.EMAIL, "phone": Family.PHONE, "name": Family.NAME}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An identifier with the clients that carry it (survivors of merges, sorted), and its cases if it names any.

    `why_not` is empty, or says why the mention was set aside. `repair` is there where the characters were recognised
    and mended: then the value of the identifier is what was read, and its folded form what is on file. `rivals` are the
    other clients whose numbers differ from a recognised one by no more than a sign that is easily misread.
    """

    identifier: Identifier
    weight: Weight
    label: Label
    owners: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...] = ()
    cases: tuple[Case, ...] = ()
    why_not: str = ""
    repair: Repair | None = None
    rivals: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The name of the rule that weighed it."""
        if self.repair is None:
            return self.weight.rule
        return f"{self.weight.rule} / {'repaired' if self.repair.is_certain else 'suggested'}"

    @property
    def family(self) -> Family:
        """What it is, told by the record that carries it."""
        return self.weight.family

    @property
    def place(self) -> Place:
        """Where it stood."""
        return self.weight.place

    @property
    def standing(self) -> Standing:
        """What it may do."""
        return Standing.NOT_USED if self.why_not else self.weight.standing

    @property
    def is_deciding(self) -> bool:
        """Whether it decides alone: of a kind that may, and carried by exactly one client."""
        return self.standing is Standing.DECIDES and len(self.owners) == 1

    @property
    def rank(self) -> tuple[object, ...]:
        """Sorts mentions strongest first, and always in the same order."""
        standings = tuple(Standing)
        one = self.identifier
        facts = (one.part, one.page or 0, one.start, one.kind, one.normalised)
        return (standings.index(self.standing), -self.weight.bits, *facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """The directory together with what is known of the communication that is being looked up."""

    directory: Directory
    route: Route
    sender: str
    reading: Reading
    embedded: frozenset[str]
    mapped: frozenset[tuple[str, int]]
    texts: dict[str, str]

    def find_client_id(self, client_id: str) -> str:
        """The surviving client's id, empty where the client is gone."""
        client = self.directory.find_client(client_id)
        return client.id if client is not None else ""

    def find_place(self, identifier: Identifier) -> Place:
        """Where it stands. What a carried message says is as good as quoted, and only its outermost sender is asked."""
        place = find_place(identifier, self.route, self.sender)
        if place is Place.ORIGINAL_SENDER:
            is_quoted = is_forwarded_by_stranger(identifier, self.reading, self.directory)
        else:
            is_quoted = self.route is not Route.INTERNAL and identifier.part in self.embedded
        return Place.QUOTED if is_quoted else place

    def read_label(self, identifier: Identifier) -> Label:
        """The words around it. A field that the configuration or its name maps to our number gives that number."""
        is_number = identifier.kind not in _NOT_NUMBERS
        text = self.texts.get(identifier.part, "")
        label = read_label(identifier, is_ours=self.route is Route.OUTGOING, text=text, is_number=is_number)
        if is_number and (identifier.part, identifier.start) in self.mapped:
            return Label(kind=LabelClass.GIVEN, words=label.words)
        return label


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything found in one communication. `unknown` are labelled numbers of our formats that the CRM lacks."""

    reading: Reading
    route: Route
    mentions: tuple[Mention, ...]
    unknown: tuple[Identifier, ...]
    lookup: Lookup


def gather_findings(enquiry: Enquiry, directory: Directory, country: str) -> Findings:
    """Looks up everything the reading names. Each value counts once, where it is worth most."""
    reading = enquiry.reading
    route = find_route(reading, directory, country)
    sender = as_contact_point(reading.sender.address, country)[1] if reading.sender else ""
    lookup = Lookup(
        directory=directory,
        route=route,
        sender=sender,
        reading=reading,
        embedded=find_embedded(reading),
        mapped=frozenset((one.part, one.start) for one in reading.identifiers if _is_mapped_field(one)),
        texts={part.path: part.text for part in reading.parts},
    )
    found_already = {(one.kind, one.normalised, one.zone) for one in reading.identifiers}
    parties = [
        one for one in _iter_parties(reading, country) if (one.kind, one.normalised, one.zone) not in found_already
    ]
    identifiers = [*reading.identifiers, *parties]
    found = [one for one in (look_up(identifier, lookup) for identifier in identifiers) if one is not None]
    threads = [one for link in enquiry.thread for one in _iter_thread_mentions(link, lookup)]
    return Findings(
        reading=reading,
        route=route,
        mentions=_keep_best([*found, *threads]),
        unknown=_keep_distinct(one for one in reading.identifiers if _is_unknown_number(one, lookup)),
        lookup=lookup,
    )


def look_up(identifier: Identifier, lookup: Lookup) -> Mention | None:
    """The mention an identifier makes, None where it points to nobody and needs no remark."""
    if not identifier.normalised or identifier.kind in _WITHOUT_CARRIERS:
        return None
    is_own = lookup.directory.is_own(identifier.kind, identifier.normalised)
    carriers = () if is_own else lookup.directory.find_carriers(identifier.kind, identifier.normalised)
    owners = tuple(sorted({lookup.find_client_id(one.client_id) for one in carriers} - {""}))
    if not owners and not (is_own or identifier.checked is False):
        return None
    cases = _find_cases(carriers, lookup.directory)
    family = _FAMILIES.get(identifier.kind) or _number_family(identifier, carriers, cases, lookup.directory)
    place = lookup.find_place(identifier)
    if is_own and place in {Place.BYSTANDER, Place.REPLY_LINE}:
        return None  # that a mail was addressed to us says nothing
    label = lookup.read_label(identifier)
    if label.kind is LabelClass.GIVEN and not is_fitting(label.words, family):
        label = replace(label, kind=LabelClass.LABELLED)
    mention = Mention(
        identifier=identifier,
        weight=WEIGHTS[family, place, label.kind],
        label=label,
        owners=owners,
        contacts=_find_contacts(carriers, lookup),
        cases=cases,
    )
    is_forged = lookup.reading.authentication.is_failed
    return replace(mention, why_not=_reason_to_set_aside(mention, is_own=is_own, is_forged=is_forged))


def _is_mapped_field(identifier: Identifier) -> bool:
    return identifier.kind == "reference" and identifier.zone is Zone.FIELD and identifier.label == "client number"


def _reason_to_set_aside(mention: Mention, *, is_own: bool, is_forged: bool) -> str:
    if is_own:
        return "it is our own"
    if mention.identifier.checked is False:
        return "its check digit is wrong"
    if is_forged and mention.place in {Place.SENDER, Place.OURS}:
        return "the receiving server found the sender's address to be forged"
    if mention.weight.standing is not Standing.NOT_USED:
        return ""
    if mention.place is Place.OURS:
        return "it stands in our own header, greeting or signature"
    return f'it stands after "{mention.label.words}"'


def _iter_parties(reading: Reading, country: str) -> Iterator[Identifier]:
    if reading.sender is not None:
        yield from _iter_party_identifiers(reading.sender, Zone.SENDER, country)
    for party in reading.recipients:
        yield from _iter_party_identifiers(party, Zone.COPIED if is_copied(party) else Zone.RECIPIENT, country)


def _iter_party_identifiers(party: Party, zone: Zone, country: str) -> Iterator[Identifier]:
    kind, normalised = as_contact_point(party.address, country)
    if kind:
        yield _as_header_identifier(kind, party.address, normalised, zone)
    if party.name:
        yield _as_header_identifier("name", party.name, normalise_name(party.name), zone)


def _as_header_identifier(kind: str, value: str, normalised: str, zone: Zone) -> Identifier:
    return Identifier(
        kind=kind, value=value, normalised=normalised, part="0", page=None, start=0, end=0, quote=value, zone=zone
    )


def _iter_thread_mentions(link: ThreadLink, lookup: Lookup) -> Iterator[Mention]:
    """One mention for the client of the earlier message; a case that has moved to another client makes a second."""
    case = lookup.directory.find_case(link.case_id) if link.case_id else None
    ids = {lookup.find_client_id(link.client_id)} | ({lookup.find_client_id(case.client_id)} if case else set())
    for owner in sorted(ids - {""}):
        is_case_owner = case is not None and lookup.find_client_id(case.client_id) == owner
        yield Mention(
            identifier=_as_header_identifier("message_id", link.message_id, link.message_id, Zone.FIELD),
            weight=WEIGHTS[Family.THREAD, Place.HEADER, LabelClass.BARE],
            label=Label(kind=LabelClass.BARE),
            owners=(owner,),
            cases=(case,) if case is not None and is_case_owner else (),
        )


def _find_cases(carriers: Iterable[Carrier], directory: Directory) -> tuple[Case, ...]:
    found = {one.record_id: directory.find_case(one.record_id) for one in carriers if one.kind is RecordKind.CASE}
    return tuple(case for _, case in sorted(found.items()) if case is not None)


def _find_contacts(carriers: Iterable[Carrier], lookup: Lookup) -> tuple[tuple[str, str], ...]:
    contacts = (one for one in carriers if one.kind is RecordKind.CONTACT)
    return tuple(sorted({(lookup.find_client_id(one.client_id), one.record_id) for one in contacts}))


def _number_family(
    identifier: Identifier, carriers: tuple[Carrier, ...], cases: tuple[Case, ...], directory: Directory
) -> Family:
    """Told by the record: the same digits may be matched by several formats. Where nobody carries it, by its kind."""
    value = identifier.normalised
    if any(value == normalise_reference(number) for case in cases for number in (case.number, *case.former_numbers)):
        return Family.CASE_NUMBER
    clients = (directory.find_client(one.client_id) for one in carriers if one.kind is RecordKind.CLIENT)
    if any(client is not None and value == normalise_reference(client.number) for client in clients):
        return Family.CLIENT_NUMBER
    return Family.CASE_NUMBER if identifier.kind == "case_number" and not carriers else Family.ACCOUNT_NUMBER


def _is_unknown_number(identifier: Identifier, lookup: Lookup) -> bool:
    """A labelled number of one of our formats, in the writer's own words, that nobody in the CRM carries."""
    if identifier.kind in GENERIC_KINDS or identifier.checked is False:
        return False
    if lookup.read_label(identifier).kind not in {LabelClass.GIVEN, LabelClass.LABELLED, LabelClass.ON_BEHALF}:
        return False
    if lookup.find_place(identifier) not in OWN_WORDS:
        return False
    directory, value = lookup.directory, identifier.normalised
    return not directory.is_own(identifier.kind, value) and not directory.find_carriers(identifier.kind, value)


def _keep_best(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """A value repeated is one sign: kept at its most telling place. Numbers keep one mention whatever found them."""
    best: dict[tuple[object, ...], Mention] = {}
    for mention in sorted(mentions, key=lambda one: one.rank):
        family = "number" if mention.family in NUMBERS else str(mention.family)
        best.setdefault((family, mention.identifier.normalised, mention.owners), mention)
    return tuple(best.values())


def _keep_distinct(identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
    found = {(one.kind, one.normalised): one for one in identifiers}
    return tuple(one for _, one in sorted(found.items()))
