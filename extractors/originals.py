"""The message that a mail passes on: its sender, recipients, date and subject, as the forwarding program wrote them."""

from __future__ import annotations

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import Original, Party, Passage, PassageKind
from extractors.dates import parse_moment
from extractors.formats.mail.words import parse_parties
from extractors.passage_words import FROM_LABEL, HEADER_LABEL
from extractors.passages import is_header_block
from extractors.reading_passages import is_mail
from extractors.walk import Node

_ROLES = ("date", "to", "cc", "subject")
_HEADER_LINES = 9


def find_original(root: Node, passages: tuple[Passage, ...], settings: ReaderSettings) -> Original | None:
    """The innermost message that is passed on: an attached one, or the last whose header stands in forwarded words."""
    attached = _find_attached(root) if is_mail(root) else None
    if attached is not None and attached.content.head is not None:
        head = attached.content.head
        return Original(
            sender=head.sender, recipients=head.recipients, subject=head.subject, occurred_at=head.occurred_at
        )
    texts = {node.part.path: node.part.text for node in root.list_nodes()}
    found: Original | None = None
    for passage in passages:
        if passage.kind is PassageKind.FORWARDED:
            words = texts[passage.part][passage.start : passage.end]
            found = _find_last_header(words.split("\n"), settings) or found
    return found


def _find_attached(node: Node) -> Node | None:
    """The innermost mail within mails; where several are attached, the first."""
    for child in node.children:
        if is_mail(child) and child.content.head is not None and child.content.head.sender:
            return _find_attached(child) or child
    return None


def _find_last_header(lines: list[str], settings: ReaderSettings) -> Original | None:
    starts = [at for at, line in enumerate(lines) if FROM_LABEL.match(line) and is_header_block(lines, at)]
    return _read_header(lines[starts[-1] : starts[-1] + _HEADER_LINES], settings) if starts else None


def _read_header(lines: list[str], settings: ReaderSettings) -> Original:
    sender = FROM_LABEL.match(lines[0])
    values: dict[str, str] = {}
    for line in lines[1:]:
        match = HEADER_LABEL.match(line)
        role = next((one for one in _ROLES if match and match[one]), "")
        if match and role:
            values.setdefault(role, match["value"].strip().strip("*"))
    written = values.get("date", "")
    parties = [_parse(role, values.get(role, "")) for role in ("to", "cc")]
    senders = _parse("from", sender[2]) if sender else ()
    return Original(
        sender=senders[0] if senders else None,
        recipients=tuple(party for one in parties for party in one),
        subject=values.get("subject", ""),
        occurred_at=parse_moment(written, timezone=settings.timezone, country=settings.country) if written else None,
    )


def _parse(role: str, value: str) -> tuple[Party, ...]:
    """Parties as programs quote them: `Anna Kay [mailto:a@b.example]`, `Anna Kay`."""
    plain = value.replace("[mailto:", "<").replace("mailto:", "").replace("]", ">").replace("*", "")
    return parse_parties(role, [plain.replace(";", ",")]) if plain.strip() else ()
