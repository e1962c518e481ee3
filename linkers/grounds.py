"""Grounds: what speaks for a client on its own, and whether it is enough to say whose a communication is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from crmbridge.domain.communication import Channel
from crmbridge.domain.identifier import Identifier
from crmbridge.domain.reading import PartState, Reading
from linkers.labels import LabelClass
from linkers.mentions import Findings, Mention
from linkers.routes import Route
from linkers.weights import AUTHOR_PLACES, NUMBERS, OWN_WORDS, Family, Place, Standing

_SECOND_SIGNS = frozenset({Family.BIRTH_DATE, Family.ADDRESS, Family.POSTCODE, Family.PHONE, Family.EMAIL})
_CONTACT_POINTS = frozenset({Family.PHONE, Family.EMAIL})
_WRITERS = frozenset({Place.SENDER, Place.ADDRESSEE, Place.ORIGINAL_SENDER})
_PARTLY_READ = frozenset({PartState.NOT_FULLY_READ, PartState.OVER_BUDGET, PartState.DAMAGED})
_SIGN_PLACES = OWN_WORDS | AUTHOR_PLACES | {Place.ORIGINAL_SENDER, Place.REPLY_LINE, Place.HEADER}
_NOT_THE_CLIENT = frozenset({LabelClass.KIN, LabelClass.THIRD_PARTY})


SURE_CONFIDENCE = 0.6
"""A number recognised less surely than this needs a second sign, whatever words stand before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Mentions that speak for one client. `is_enough` says that they suffice for a link where nothing contradicts."""

    client_id: str
    mentions: tuple[Mention, ...]
    is_enough: bool = True

    @property
    def is_number(self) -> bool:
        """Whether it is a number that somebody wrote down."""
        return self.mentions[0].family in NUMBERS

    @property
    def is_case_number(self) -> bool:
        """Whether it is the number of a case."""
        return self.mentions[0].family is Family.CASE_NUMBER

    @property
    def is_writer(self) -> bool:
        """Whether it says who wrote, or to whom we wrote, rather than what about."""
        return self.mentions[0].place in _WRITERS


def find_grounds(mentions: tuple[Mention, ...], findings: Findings) -> tuple[Ground, ...]:
    """Every ground there is, those that are enough first, strongest first."""
    alone = [_as_ground(one, mentions, findings) for one in mentions if one.is_deciding]
    mended = [ground for one in mentions if one.repair for ground in _ground_repair(one, mentions, findings)]
    found = [*alone, *mended, *_find_pairs(mentions, findings.reading)]
    return tuple(sorted(found, key=lambda ground: not ground.is_enough))


def find_shared(mentions: tuple[Mention, ...], reading: Reading) -> tuple[Mention, ...]:
    """Mentions that would decide if two or more clients did not carry them."""
    alone = [one for one in mentions if one.standing is Standing.DECIDES and len(one.owners) > 1]
    pairs = [name for name, _, owners in _iter_fitting_pairs(mentions, reading) if len(owners) > 1]
    return (*alone, *(name for name in dict.fromkeys(pairs)))


def _as_ground(mention: Mention, mentions: tuple[Mention, ...], findings: Findings) -> Ground:
    """A header sign is enough; a number needs a second sign of its client or words that say we gave it."""
    client_id = mention.owners[0]
    if mention.family not in NUMBERS:
        is_header = mention.place in _WRITERS or mention.family is Family.THREAD
        return Ground(client_id=client_id, mentions=(mention,), is_enough=is_header or _is_read(findings.reading))
    signs = [] if _is_given(mention, findings) else [one for one in mentions if _is_second_sign(one, mention)]
    is_enough = bool(signs) or _is_given(mention, findings)
    return Ground(
        client_id=client_id, mentions=(mention, *signs[:1]), is_enough=is_enough and _is_read(findings.reading)
    )


def _ground_repair(mention: Mention, mentions: tuple[Mention, ...], findings: Findings) -> Iterator[Ground]:
    """A repaired number counts only where a sign of the same client agrees that was read as it stands."""
    if mention.family not in NUMBERS or mention.standing is Standing.NOT_USED or len(mention.owners) != 1:
        return
    signs = [one for one in mentions if one.repair is None and _is_second_sign(one, mention)]
    if signs:
        is_enough = _is_read(findings.reading)
        yield Ground(client_id=mention.owners[0], mentions=(mention, signs[0]), is_enough=is_enough)


def _is_read(reading: Reading) -> bool:
    """Whether what could not be read leaves room for a number of somebody else: then only headers decide."""
    return reading.state not in _PARTLY_READ


def _is_given(mention: Mention, findings: Findings) -> bool:
    """Whether it stands under words that make it the number we gave; digits may agree by chance but in our letters.

    What a machine sends in bulk has such words over numbers of its own.
    """
    is_bulk = findings.reading.automatic and findings.route is Route.INCOMING
    if mention.label.kind is not LabelClass.GIVEN or is_bulk or not _is_surely_read(mention):
        return False
    is_our_letter = findings.route is Route.OUTGOING and findings.reading.channel is not Channel.EMAIL
    return is_our_letter or not mention.identifier.normalised.isdigit()


def _is_surely_read(mention: Mention) -> bool:
    """Whether its characters stood as text, or were recognised well and no other client's number is nearly the same."""
    confidence = mention.identifier.confidence
    return confidence is None or (confidence >= SURE_CONFIDENCE and not mention.rivals)


