"""Candidates with their evidence: what speaks for each client, what against, what was set aside."""

from __future__ import annotations

import math
from collections.abc import Iterable

from crmbridge.domain.decision import Candidate
from crmbridge.domain.directory import Case
from crmbridge.domain.evidence import Bearing, Evidence
from crmbridge.ports import Directory
from linkers.mentions import Mention
from linkers.weights import Family, Standing, as_probability
from linkers.wording import explain_mention, name_client

_EVIDENCE_AT_MOST = 20
_CONTRADICTING = frozenset({Standing.DECIDES, Standing.SUPPORTS})


def build_candidate(
    client_id: str, mentions: tuple[Mention, ...], directory: Directory, case: Case | None = None
) -> Candidate:
    """A client, or one of its cases, evidence strongest first; mentions of the client's other cases are left out."""
    evidence = [
        _weigh(mention, client_id, directory)
        for mention in mentions
        if case is None or not _is_of_other_case(mention, case)
    ]
    kept = sorted((one for one in evidence if one is not None), key=_by_strength)
    client = directory.find_client(client_id)
    return Candidate(
        client_id=client_id,
        client_number=client.number if client else "",
        client_name=client.name if client else "",
        case_id=case.id if case else "",
        case_number=case.number if case else "",
        contact_id=_find_contact(client_id, mentions),
        probability=as_probability(sum(one.weight for one in kept)),
        evidence=tuple(kept[:_EVIDENCE_AT_MOST]),
    )


def rank_candidates(
    client_ids: Iterable[str], mentions: tuple[Mention, ...], directory: Directory, at_most: int
) -> tuple[Candidate, ...]:
    """The likeliest candidates first; equal ones by client number."""
    found = [build_candidate(one, mentions, directory) for one in sorted(set(client_ids))]
    return tuple(sorted(found, key=lambda one: (-one.probability, one.client_number, one.client_id))[:at_most])


def suggest_case(
    client_id: str, case: Case, mentions: tuple[Mention, ...], directory: Directory, rivals: int
) -> Candidate:
    """A case for a person to confirm. A new matter is counted as one more rival of equal chance."""
    hints = [one for one in mentions if client_id in one.owners and any(each.id == case.id for each in one.cases)]
    client = directory.find_client(client_id)
    evidence = [found for found in (_weigh(one, client_id, directory) for one in hints) if found is not None]
    return Candidate(
        client_id=client_id,
        client_number=client.number if client else "",
        client_name=client.name if client else "",
        case_id=case.id,
        case_number=case.number,
        probability=round(1 / (rivals + 1), 4),
        evidence=tuple(evidence) or (_open_case_evidence(case, name_client(client)),),
    )


def _open_case_evidence(case: Case, owner: str) -> Evidence:
    since = f" since {case.opened.isoformat()}" if case.opened else ""
    return Evidence(
        rule="open case",
        bearing=Bearing.FOR,
        weight=0.0,
        kind="case",
        value=case.number,
        part="",
        page=None,
        quote="",
        sentence=f"case {case.number} of {owner} is open{since}; nothing in the communication names it",
    )


def _weigh(mention: Mention, client_id: str, directory: Directory) -> Evidence | None:
    """None where a mention of somebody else is too weak to count against this client."""
    bearing, weight = Bearing.NOT_USED, 0.0
    if mention.standing is not Standing.NOT_USED:
        if client_id in mention.owners:
            bearing, weight = Bearing.FOR, max(0.0, mention.weight.bits - math.log2(len(mention.owners)))
        elif mention.standing in _CONTRADICTING or mention.family is Family.NAME:
            bearing, weight = Bearing.AGAINST, mention.weight.bits_against
        else:
            return None
    one = mention.identifier
    return Evidence(
        rule=mention.rule,
        bearing=bearing,
        weight=round(weight, 2),
        kind=one.kind,
        value=one.value,
        part=one.part,
        page=one.page,
        quote=one.quote,
        sentence=explain_mention(mention, directory),
    )


def _by_strength(evidence: Evidence) -> tuple[object, ...]:
    bearings = tuple(Bearing)
    order = (bearings.index(evidence.bearing), -abs(evidence.weight))
    return (*order, evidence.part, evidence.page or 0, evidence.kind, evidence.value)


def _is_of_other_case(mention: Mention, case: Case) -> bool:
    return bool(mention.cases) and all(one.id != case.id and one.client_id == case.client_id for one in mention.cases)


def _find_contact(client_id: str, mentions: tuple[Mention, ...]) -> str:
    """The client's contact who wrote or is named, where there is exactly one."""
    used = (one for one in mentions if one.standing in _CONTRADICTING)
    contacts = {contact for one in used for owner, contact in one.contacts if owner == client_id}
    return contacts.pop() if len(contacts) == 1 else ""
