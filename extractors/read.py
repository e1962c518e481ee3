"""Reads one document: START HERE.

bytes -> sniff (what is it?) -> walk (every part inside, each by the reader of its format)
      -> verdict (text in reading order, state of the whole) -> identifiers (with place and zone) -> Reading
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import Letter, Part, PartState, Reading
from crmbridge.normalise import normalise_email
from crmbridge.ports import ReadTask
from extractors.allowance import Allowance
from extractors.alternatives import find_unread_alternatives, find_unseen_numbers, list_alternatives
from extractors.charsets import clean_text
from extractors.content import Head, Source, Span
from extractors.fit import TOO_MANY_IDENTIFIERS, fit_identifiers, fit_texts
from extractors.identifiers import SearchText, find_identifiers
from extractors.identifiers.own import read_own_marks
from extractors.identifiers.place import SEARCHED_CHARACTERS
from extractors.language import find_language
from extractors.letters import find_letter
from extractors.letters.parties import add_letter, find_letter_direction
from extractors.media_types import MAIL, OUTLOOK, WRAPPINGS
from extractors.ocr import find_confidence, find_missing_pages
from extractors.originals import find_original
from extractors.passages import find_stretches
from extractors.reading_passages import find_passages, join_new_words
from extractors.sniff import sniff
from extractors.spans import as_spans
from extractors.verdict import assemble_text, judge, name_missing_pages
from extractors.walk import ROOT, Node, Walk


def read_document(
    task: ReadTask, content: bytes, settings: ReaderSettings, allowance: Allowance | None = None
) -> Reading:
    """Everything that can be read out of a document. The same bytes and settings give the same Reading.

    `allowance` grants the time for recognising pages; without one there is as much as it takes.
    """
    media_type = sniff(content, name=task.name)
    allowance = allowance or Allowance()
    source = Source(
        content=content,
        media_type=media_type,
        settings=settings,
        name=task.name,
        fields=task.fields,
        allowance=allowance,
        has_sidecar=bool(task.sidecar.strip()),
    )
    whole = _use_sidecar(Walk(settings=settings, allowance=allowance).read_root(source), task.sidecar)
    root = fit_texts(_mark_unsearched(whole), settings.limits)
    unread = find_unread_alternatives(root)
    text = assemble_text(root, unread)
    identifiers, is_everything = fit_identifiers(_find_in_parts(root, unread, settings), root, settings.limits)
    verdict = judge(root, text) if is_everything else TOO_MANY_IDENTIFIERS
    missing_pages = find_missing_pages(root.content.fax_pages, root.part.pages or 0)
    verdict = name_missing_pages(verdict, missing_pages)
    letter = _find_letter(root, settings)
    head = root.content.head or Head()
    head = add_letter(head, letter, settings) if letter else head
    passages = find_passages(root)
    return Reading(
        fingerprint=task.fingerprint or root.part.fingerprint or hashlib.sha256(content).hexdigest(),
        media_type=media_type,
        channel=task.channel or root.content.channel or Channel.LETTER,
        direction=_find_direction(head, _is_message(root, media_type), task, settings, letter),
        occurred_at=head.occurred_at,
        subject=head.subject,
        sender=head.sender,
        recipients=head.recipients,
        message_id=head.message_id,
        references=head.references,
        state=verdict.state,
        reason=verdict.reason,
        pages=root.part.pages,
        text=text,
        parts=tuple(node.part for node in root.list_nodes()),
        identifiers=identifiers,
        automatic=head.automatic,
        authentication=head.authentication,
        key=head.key,
        occurred_at_source=head.occurred_at_source,
        letter=letter,
        fax_pages=root.content.fax_pages,
        missing_pages=missing_pages,
        language=find_language(join_new_words(root, passages, unread)),
        passages=passages,
        parties=head.parties,
        original=find_original(root, passages, settings),
    )


def _use_sidecar(root: Node, sidecar: str) -> Node:
    """The text that the scanner made beside the picture stands for the text that is not in it."""
    words = clean_text(sidecar).rstrip("\f\n ")
    if not words.strip() or root.part.state not in {PartState.NEEDS_OCR, PartState.NOT_FULLY_READ}:
        return root
    pages = words.split("\f")
    if root.part.state is PartState.NOT_FULLY_READ:
        return _fill_pages(root, pages)
    total = root.part.pages or len(pages)
    reason = "" if len(pages) == total else f"the scanner's text has {len(pages)} pages, the picture {total}"
    return replace(root, part=replace(root.part, state=PartState.READ, reason=reason, text=words))


def _fill_pages(root: Node, scanned: list[str]) -> Node:
    own = root.part.text.split("\f")
    if len(own) != len(scanned) or len(own) != root.part.pages:
        return root
    text = "\f".join(
        mine if len(mine.strip()) >= len(theirs.strip()) else theirs for mine, theirs in zip(own, scanned, strict=True)
    )
    return replace(root, part=replace(root.part, state=PartState.READ, reason="", text=text))


def _mark_unsearched(node: Node) -> Node:
    """Says of a part whose text is longer than what is searched that its end was not."""
    children = tuple(_mark_unsearched(child) for child in node.children)
    part = node.part
    if len(part.text) > SEARCHED_CHARACTERS and part.state is PartState.READ:
        reason = f"only its first {SEARCHED_CHARACTERS:,} characters were searched for identifiers"
        part = replace(part, state=PartState.NOT_FULLY_READ, reason=reason)
    return replace(node, part=part, children=children)


def _find_letter(root: Node, settings: ReaderSettings) -> Letter | None:
    """The letter that the document itself is; mails and forms state who wrote them in other ways."""
    is_told = root.part.media_type in {MAIL, OUTLOOK} or root.content.channel is Channel.FORM
    return None if is_told else find_letter(root.part.text, settings.country)


def _is_message(root: Node, media_type: str) -> bool:
    has_sender = root.content.head is not None and root.content.head.sender is not None
    return media_type == MAIL or (media_type == OUTLOOK and has_sender and root.content.channel is Channel.EMAIL)


def _find_direction(
    head: Head, is_message: bool, task: ReadTask, settings: ReaderSettings, letter: Letter | None
) -> Direction:
    address = head.sender.address if head.sender else ""
    if address and read_own_marks(settings).is_own("email", address, normalise_email(address)):
        return Direction.OUT
    if is_message:
        return Direction.IN
    told = find_letter_direction(letter, settings) if letter and not task.direction else None
    return task.direction or told or Direction.UNKNOWN


def _find_in_parts(root: Node, unread: frozenset[str], settings: ReaderSettings) -> tuple[Identifier, ...]:
    """Those of the parts that a person reads, and those that only an unread alternative holds."""
    shown, hidden = _list_search_texts(root, unread)
    found = _with_confidence(find_identifiers(shown, settings), root)
    others = _with_confidence(find_identifiers(hidden, settings), root)
    kinds = frozenset({"reference", *(pattern.kind for pattern in settings.patterns)})
    unseen = find_unseen_numbers(list_alternatives(root), (*found, *others), kinds)
    known = {(one.kind, one.normalised) for one in found if one not in unseen}
    return tuple(one for one in found if one not in unseen) + tuple(
        one for one in others if (one.kind, one.normalised) not in known and one not in unseen
    )


def _with_confidence(found: tuple[Identifier, ...], root: Node) -> tuple[Identifier, ...]:
    """Says of identifiers on pictures how surely their words were recognised."""
    words = {node.part.path: node.part.words for node in root.list_nodes() if node.part.words}
    return tuple(
        replace(one, confidence=find_confidence(words[one.part], one.start, one.end)) if one.part in words else one
        for one in found
    )


def _list_search_texts(root: Node, unread: frozenset[str]) -> tuple[list[SearchText], list[SearchText]]:
    shown: list[SearchText] = []
    hidden: list[SearchText] = []
    bodies = frozenset(_iter_bodies(root))
    for node in root.list_nodes():
        if node.part.text:
            text = _as_search_text(node, is_body=node.part.path == ROOT or node.part.path in bodies)
            (hidden if node.part.path in unread else shown).append(text)
    return shown, hidden


def _iter_bodies(node: Node) -> Iterator[str]:
    """The paths of a mail's own words, also where they are wrapped in one sealed piece."""
    for child in node.children:
        if child.is_body:
            yield child.part.path
        elif child.part.media_type in WRAPPINGS:
            yield from _iter_bodies(child)


