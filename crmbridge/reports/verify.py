"""Recomputes what can be recomputed: the journal's chain, every original's fingerprint, every item's last state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from crmbridge.errors import JournalBrokenError
from crmbridge.ledger.audit import iter_altered_content, iter_unjournaled_rows, iter_wrong_states
from crmbridge.ledger.census import find_fingerprints
from crmbridge.ledger.database import Ledger
from crmbridge.ledger.journal import verify_chain
from crmbridge.store import OriginalStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that does not hold, and where."""

    where: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """How much was recomputed, and what did not hold."""

    entries: int
    originals: int
    problems: tuple[Problem, ...]


def verify_installation(ledger: Ledger, store: OriginalStore) -> VerifyReport:
    """Reads everything again; takes as long as reading all originals takes."""
    with ledger.reading() as connection:
        entries, problems = _verify_journal(connection)
        fingerprints = find_fingerprints(connection)
        problems += [Problem(where=f"item:{one}", problem=why) for one, why in iter_wrong_states(connection)]
        problems += [Problem(where=one, problem=why) for one, why in iter_unjournaled_rows(connection)]
        problems += [Problem(where=one, problem=why) for one, why in iter_altered_content(connection)]
    problems += _verify_originals(store, fingerprints)
    return VerifyReport(entries=entries, originals=len(fingerprints), problems=tuple(problems))


def _verify_journal(connection: Connection) -> tuple[int, list[Problem]]:
    try:
        return verify_chain(connection), []
    except JournalBrokenError as error:
        return error.entry, [Problem(where=f"journal:{error.entry}", problem=str(error))]


def _verify_originals(store: OriginalStore, fingerprints: dict[str, int]) -> Iterator[Problem]:
    for fingerprint, communication_id in sorted(fingerprints.items(), key=lambda one: one[1]):
        where = f"communication:{communication_id}"
        if not store.has(fingerprint):
            yield Problem(where=where, problem=f"the original {fingerprint} is not in the store")
        elif not store.verify(fingerprint):
            yield Problem(where=where, problem=f"the original {fingerprint} was altered in the store")
