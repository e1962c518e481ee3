"""The blocks above the salutation: who writes and to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crmbridge.normalise import normalise_name
from extractors.dates import parse_day
from extractors.identifiers.days import list_written_days
from extractors.identifiers.postcodes import find_postcodes
from extractors.letters.wording import (
    CONTACT,
    COUNTRY_LINE,
    DELIVERY,
    OTHER_COLUMN,
    PAGE_MARK,
    REFERENCE,
    SUBJECT,
)

_TITLED = re.compile(
    r"(?:mrs?|ms|miss|mx|dr|prof|sir|herrn?|frau|firma|madame|monsieur|mme|mlle|m\.|rev|"
    r"the (?:manager|director|secretary|"
    r"executors?)|cpl|capt|sgt)\b",
    re.I,
)
_NAME_LINE = re.compile(r"[^\W\d_][^\d\n]{2,60}")
_STREET_END = re.compile(
    r"\b(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|way|court|ct|close|place|crescent|gardens|terrace|"
    r"square|row|hill|grove|rue)\.?$",
    re.I,
)
_RETURN_LINE = re.compile(r"[·•|,–]|\s-\s|\*")
_LONGEST = 70
_MOST_LINES = 8
_LETTERHEAD_LINES = 6
_COUNTRY_MARK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that stand together. `at` is the line of the head where they begin."""

    at: int
    lines: tuple[str, ...]
    has_postcode: bool
    has_contact: bool

    @property
    def text(self) -> str:
        """The lines as they are kept in a letter."""
        return "\n".join(self.lines)

    @property
    def is_return_line(self) -> bool:
        """One line with a whole address, as it is printed above the window of an envelope."""
        return len(self.lines) == 1 and self.has_postcode and len(_RETURN_LINE.findall(self.lines[0])) > 1


def list_blocks(lines: Sequence[str]) -> list[Block]:
    """The blocks of the head. A postcode ends an address; dates, references, subjects and page marks belong to none."""
    blocks: list[Block] = []
    kept: list[str] = []
    first, is_closed = 0, False

    def close(*, has_contact: bool = False) -> None:
        if kept:
            has_postcode = any(map(has_postcode_line, kept))
            blocks.append(Block(at=first, lines=tuple(kept), has_postcode=has_postcode, has_contact=has_contact))
            kept.clear()

    for position, raw in enumerate(lines):
        line = raw.strip(" \f\t")
        if COUNTRY_LINE.fullmatch(line) and kept:
            kept.append(line)
            continue
        is_contact = bool(CONTACT.match(line)) and not has_postcode_line(line)
        is_closed = is_closed or not line or is_contact or is_apart(line) or len(kept) >= _MOST_LINES
        if is_closed:
            close(has_contact=is_contact)
            is_closed = False
        if line and not is_contact and not is_apart(line):
            first = first if kept else position
            kept.append(line)
        is_closed = has_postcode_line(line)
    close()
    return blocks


def is_apart(line: str) -> bool:
    """Whether a line belongs to no block of names and addresses."""
    if len(line) > _LONGEST and not _RETURN_LINE.search(line):
        return True
    is_marked = PAGE_MARK.fullmatch(line) or DELIVERY.fullmatch(line) or SUBJECT.match(line) or OTHER_COLUMN.match(line)
    return bool(is_marked or REFERENCE.match(line) or _is_date_line(line))


def _is_date_line(line: str) -> bool:
    return any(parse_day(written, "GB") or parse_day(written, "US") for _, _, written in list_written_days(line))


def has_postcode_line(line: str) -> bool:
    """Whether a line holds a postcode as addresses do."""
    for one in find_postcodes(line):
        is_whole = one.start <= _COUNTRY_MARK and one.end == len(line.rstrip(" ,"))
        if one.is_sure or (is_whole and not _STREET_END.search(line)) or _RETURN_LINE.search(line[: one.start]):
            return True
    return False


def choose_addressee(blocks: Sequence[Block], salutation: str, signature: str) -> Block | None:
    """The block of the reader: the one the salutation names, else the last address that is not the writer's."""
    candidates = [one for one in blocks if _may_be_addressee(one) and not _is_of_signer(one, signature)]
    named = [one for one in candidates if _is_named(one, salutation)]
    if named:
        return named[-1]
    with_postcode = [one for one in candidates if one.has_postcode]
    if with_postcode and (len([one for one in blocks if one.has_postcode]) > 1 or _is_first_reader(with_postcode[-1])):
        return with_postcode[-1]
    titled = [one for one in candidates if _TITLED.match(one.lines[0]) and len(one.lines) > 1]
    return titled[-1] if titled else None


def _may_be_addressee(block: Block) -> bool:
    is_titled = bool(_TITLED.match(block.lines[0]))
    is_named = is_titled or bool(_NAME_LINE.fullmatch(block.lines[0]))
    is_whole = block.has_postcode or (is_titled and len(block.lines) > 1)
    return is_named and is_whole and len(block.lines) > 1 and not block.is_return_line and not block.has_contact


def _is_first_reader(block: Block) -> bool:
    """A lone address: the reader's where it begins with a title, or stands below something else."""
    return bool(_TITLED.match(block.lines[0])) or block.at > 0


def _is_of_signer(block: Block, signature: str) -> bool:
    name = normalise_name(signature.partition("\n")[0])
    return bool(name) and name == normalise_name(_TITLED.sub("", block.lines[0]))


def _is_named(block: Block, salutation: str) -> bool:
    words = normalise_name(salutation).split()
    return len(words) > 1 and any(words[-1] in normalise_name(line).split() for line in block.lines[:2])


def choose_letterhead(blocks: Sequence[Block], addressee: Block | None) -> str:
    """The writer's block: what stands above the reader's, else another address; the line above a window last."""
    above = [one for one in blocks if addressee is None or one.at < addressee.at]
    others = [one for one in blocks if one is not addressee and one.has_postcode]
    whole = [one for one in above if not one.is_return_line]
    if whole:
        return "\n".join([line for one in whole for line in one.lines][:_LETTERHEAD_LINES])
    chosen = next((one for one in others if not one.is_return_line), None) or next(iter(others), None)
    return chosen.text if chosen else ""