def _as_search_text(node: Node, *, is_body: bool) -> SearchText:
    part: Part = node.part
    return SearchText(
        path=part.path,
        text=part.text,
        zone=Zone.BODY if is_body else Zone.ATTACHMENT,
        has_pages=part.pages is not None,
        spans=_find_spans(node, is_body=is_body),
        marks=node.content.marks
        if is_body
        else tuple(replace(mark, zone=Zone.ATTACHMENT) for mark in node.content.marks),
    )


def _find_spans(node: Node, *, is_body: bool) -> tuple[Span, ...]:
    if is_body and node.part.path != ROOT and not node.content.spans:
        return as_spans(find_stretches(node.part.text, node.content.structure))
    spans = node.content.spans if is_body else tuple(span for span in node.content.spans if span.zone is None)
    return (*spans, *_iter_fax_lines(node))


def _iter_fax_lines(node: Node) -> Iterator[Span]:
    """Where the lines that fax machines printed on top of pages stand in the text."""
    lines = {one.page: one.line for one in node.content.fax_pages}
    start = 0
    for number, page in enumerate(node.part.text.split("\f") if lines else (), 1):
        line = lines.get(number, "")
        if line and page.startswith(line):
            yield Span(start=start, end=start + len(line), zone=Zone.FAX_HEADER)
        start += len(page) + 1
