"""Whose is it? Mentions are looked up and weighed; grounds decide; every contradiction goes to a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from crmbridge.domain.decision import Candidate, Decision, Link, NeedsReview, ReviewReason, Unlinked
from crmbridge.domain.identifier import Identifier
from crmbridge.domain.reading import COMPLETE_STATES
from crmbridge.ports import Directory, Enquiry
from linkers.candidates import build_candidate, rank_candidates, suggest_case
from linkers.case_choice import choose_cases
from linkers.contradictions import find_objections, word_contradiction, word_objection
from linkers.grounds import Ground, find_grounds, find_shared
from linkers.mentions import Findings, Mention, gather_findings
from linkers.personal import find_personal_mentions
from linkers.repaired import add_recognised
from linkers.routes import list_senders
from linkers.weights import Standing
from linkers.wording import (
    claim_ground,
    describe_mention,
    explain_mention,
    name_clients,
    name_number,
    word_lack,
)
from linkers.written_names import find_names_beside, find_written_names

VERSION = "evidence-3"
_CANDIDATES_AT_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matter:
    """One communication on the way to its decision."""

    findings: Findings
    mentions: tuple[Mention, ...]
    grounds: tuple[Ground, ...]
    directory: Directory
    country: str

    @property
    def client_ids(self) -> tuple[str, ...]:
        """The clients there are grounds for, strongest first."""
        return tuple(dict.fromkeys(ground.client_id for ground in self.grounds))

    @property
    def pointed(self) -> tuple[str, ...]:
        """Every client that anything points to, even what was set aside."""
        return tuple(dict.fromkeys(owner for mention in self.mentions for owner in mention.owners))

    @property
    def is_readable(self) -> bool:
        """Whether nothing of the document is hidden from us."""
        return self.findings.reading.state in COMPLETE_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLinker:
    """The linker of the product. `country` is the region that phone numbers without a prefix belong to."""

    country: str = "GB"

    @property
    def version(self) -> str:
        """Names the rules and the table of weights."""
        return VERSION

    def decide(self, enquiry: Enquiry, directory: Directory) -> Decision:
        """A link only on grounds that nothing contradicts; a question wherever there is doubt."""
        matter = _open_matter(enquiry, directory, self.country)
        senders = list_senders(enquiry.reading)
        if matter.pointed and (enquiry.reading.authentication.is_failed or len(senders) > 1):
            return _review_forged(matter, senders)
        match matter.client_ids:
            case ():
                return _decide_without_grounds(matter)
            case (client_id,) if matter.grounds[0].is_enough:
                return _decide_for(client_id, matter)
            case (_,):
                return _decide_without_grounds(matter)
            case _:
                why, reason = word_contradiction(matter.grounds, directory)
                return _review(matter, why, reason, matter.client_ids)


def _open_matter(enquiry: Enquiry, directory: Directory, country: str) -> _Matter:
    findings = gather_findings(enquiry, directory, country)
    findings = add_recognised(findings, directory, country)
    findings = replace(findings, mentions=(*findings.mentions, *find_names_beside(findings)))
    personal = find_personal_mentions(findings, directory)
    mentions = (*findings.mentions, *personal, *find_written_names(findings, directory))
    return _Matter(
        findings=findings,
        mentions=mentions,
        grounds=find_grounds(mentions, findings),
        directory=directory,
        country=country,
    )


def _decide_for(client_id: str, matter: _Matter) -> Decision:
    """There are grounds for exactly one client."""
    objections = find_objections(client_id, matter.grounds, matter.mentions, matter.directory, matter.country)
    if objections:
        why, reason = word_objection(matter.grounds[0], objections[0], matter.directory)
        return _review(matter, why, reason, (client_id, *(owner for one in objections for owner in one.owners)))
    unknown = _list_unexplained(matter)
    if unknown:
        number = name_number(unknown[0])
        reason = f"{number} is not in the CRM, but {claim_ground(matter.grounds[0], matter.directory)}"
        return _review(matter, ReviewReason.SIMILAR_ONLY, reason, (client_id,))
    return _link(client_id, matter)


def _list_unexplained(matter: _Matter) -> list[Identifier]:
    """The unknown numbers that are not what a repair behind these grounds was read as."""
    used = [one.repair for ground in matter.grounds for one in ground.mentions if one.repair]
    return [
        one
        for one in matter.findings.unknown
        if not any(one.part == each.part and one.start < each.end and each.start < one.end for each in used)
    ]


def _link(client_id: str, matter: _Matter) -> Link:
    choice = choose_cases(client_id, matter.mentions, matter.directory)
    targets = [build_candidate(client_id, matter.mentions, matter.directory, case) for case in choice.linked]
    suggested = choice.suggested
    return Link(
        targets=tuple(targets) or (build_candidate(client_id, matter.mentions, matter.directory),),
        suggested_cases=tuple(
            suggest_case(client_id, case, matter.mentions, matter.directory, len(suggested)) for case in suggested
        ),
        reason=_explain_ground(matter.grounds[0], matter.directory),
    )


def _explain_ground(ground: Ground, directory: Directory) -> str:
    return ", with ".join(explain_mention(mention, directory) for mention in ground.mentions)


def _decide_without_grounds(matter: _Matter) -> Decision:
    """Nothing suffices: a person looks wherever anything points to a client or something could not be read."""
    shared = find_shared(matter.mentions, matter.findings.reading)
    pointing = tuple(one for one in matter.mentions if one.standing is not Standing.NOT_USED)
    pointed = tuple(dict.fromkeys(owner for mention in pointing for owner in mention.owners))
    if not matter.is_readable:
        return _review(matter, ReviewReason.NOT_READABLE, _word_unreadable(matter), pointed)
    if shared:
        owners = tuple(dict.fromkeys(owner for one in shared for owner in one.owners))
        reason = f"{describe_mention(shared[0])} is shared by {name_clients(shared[0].owners, matter.directory)}"
        return _review(matter, ReviewReason.SHARED, reason, owners)
    repaired = tuple(one for one in pointing if one.repair is not None)
    if repaired:
        return _review(matter, ReviewReason.SIMILAR_ONLY, _word_weak(repaired, matter.directory), pointed)
    if pointed and matter.findings.unknown:
        number = name_number(matter.findings.unknown[0])
        reason = f"{number} is not in the CRM; {_word_weak(pointing, matter.directory)}"
        return _review(matter, ReviewReason.SIMILAR_ONLY, reason, pointed)
    if matter.findings.unknown:
        return _review(matter, ReviewReason.SIMILAR_ONLY, _word_nobody(matter), ())
    if pointed:
        return _review(matter, ReviewReason.WEAK, _word_weak(pointing, matter.directory), pointed)
    return Unlinked(reason=_word_nobody(matter))


def _review_forged(matter: _Matter, senders: tuple[str, ...]) -> NeedsReview:
    names = name_clients(matter.pointed, matter.directory)
    doubt = "the receiving server found the sender's address to be forged"
    if len(senders) > 1:
        doubt = f"it names {len(senders)} senders, {', '.join(senders[:_CANDIDATES_AT_MOST])}, and only one can be true"
    reason = f"{doubt}; it points to {names}"
    return _review(matter, ReviewReason.FORGED, reason, matter.pointed)


def _review(matter: _Matter, why: ReviewReason, reason: str, client_ids: Iterable[str]) -> NeedsReview:
    candidates = rank_candidates(client_ids, matter.mentions, matter.directory, _CANDIDATES_AT_MOST)
    return NeedsReview(why=why, reason=reason, candidates=tuple(_with_named_case(one, matter) for one in candidates))


def _with_named_case(candidate: Candidate, matter: _Matter) -> Candidate:
    """A candidate with the case that is named for it, where it is one, so that a person decides in one step."""
    linked = choose_cases(candidate.client_id, matter.mentions, matter.directory).linked
    return replace(candidate, case_id=linked[0].id, case_number=linked[0].number) if len(linked) == 1 else candidate


def _word_weak(pointing: tuple[Mention, ...], directory: Directory) -> str:
    first = pointing[0]
    owners = name_clients(first.owners, directory)
    return f"{describe_mention(first)} points to {owners}, which alone is not enough{word_lack(first)}"


def _word_unreadable(matter: _Matter) -> str:
    reading = matter.findings.reading
    state = reading.state.replace("_", " ") + (f" ({reading.reason})" if reading.reason else "")
    names = name_clients(matter.pointed, matter.directory)
    found = f"what could be read points to {names}" if names else "what could be read points to nobody"
    return f"it could not be read in full: {state}; {found}"


def _word_nobody(matter: _Matter) -> str:
    unknown = matter.findings.unknown
    if unknown:
        return f"{name_number(unknown[0])} is not in the CRM, and nothing else in it belongs to anyone there"
    set_aside = [one for one in matter.mentions if one.owners]
    if set_aside:
        return (
            f"nothing in it that counts belongs to anyone in the CRM; {explain_mention(set_aside[0], matter.directory)}"
        )
    return f"none of its {len(matter.findings.reading.identifiers)} identifiers belongs to anyone in the CRM"
