"""Names that stand where readers do not look for them: they find names after labels, titles and closings only.

Beside a number that exists, its owner's full name anywhere in the same text is a second sign. A full name beside a
birth date or an address may be somebody else's whom the communication is about. Names are compared whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from crmbridge.domain.directory import Client
from crmbridge.domain.identifier import Identifier
from crmbridge.normalise import normalise_name
from crmbridge.ports import Directory
from linkers.mentions import Findings, Lookup, Mention, look_up
from linkers.weights import NUMBERS, WEIGHTS, Family, Standing

_WORDS_AT_LEAST = 2
_QUOTED_AROUND = 40
_SEARCHED_AT_MOST = 20
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w'’-]*(?: [A-ZÀ-Þ][\w'’-]*){1,5}")


def find_written_names(findings: Findings, directory: Directory) -> tuple[Mention, ...]:
    """One mention for each number whose only owner's full name stands in the text of the same part."""
    named = {owner for one in findings.mentions if one.family is Family.NAME for owner in one.owners}
    numbers = [one for one in findings.mentions if one.family in NUMBERS and _is_of_one(one)]
    unnamed = [one for one in numbers if one.owners[0] not in named][:_SEARCHED_AT_MOST]
    clients = [(one, directory.find_client(one.owners[0])) for one in unnamed]
    found = [_find_name(one, client, findings.lookup) for one, client in clients if client is not None]
    return tuple({one.owners: one for one in found if one is not None}.values())


def find_names_beside(findings: Findings) -> tuple[Mention, ...]:
    """Full names of clients in the words around a birth date or an address."""
    known = {(one.part, one.normalised) for one in findings.reading.identifiers if one.kind == "name"}
    beside = [one for one in findings.reading.identifiers if _has_name_beside(one)][:_SEARCHED_AT_MOST]
    names = {(one.part, one.normalised): one for found in beside for one in _iter_full_names(found)}
    found = (look_up(one, findings.lookup) for key, one in names.items() if key not in known)
    return tuple(one for one in found if one is not None)


def _is_of_one(mention: Mention) -> bool:
    """Whether it decides, or would but for the characters that had to be repaired."""
    is_repaired = mention.repair is not None and mention.standing is not Standing.NOT_USED
    return mention.is_deciding or (is_repaired and len(mention.owners) == 1)


def _has_name_beside(identifier: Identifier) -> bool:
    return identifier.kind == "address" or (identifier.kind == "date" and "birth" in identifier.label)


def _iter_full_names(identifier: Identifier) -> Iterator[Identifier]:
    for run in _CAPITALISED.finditer(identifier.quote):
        words = run.group().split()
        for first, last in combinations(range(len(words) + 1), 2):
            if last - first >= _WORDS_AT_LEAST:
                value = " ".join(words[first:last])
                yield replace(identifier, kind="name", value=value, normalised=normalise_name(value), label="")


def _find_name(number: Mention, client: Client, lookup: Lookup) -> Mention | None:
    text = lookup.texts.get(number.identifier.part, "")
    for match in _iter_names(client, text):
        identifier = _as_identifier(match, number.identifier)
        label = lookup.read_label(identifier)
        weight = WEIGHTS[Family.NAME, lookup.find_place(identifier), label.kind]
        if weight.standing is not Standing.NOT_USED:
            return Mention(identifier=identifier, weight=weight, label=label, owners=number.owners)
    return None


def _iter_names(client: Client, text: str) -> Iterator[re.Match[str]]:
    for name in (client.name, *client.former_names):
        if len(normalise_name(name).split()) >= _WORDS_AT_LEAST:
            yield from _compile(name).finditer(text)


@lru_cache(maxsize=1024)
def _compile(name: str) -> re.Pattern[str]:
    words = r"[\W_]{1,3}".join(re.escape(word) for word in re.findall(r"\w+", name))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _as_identifier(match: re.Match[str], number: Identifier) -> Identifier:
    start, end = match.span()
    return Identifier(
        kind="name",
        value=match.group(),
        normalised=normalise_name(match.group()),
        part=number.part,
        page=None if number.page is None else match.string.count("\f", 0, start) + 1,
        start=start,
        end=end,
        quote=match.string[max(0, start - _QUOTED_AROUND) : end + _QUOTED_AROUND].strip(),
        zone=number.zone,
    )
