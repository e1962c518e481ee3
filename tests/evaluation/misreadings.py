"""A seeded office of 20,000 identifiers, pages that print some of them and some of strangers, and a bad recogniser.

What was printed and what became of it are kept apart. The mistakes and their rates are those seen on fax pages:
most are one sign for another that looks like it, some a stray space or a lost dot, a few are plausible and wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from crmbridge.domain.directory import Case, Client
from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reader_settings import ReaderSettings, ReferencePattern
from crmbridge.domain.reading import Part, PartState, Word
from crmbridge.normalise import normalise_identifier
from crmbridge.testing.directory import DirectoryInMemory
from extractors.identifiers import SearchText, find_identifiers
from tests.unit.linkers.builders import OWN

CLIENTS = 2_858
"""Each has seven identifiers: 20,006 in all."""

SETTINGS = ReaderSettings(
    patterns=(
        ReferencePattern(kind="client_number", pattern=r"C-\d{6}"),
        ReferencePattern(kind="case_number", pattern=r"CAS-\d{4}-\d{6}"),
        ReferencePattern(kind="account_number", pattern=r"AC-\d{5}-\d"),
        ReferencePattern(kind="policy_number", pattern=r"HH/\d{2}/\d{5}[A-Z]"),
        ReferencePattern(kind="invoice_number", pattern=r"INV\d{6}"),
    )
)
_FIRST = ("anna", "bill", "clare", "ollie", "emil", "fiona", "gus", "hilda", "iris", "jools", "marni", "zoe")
_LAST = ("archer", "bloom", "corn", "dillon", "ellis", "fern", "grimm", "holm", "irwin", "lorne", "vogel", "wills")
_DOMAINS = ("post.example", "mail.example", "harrow-mill.example", "bloom.example")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """An identifier as a page prints it, its folded form and the client it belongs to, empty for a stranger's."""

    kind: str
    value: str
    normalised: str
    client_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A recognised page, what was printed on each of its lines, and what stands there."""

    part: Part
    identifiers: tuple[Identifier, ...]
    printed: tuple[Printed, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A recognised page and the client who wrote it."""

    part: Part
    identifiers: tuple[Identifier, ...]
    client: Client


@dataclass(frozen=True, slots=True)
class Office:
    """The clients, the directory of their identifiers, and one list of all that it knows."""

    clients: tuple[Client, ...]
    cases: tuple[Case, ...]
    directory: DirectoryInMemory
    known: tuple[Printed, ...]

    def cases_of(self, client_id: str) -> tuple[Case, ...]:
        """The cases of one client."""
        return self.directory.list_cases(client_id)


def build_office(seed: int) -> Office:
    """Client and case numbers without holes, the others scattered."""
    rng = random.Random(seed)
    clients = tuple(_draw_client(place, rng) for place in range(CLIENTS))
    cases = tuple(
        Case(id=f"k{place}", number=f"CAS-2026-{3000 + place:06}", client_id=one.id)
        for place, one in enumerate(rng.sample(clients, CLIENTS))
    )
    directory = DirectoryInMemory(clients, (), cases, own=OWN, country="GB")
    known = [_as_printed("case_number", case.number, case.client_id) for case in cases]
    for one in clients:
        known.append(_as_printed("client_number", one.number, one.id))
        known += [_as_printed(_kind_of_account(value), value, one.id) for value in one.accounts]
        known += [_as_printed("email", one.emails[0], one.id), _as_printed("phone", one.phones[0], one.id)]
    return Office(clients, cases, directory, tuple(known))


def _draw_client(place: int, rng: random.Random) -> Client:
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    return Client(
        id=f"c{place}",
        number=f"C-{104000 + place}",
        kind="person",
        name=f"{first} {last}".title(),
        emails=(_draw_email(rng, first, last),),
        phones=(_draw_phone(rng),),
        accounts=(_draw_account(rng), _draw_policy(rng), _draw_invoice(rng)),
    )


def _kind_of_account(value: str) -> str:
    return {"A": "account_number", "H": "policy_number", "I": "invoice_number"}[value[0]]


def _as_printed(kind: str, value: str, client_id: str = "") -> Printed:
    return Printed(kind=kind, value=value, normalised=normalise_identifier(kind, value, "GB"), client_id=client_id)


def _draw_email(rng: random.Random, first: str, last: str) -> str:
    return f"{first}{rng.choice('._-')}{last}{rng.randrange(100, 9999)}@{rng.choice(_DOMAINS)}"


