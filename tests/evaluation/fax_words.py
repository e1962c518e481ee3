"""What stands on the pages of the evaluation: letters of a made-up business, full of numbers."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NAMES = ("Anna Kay", "John Pendle", "Mary Oakes", "Peter Quill", "Ruth Vane", "George Harrow", "Lydia Marsh")
_FIRMS = ("north-quay", "pendle-surgery", "oakes", "quill-law", "vane.motors", "harrow-build")
_PLACES = ("Port Arden", "Ashmouth", "Wexcombe", "Millbridge", "Northam", "Castle Row")
_SUBJECTS = (
    *("the repair of the roof", "the water in the cellar", "our claim for lost wages", "the stolen bicycle"),
    *("the report of the engineer", "the broken window", "the accident on the ring road", "the hire of a van"),
)
_OPENINGS = (
    "Thank you for your letter about {subject}, which reached us in good order",
    "We write again about {subject} because nobody has answered our last message",
    "Please find on the next page everything that you asked for concerning {subject}",
    "As agreed on the telephone with {person}, we have looked once more at {subject}",
    "There has been no decision yet about {subject}, and the builder in {place} is waiting",
)
_MIDDLES = (
    "The file is kept under {case} and the older one under {policy}",
    "Please quote {case} whenever you write to us",
    "Our account with you is {client} and the invoice is numbered {invoice}",
    "The policy {policy} was taken out on {date} by {person} of {place}",
    "A first payment of {amount} was made on {date}, and nothing since",
    "You can reach {person} on {phone} or by mail to {email}",
    "The invoice {invoice} over {amount} is still open",
    "The customer {client} lives in {place} and was born on {date}",
    "Send your answer to {email} or ring {phone} before {date}",
)
_CLOSINGS = (
    "We should be glad to hear from you before the end of the month.",
    "If anything is missing, kindly tell us at once so that no time is lost.",
    "The keys are with the neighbours and can be fetched in the morning.",
    "Nothing else in the house was touched, as the police have written down.",
)


def _make_date(random: Random) -> str:
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(2019, 2026)
    return random.choice(
        (f"{day} {_MONTHS[month - 1]} {year}", f"{day:02}/{month:02}/{year}", f"{day:02}.{month:02}.{year}")
    )


def _make_phone(random: Random) -> str:
    rest = random.randint(100, 999)
    return random.choice((f"01632 960{rest}", f"+44 1632 960{rest}", f"0408 146 {random.randint(1000, 9999)}"))


def _make_email(random: Random) -> str:
    name = random.choice(_NAMES).lower()
    mark = random.choice((".", "_", "-"))
    return f"{name.replace(' ', mark)}@{random.choice(_FIRMS)}.{random.choice(('example', 'co.example'))}"


_IDENTIFIERS: dict[str, Callable[[Random], str]] = {
    "case": lambda random: f"CAS-{random.randint(2019, 2026)}-{random.randint(0, 999999):06}",
    "client": lambda random: f"AC-{random.randint(10000, 99999)}-{random.randint(0, 9)}",
    "policy": lambda random: random.choice(
        (
            f"HH/{random.randint(10, 29)}/{random.randint(10000, 99999)}{random.choice(_LETTERS)}",
            f"POL/{random.randint(10, 29)}/{random.randint(10000, 99999)}{random.choice(_LETTERS)}",
        )
    ),
    "invoice": lambda random: f"INV{random.randint(100000, 999999)}",
    "amount": lambda random: random.choice(("GBP ", "£")) + f"{random.randint(20, 99999):,}.{random.randint(0, 99):02}",
    "email": _make_email,
    "phone": _make_phone,
    "date": _make_date,
}


def make_paragraphs(random: Random) -> tuple[list[str], list[list[tuple[str, str]]]]:
    """Paragraphs, and the identifiers of each as (kind, value)."""
    texts, found = ["Dear Sir or Madam,"], [[]]  # type: tuple[list[str], list[list[tuple[str, str]]]]
    for _ in range(4):
        sentences: list[str] = []
        values: list[tuple[str, str]] = []
        for pattern in (random.choice(_OPENINGS), *random.sample(_MIDDLES, 1)):
            sentence, here = _fill(pattern, random)
            sentences.append(sentence + ".")
            values += here
        texts.append(" ".join([*sentences, random.choice(_CLOSINGS)]))
        found.append(values)
    texts += ["Yours faithfully,", random.choice(_NAMES)]
    return texts, [*found, [], []]


def _fill(pattern: str, random: Random) -> tuple[str, list[tuple[str, str]]]:
    values = {kind: make(random) for kind, make in _IDENTIFIERS.items()}
    others = {
        "subject": random.choice(_SUBJECTS),
        "person": random.choice(_NAMES),
        "place": random.choice(_PLACES),
    }
    used = [(kind, values[kind]) for kind in _IDENTIFIERS if f"{{{kind}}}" in pattern]
    return pattern.format(**values, **others), used
