"""Which cases of the client: only those that are named; the others are suggested, never taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crmbridge.domain.directory import Case
from crmbridge.normalise import normalise_reference
from crmbridge.ports import Directory
from linkers.labels import LabelClass
from linkers.mentions import Mention
from linkers.recognised.numbers import list_alike
from linkers.weights import OWN_WORDS, Family, Place, Standing

_SUGGESTED_AT_MOST = 3
_QUESTIONABLE = frozenset({Place.QUOTED, Place.HEADER}) | OWN_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChoice:
    """Cases to link, and cases to suggest, hinted ones first, then the open ones, newest first."""

    linked: tuple[Case, ...]
    suggested: tuple[Case, ...]


def choose_cases(client_id: str, mentions: tuple[Mention, ...], directory: Directory) -> CaseChoice:
    """Numbers in own words name their cases; else thread and accounts do, where they agree on one case."""
    known = directory.list_cases(client_id)
    ids = {case.id for case in known}
    own = [one for one in mentions if client_id in one.owners and any(case.id in ids for case in one.cases)]
    linked = _list_cases(one for one in own if _is_naming(one) and not _is_nearly_another(one, known)) or _take_only(
        _list_cases(own_hints(own))
    )
    hinted = [case for case in _list_cases(one for one in own if one.place in _QUESTIONABLE) if case.id in ids]
    opened = [case for case in known if case.closed is None]
    rest = {case.id: case for case in (*hinted, *opened)}
    chosen = tuple(case for case in linked if case.id in ids)
    suggested = [case for case in rest.values() if case.id not in {one.id for one in chosen}]
    return CaseChoice(linked=chosen, suggested=() if chosen else tuple(suggested[:_SUGGESTED_AT_MOST]))


def own_hints(mentions: Iterable[Mention]) -> list[Mention]:
    """Threads and accounts: each names its case only where it is the only one."""
    return [
        one
        for one in mentions
        if one.family is Family.THREAD or (one.family is Family.ACCOUNT_NUMBER and one.standing is Standing.DECIDES)
    ]


def _is_naming(mention: Mention) -> bool:
    """A case number in own words; one of digits alone counts too, for the client is known by then."""
    is_used = mention.standing is Standing.DECIDES or (
        mention.standing is Standing.SUPPORTS and mention.label.kind is LabelClass.BARE_DIGITS
    )
    if mention.repair is not None:
        is_used = mention.standing is not Standing.NOT_USED and not mention.repair.others
    return mention.family is Family.CASE_NUMBER and mention.place in OWN_WORDS and is_used


def _is_nearly_another(mention: Mention, known: Iterable[Case]) -> bool:
    """Whether a number that was recognised, not read as text, may as well be that of another case of the client."""
    if mention.identifier.confidence is None:
        return False
    alike = list_alike(mention.identifier.normalised)
    return any(normalise_reference(number) in alike for case in known for number in (case.number, *case.former_numbers))


def _list_cases(mentions: Iterable[Mention]) -> tuple[Case, ...]:
    return tuple({case.id: case for mention in mentions for case in mention.cases}.values())


def _take_only(cases: tuple[Case, ...]) -> tuple[Case, ...]:
    return cases if len(cases) == 1 else ()
