"""Numbers that text recognition read: how surely they are the ones that stand there, and what misread ones may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from crmbridge.domain.directory import Case, Client, RecordKind
from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reading import Part, PassageKind, Reading
from crmbridge.normalise import normalise_reference
from crmbridge.ports import Directory
from linkers.mentions import Findings, Lookup, Mention, look_up
from linkers.recognised import Budget, Repair, find_repairs
from linkers.recognised.numbers import list_alike
from linkers.weights import NUMBERS, lower_weight

_QUOTED_AROUND = 40
_RIVALS_SOUGHT_AT_MOST = 50
_ZONES: dict[PassageKind, Zone] = {
    PassageKind.QUOTED: Zone.QUOTED,
    PassageKind.FORWARDED: Zone.QUOTED,
    PassageKind.SIGNATURE: Zone.SIGNATURE,
    PassageKind.DISCLAIMER: Zone.DISCLAIMER,
}


@dataclass(frozen=True, slots=True)
class _Register:
    """What the directory holds, as repairs ask for it."""

    directory: Directory

    def find_known(self, kind: str, values: Collection[str]) -> frozenset[str]:
        """Those of the folded values that exist."""
        return self.directory.find_known(kind, values)

    def find_written(self, kind: str, known: str) -> str:
        """A number as its record writes it; addresses as they are folded."""
        numbers = _iter_written(self.directory, kind, known) if kind == "reference" else iter(())
        return next((one for one in numbers if normalise_reference(one) == known), known)


def add_recognised(findings: Findings, directory: Directory, country: str) -> Findings:
    """The findings with what recognised numbers are worth, and with what misread ones may be."""
    parts = [part for part in findings.reading.parts if part.words]
    sought = [one for one in findings.mentions if _is_recognised_number(one)][:_RIVALS_SOUGHT_AT_MOST]
    rivals = {one: _find_rivals(one, directory) for one in sought}
    mentions = [replace(one, rivals=rivals.get(one, ())) for one in findings.mentions]
    return replace(findings, mentions=(*mentions, *_find_repaired(parts, findings, directory, country)))


def _is_recognised_number(mention: Mention) -> bool:
    return mention.is_deciding and mention.family in NUMBERS and mention.identifier.confidence is not None


def _find_rivals(mention: Mention, directory: Directory) -> tuple[str, ...]:
    """The other clients whose numbers may have been read as this one."""
    alike = sorted(directory.find_known("reference", list_alike(mention.identifier.normalised)))
    carriers = (carrier for one in alike for carrier in directory.find_carriers("reference", one))
    return tuple(sorted({carrier.client_id for carrier in carriers} - set(mention.owners)))


def _find_repaired(parts: list[Part], findings: Findings, directory: Directory, country: str) -> tuple[Mention, ...]:
    """A mention for each value that may have been printed, the surest first; each value once."""
    budget, register = Budget(), _Register(directory)
    reading = findings.reading
    known = {one.identifier.normalised for one in findings.mentions}
    found: dict[str, Mention] = {}
    for part in parts:
        repairs = find_repairs(part, reading.identifiers, register, country=country, budget=budget)
        for repair in sorted(repairs, key=lambda one: (not one.is_certain, one.cost)):
            mention = _as_mention(repair, part, reading, findings.lookup)
            if mention is not None and repair.known not in known:
                found.setdefault(repair.known, mention)
    return tuple(sorted(found.values(), key=lambda one: one.rank))


def _as_mention(repair: Repair, part: Part, reading: Reading, lookup: Lookup) -> Mention | None:
    identifier = Identifier(
        kind=repair.kind,
        value=repair.read,
        normalised=repair.known,
        part=repair.part,
        page=repair.page,
        start=repair.start,
        end=repair.end,
        quote=part.text[max(0, repair.start - _QUOTED_AROUND) : repair.end + _QUOTED_AROUND].strip(),
        zone=_find_zone(repair, part, reading),
        confidence=repair.confidence,
    )
    mention = look_up(identifier, lookup)
    if mention is None:
        return None
    return replace(mention, repair=repair, weight=lower_weight(mention.weight, is_certain=repair.is_certain))


def _find_zone(repair: Repair, part: Part, reading: Reading) -> Zone:
    """The zone of its passage, of a fax header, else the one that most identifiers of the part have."""
    for passage in reading.passages:
        if passage.part == part.path and passage.start <= repair.start < passage.end:
            return _ZONES[passage.kind]
    line = part.text[part.text.rfind("\n", 0, repair.start) + 1 :].partition("\n")[0].strip()
    if any(page.line.strip() == line for page in reading.fax_pages if page.page == repair.page):
        return Zone.FAX_HEADER
    zones = Counter(one.zone for one in reading.identifiers if one.part == part.path and one.start)
    ((zone, _),) = zones.most_common(1) or [(Zone.BODY if part.path == "0" else Zone.ATTACHMENT, 0)]
    return zone


def _iter_written(directory: Directory, kind: str, known: str) -> Iterator[str]:
    for carrier in directory.find_carriers(kind, known):
        if carrier.kind is RecordKind.CASE:
            case = directory.find_case(carrier.record_id)
            yield from _list_case_numbers(case) if case else ()
        else:
            client = directory.find_client(carrier.client_id)
            yield from _list_client_numbers(client) if client else ()


def _list_case_numbers(case: Case) -> tuple[str, ...]:
    return (case.number, *case.former_numbers, *case.accounts)


def _list_client_numbers(client: Client) -> tuple[str, ...]:
    return (client.number, *client.accounts)