def _is_second_sign(one: Mention, number: Mention) -> bool:
    """Whether a mention shows, apart from the number, that its client is meant."""
    is_same = one.family in NUMBERS and _is_same_number(one.identifier, number.identifier)
    is_usable = one.standing is not Standing.NOT_USED and one.label.kind not in _NOT_THE_CLIENT
    is_in_place = one.place in _SIGN_PLACES and one.family is not Family.POSTCODE
    is_telling = not set(one.owners) & set(number.rivals) and (one.repair is None or one.repair.is_certain)
    return number.owners[0] in one.owners and not is_same and is_usable and is_in_place and is_telling


def _is_same_number(one: Identifier, other: Identifier) -> bool:
    """Two formats may find the same digits, or one within the other."""
    is_overlapping = one.part == other.part and one.start < other.end and other.start < one.end
    return one.normalised in other.normalised or other.normalised in one.normalised or is_overlapping


def _find_pairs(mentions: tuple[Mention, ...], reading: Reading) -> Iterator[Ground]:
    for name, second, owners in _iter_fitting_pairs(mentions, reading):
        if len(owners) == 1:
            is_enough = _is_read(reading) and _is_author(name)
            yield Ground(client_id=owners[0], mentions=(name, second), is_enough=is_enough)


def _iter_fitting_pairs(
    mentions: tuple[Mention, ...], reading: Reading
) -> Iterator[tuple[Mention, Mention, tuple[str, ...]]]:
    usable = [one for one in mentions if one.standing is not Standing.NOT_USED and _is_written(one) and not one.repair]
    names = [one for one in usable if one.family is Family.NAME and one.label.kind not in _NOT_THE_CLIENT]
    seconds = [one for one in usable if one.family in _SECOND_SIGNS and one.standing is not Standing.DECIDES]
    for name, second in product(names, seconds):
        owners = tuple(sorted(set(name.owners) & set(second.owners)))
        if owners and _is_fitting(name, second, is_mail=reading.channel is Channel.EMAIL):
            yield name, second, owners


def _is_written(mention: Mention) -> bool:
    return mention.place in OWN_WORDS | AUTHOR_PLACES


def _is_fitting(name: Mention, second: Mention, *, is_mail: bool) -> bool:
    """A birth date or a whole address points beside any name of that client; other signs need to be the writer's own.

    A postcode is shared by neighbours, and a body of a mail often gives a third person's phone.
    """
    if second.family in {Family.BIRTH_DATE, Family.ADDRESS}:
        return True
    if second.family is Family.POSTCODE:
        return _is_author(name)
    is_unique = second.family in _CONTACT_POINTS and len(second.owners) == 1
    return is_unique and (_is_author(name) or not is_mail)


def _is_author(name: Mention) -> bool:
    """Whether it names who wrote, or for whom. Another man may be born on the same day and mention his neighbour."""
    return name.place in AUTHOR_PLACES or name.label.kind in {LabelClass.ON_BEHALF, LabelClass.LABELLED}
