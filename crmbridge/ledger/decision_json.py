"""Decisions as JSON and back, so that evidence is kept word for word and can be shown again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, assert_never

from crmbridge.domain.decision import Candidate, Decision, Excluded, Link, NeedsReview, ReviewReason, Unlinked
from crmbridge.domain.evidence import Bearing, Evidence


def as_decision_json(decision: Decision) -> dict[str, Any]:
    """A decision as plain values."""
    match decision:
        case Link():
            return {
                "status": "linked",
                "reason": decision.reason,
                "targets": [asdict(one) for one in decision.targets],
                "suggested_cases": [asdict(one) for one in decision.suggested_cases],
            }
        case NeedsReview():
            candidates = [asdict(one) for one in decision.candidates]
            return {"status": "review", "why": str(decision.why), "reason": decision.reason, "candidates": candidates}
        case Unlinked():
            return {"status": "unlinked", "reason": decision.reason}
        case Excluded():
            return {"status": "excluded", "rule": decision.rule, "reason": decision.reason}
        case _:
            assert_never(decision)


def as_decision(content: Mapping[str, Any]) -> Decision:
    """The decision that was kept. Raises KeyError or ValueError where it was not made by `as_decision_json`."""
    match content["status"]:
        case "linked":
            return Link(
                targets=_as_candidates(content["targets"]),
                suggested_cases=_as_candidates(content["suggested_cases"]),
                reason=content["reason"],
            )
        case "review":
            return NeedsReview(
                why=ReviewReason(content["why"]),
                reason=content["reason"],
                candidates=_as_candidates(content["candidates"]),
            )
        case "unlinked":
            return Unlinked(reason=content["reason"])
        case "excluded":
            return Excluded(rule=content["rule"], reason=content["reason"])
        case other:
            raise ValueError(f"no decision has the status {other!r}")


def _as_candidates(rows: Iterable[Mapping[str, Any]]) -> tuple[Candidate, ...]:
    return tuple(Candidate(**{**row, "evidence": tuple(_as_evidence(one) for one in row["evidence"])}) for row in rows)


def _as_evidence(row: Mapping[str, Any]) -> Evidence:
    return Evidence(**{**row, "bearing": Bearing(row["bearing"])})