def _draw_phone(rng: random.Random) -> str:
    return f"01632 {rng.randrange(100_000, 999_999)}"


def _draw_account(rng: random.Random) -> str:
    return f"AC-{rng.randrange(10_000, 99_999)}-{rng.randrange(10)}"


def _draw_policy(rng: random.Random) -> str:
    digits = rng.randrange(100_000)
    return f"HH/{rng.randrange(10, 27)}/{digits:05}{'ABCDEFGHJKLMNPQRSTUVWX'[digits % 22]}"


def _draw_invoice(rng: random.Random) -> str:
    return f"INV{rng.randrange(100_000, 999_999)}"


_STRANGERS: tuple[tuple[str, Callable[[random.Random], str]], ...] = (
    ("client_number", lambda rng: f"C-{rng.randrange(100_000, 999_999)}"),
    ("case_number", lambda rng: f"CAS-2026-{rng.randrange(30_000):06}"),
    ("account_number", _draw_account),
    ("policy_number", _draw_policy),
    ("invoice_number", _draw_invoice),
    ("email", lambda rng: _draw_email(rng, rng.choice(_FIRST), rng.choice(_LAST))),
    ("phone", _draw_phone),
)
STRANGERS = 0.3
"""The share of printed identifiers that nobody in the office carries."""

MISREAD = 0.1
"""The share of identifiers that are not read as they stand."""


def print_pages(office: Office, count: int, seed: int, *, misread: float = MISREAD) -> list[Page]:
    """So many recognised pages of seven identifiers each."""
    rng, known = random.Random(seed), {one.normalised for one in office.known}
    return [_print_page(office, known, rng, misread) for _ in range(count)]


def _print_page(office: Office, known: set[str], rng: random.Random, misread: float) -> Page:
    printed = [_draw_stranger(known, rng) if rng.random() < STRANGERS else rng.choice(office.known) for _ in range(7)]
    text, words, spans = "", [], []
    for one in printed:
        before, after = rng.choice(_LINES)
        read = spoil(one.value, rng) if rng.random() < misread else one.value
        line = f"{before} {read}{after}\n"
        spans.append((len(text) + len(before) + 1, len(text) + len(before) + 1 + len(read)))
        words += _split_words(line, len(text), is_clean=read == one.value, rng=rng)
        text += line
    part = _as_part(text, words)
    searched = SearchText(path="0", text=text, zone=Zone.BODY, has_pages=True)
    found = find_identifiers([searched], SETTINGS)
    return Page(part=part, identifiers=found, printed=tuple(printed), spans=tuple(spans))


def write_letter(office: Office, rng: random.Random, *, misread: float, is_named: bool = True) -> Letter:
    """A recognised page on which a client gives a number; every third has a stranger's number too."""
    client, known = rng.choice(office.clients), office.directory
    numbers = [("client number", client.number), *(("policy number", one) for one in client.accounts[1:2])]
    numbers += [("case", case.number) for case in office.cases_of(client.id)]
    label, number = rng.choice(numbers)
    read = spoil(number, rng) if rng.random() < misread else number
    lines = [("Dear Sirs,", True), (f"{rng.choice(_OPENINGS)} {label} {read} please write to me.", read == number)]
    if rng.random() < 0.33:
        lines.append((f"The garage sent invoice {_draw_stranger_number(known, rng)} to me.", True))
    if is_named:
        lines += [("Yours faithfully", True), (client.name, True)]
    text, words = "", list[Word]()
    for line, is_clean in lines:
        words += _split_words(line, len(text), is_clean=is_clean, rng=rng)
        text += f"{line}\n"
    part = _as_part(text, words)
    found = find_identifiers([SearchText(path="0", text=text, zone=Zone.BODY, has_pages=True)], SETTINGS)
    return Letter(part=part, identifiers=tuple(_with_confidence(one, words) for one in found), client=client)


_OPENINGS = ("About my", "My", "I write about", "Regarding", "Your ref,")


def _draw_stranger_number(known: DirectoryInMemory, rng: random.Random) -> str:
    drawn = (_draw_invoice(rng) for _ in range(1000))
    return next(one for one in drawn if not known.find_carriers("reference", one))


def _with_confidence(identifier: Identifier, words: list[Word]) -> Identifier:
    there = [one.confidence for one in words if one.start < identifier.end and identifier.start < one.end]
    return replace(identifier, confidence=min(there))


