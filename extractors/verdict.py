"""What the parts amount to: the text in reading order, the state of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmbridge.domain.reading import COMPLETE_STATES, PartState
from extractors.media_types import MAIL, MESSAGES
from extractors.walk import ROOT, Node

# The likelier to tell a person what to do, the earlier.
_TELLING = (
    PartState.ENCRYPTED,
    PartState.DAMAGED,
    PartState.OVER_BUDGET,
    PartState.NOT_FULLY_READ,
    PartState.NEEDS_OCR,
    PartState.UNSUPPORTED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The state of the whole, and why."""

    state: PartState
    reason: str


def assemble_text(root: Node, unread: frozenset[str]) -> str:
    """The whole text in reading order: the own words of each part first, then what is attached to it."""
    return "\n\n".join(text for text in _list_texts(root, unread) if text)


def _list_texts(node: Node, unread: frozenset[str]) -> list[str]:
    # The header lines of the outermost mail are in the fields of the Reading; those of inner mails are text.
    is_outer_mail = node.part.path == ROOT and node.part.media_type in MESSAGES
    texts = [] if is_outer_mail or node.part.path in unread else [node.part.text.strip("\n")]
    for child in sorted(node.children, key=lambda one: not one.is_body):
        texts += _list_texts(child, unread)
    return texts


def judge(root: Node, text: str) -> Verdict:
    """The weakest state that matters. A small picture inside a text does not, unless there is nothing else."""
    mattering = [node for node in root.list_nodes() if not node.is_minor]
    incomplete = [node for node in mattering if node.part.state not in COMPLETE_STATES]
    if incomplete:
        worst = min(incomplete, key=lambda node: (not _is_cut_mail(node), _TELLING.index(node.part.state)))
        return _as_verdict(worst, has_text=bool(text.strip()))
    if text.strip():
        return Verdict(state=PartState.READ, reason=root.part.reason if root.part.state is PartState.READ else "")
    pictures = [node for node in root.list_nodes() if node.part.state is PartState.NEEDS_OCR]
    if pictures:
        return _as_verdict(pictures[0], has_text=False)
    icons = [node for node in root.list_nodes() if node.part.media_type.startswith("image/")]
    if icons and not root.part.reason:
        return _as_verdict(icons[0], has_text=False)
    return Verdict(state=PartState.EMPTY, reason=root.part.reason or "there is nothing in it")


def name_missing_pages(verdict: Verdict, missing: Sequence[int]) -> Verdict:
    """A fax whose own pages say that there are more of them is not fully read, however well the others were."""
    if not missing or verdict.state not in {PartState.READ, PartState.NOT_FULLY_READ}:
        return verdict
    numbers = ", ".join(str(number) for number in missing[:20]) + (" …" if len(missing) > 20 else "")
    named = f"page {numbers} is missing" if len(missing) == 1 else f"pages {numbers} are missing"
    reason = f"by the lines that the fax machine printed, {named}"
    return Verdict(state=PartState.NOT_FULLY_READ, reason="; ".join(one for one in (reason, verdict.reason) if one))


def _is_cut_mail(node: Node) -> bool:
    """Whether it is the mail itself that ends too early: then its last part only seems to be damaged."""
    part = node.part
    return part.path == ROOT and part.media_type == MAIL and part.state is PartState.NOT_FULLY_READ


def _as_verdict(node: Node, *, has_text: bool) -> Verdict:
    part = node.part
    if part.path == ROOT:
        return Verdict(state=part.state, reason=part.reason)
    # Something was read, so the whole does not wait for OCR: it is only not complete.
    state = PartState.NOT_FULLY_READ if has_text and part.state is PartState.NEEDS_OCR else part.state
    name = f" '{part.name}'" if part.name else ""
    return Verdict(state=state, reason=f"part {part.path}{name}: {part.reason}")
