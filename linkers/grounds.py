"""Grounds: what suffices to say whose a communication is. One deciding mention, or a name with a second sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from crmbridge.domain.communication import Channel
from crmbridge.domain.reading import Reading
from linkers.labels import LabelClass
from linkers.mentions import Mention
from linkers.weights import AUTHOR_PLACES, NUMBERS, OWN_WORDS, Family, Place, Standing

_SECOND_SIGNS = frozenset({Family.BIRTH_DATE, Family.ADDRESS, Family.POSTCODE, Family.PHONE, Family.EMAIL})
_CONTACT_POINTS = frozenset({Family.PHONE, Family.EMAIL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Mentions that together suffice for one client."""

    client_id: str
    mentions: tuple[Mention, ...]

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
        return self.mentions[0].place in {Place.SENDER, Place.ADDRESSEE, Place.ORIGINAL_SENDER}


def find_grounds(mentions: tuple[Mention, ...], reading: Reading) -> tuple[Ground, ...]:
    """Every ground there is, strongest first."""
    alone = (Ground(client_id=one.owners[0], mentions=(one,)) for one in mentions if one.is_deciding)
    return (*alone, *_find_pairs(mentions, reading))


def find_shared(mentions: tuple[Mention, ...], reading: Reading) -> tuple[Mention, ...]:
    """Mentions that would decide if two or more clients did not carry them."""
    alone = [one for one in mentions if one.standing is Standing.DECIDES and len(one.owners) > 1]
    pairs = [name for name, _, owners in _iter_fitting_pairs(mentions, reading) if len(owners) > 1]
    return (*alone, *(name for name in dict.fromkeys(pairs)))


def _find_pairs(mentions: tuple[Mention, ...], reading: Reading) -> Iterator[Ground]:
    for name, second, owners in _iter_fitting_pairs(mentions, reading):
        if len(owners) == 1:
            yield Ground(client_id=owners[0], mentions=(name, second))


def _iter_fitting_pairs(
    mentions: tuple[Mention, ...], reading: Reading
) -> Iterator[tuple[Mention, Mention, tuple[str, ...]]]:
    usable = [one for one in mentions if one.standing is not Standing.NOT_USED and _is_written(one)]
    names = [one for one in usable if one.family is Family.NAME]
    seconds = [one for one in usable if one.family in _SECOND_SIGNS and one.standing is not Standing.DECIDES]
    for name, second in product(names, seconds):
        owners = tuple(sorted(set(name.owners) & set(second.owners)))
        if owners and _is_sufficient(name, second, is_mail=reading.channel is Channel.EMAIL):
            yield name, second, owners


def _is_written(mention: Mention) -> bool:
    return mention.place in OWN_WORDS | AUTHOR_PLACES


def _is_sufficient(name: Mention, second: Mention, *, is_mail: bool) -> bool:
    """A birth date or a whole address suffices beside any name of that client; other signs need to be the writer's own.

    A postcode is shared by neighbours, and a body of a mail often gives a third person's phone.
    """
    is_author = name.place in AUTHOR_PLACES or name.label.kind in {LabelClass.ON_BEHALF, LabelClass.LABELLED}
    if second.family in {Family.BIRTH_DATE, Family.ADDRESS}:
        return True
    if second.family is Family.POSTCODE:
        return is_author
    is_unique = second.family in _CONTACT_POINTS and len(second.owners) == 1
    return is_unique and (is_author or not is_mail)