def _as_part(text: str, words: list[Word]) -> Part:
    return Part(
        path="0",
        name="fax.tif",
        media_type="image/tiff",
        size=1,
        state=PartState.READ,
        text=text,
        pages=1,
        words=tuple(words),
    )


def _draw_stranger(known: set[str], rng: random.Random) -> Printed:
    while True:
        kind, draw = rng.choice(_STRANGERS)
        one = _as_printed(kind, draw(rng))
        if one.normalised and one.normalised not in known:
            return one


_LINES = (
    ("Our ref", ""),
    ("Please see", " for the rest."),
    ("I write about", ","),
    ("Reference:", ""),
    ("and on 12 March 2026 you wrote about", "."),
    ("Amount 1,250.00 for", " is due."),
)


def _split_words(line: str, start: int, *, is_clean: bool, rng: random.Random) -> list[Word]:
    words, at = [], 0
    for piece in line.split():
        at = line.index(piece, at)
        confidence = round(rng.uniform(0.7, 0.98) if is_clean else rng.uniform(0.3, 0.95), 2)
        words.append(
            Word(
                start=start + at,
                end=start + at + len(piece),
                page=1,
                left=at * 10,
                top=100,
                right=at * 10 + 10 * len(piece),
                bottom=120,
                confidence=confidence,
            )
        )
        at += len(piece)
    return words


_GLYPHS: dict[str, str] = {
    **{"0": "OOOOQDo", "1": "IIlll|!", "5": "SSSs", "8": "BBB&", "2": "ZZz", "6": "GGb", "7": "T", "4": "A", "9": "g"},
    **{"O": "0", "I": "1l|", "S": "5", "B": "8", "Z": "2", "G": "6", "C": "G", "D": "O", "Q": "O", "L": "I", "V": "U"},
    **{"l": "1I|", "i": "l1", "o": "0", "s": "5", "z": "2", "g": "9q", "b": "6", "e": "c"},
}
_RUN_TOGETHER = (("rn", "m"), ("m", "rn"), ("cl", "d"), ("w", "vv"), ("nn", "m"))
_PLAUSIBLE = dict(zip("0123456789", ("689", "74", "7", "895", "9", "63", "058", "1", "0369", "80"), strict=True))


def spoil(value: str, rng: random.Random) -> str:
    """The value as a bad recogniser reads it; always different from what was printed."""
    while True:
        (spoiler,) = rng.choices(tuple(_SPOILERS), weights=tuple(_SPOILERS.values()))
        read = spoiler(value, rng)
        if read != value:
            return read


def _swap_glyph(value: str, rng: random.Random) -> str:
    runs = [(two, one) for two, one in _RUN_TOGETHER if "@" in value and two in value]
    if runs and rng.random() < 0.3:
        return value.replace(*rng.choice(runs), 1)
    at = rng.choice([place for place, sign in enumerate(value) if sign in _GLYPHS])
    return value[:at] + rng.choice(_GLYPHS[value[at]]) + value[at + 1 :]


def _swap_two_glyphs(value: str, rng: random.Random) -> str:
    return _swap_glyph(_swap_glyph(value, rng), rng)


def _add_space(value: str, rng: random.Random) -> str:
    at = rng.randrange(2, len(value) - 1)
    return f"{value[:at]} {value[at:]}"


def _lose_divider(value: str, rng: random.Random) -> str:
    places = [place for place, sign in enumerate(value) if sign in "./_-"]
    if not places:
        return value
    at = rng.choice(places)
    signs = "1lI7" if value[at] == "/" else [" ", "", "_"] if value[at] == "-" else [" ", "", "-", ","]
    return value[:at] + rng.choice(signs) + value[at + 1 :]


def _swap_digit(value: str, rng: random.Random) -> str:
    at = rng.choice([place for place, sign in enumerate(value) if sign in _PLAUSIBLE])
    return value[:at] + rng.choice(_PLAUSIBLE[value[at]]) + value[at + 1 :]


def _lose_sign(value: str, rng: random.Random) -> str:
    at = rng.randrange(len(value))
    return value[:at] + value[at + 1 :]


def _double_sign(value: str, rng: random.Random) -> str:
    at = rng.randrange(len(value))
    return value[: at + 1] + value[at] + value[at + 1 :]


_SPOILERS: dict[Callable[[str, random.Random], str], float] = {
    _swap_glyph: 0.50,
    _swap_two_glyphs: 0.12,
    _add_space: 0.14,
    _lose_divider: 0.10,
    _swap_digit: 0.06,
    _lose_sign: 0.04,
    _double_sign: 0.04,
}
