"""The people of the demo office with their numbers, and the CRM files that hold them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from jobs.demo import people
from jobs.demo.numbers import as_account, draw_numbers, slip_digit

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody, and every number by the name under which texts ask for it.

    `words` holds client numbers (`okafor`), accounts (`okafor_ac`), case numbers (`okafor_motor`), former case numbers
    (`castell_van_old`), numbers one digit off (`okafor_off`, `okafor_motor_off`) and Message-IDs (`known_fire`).
    """

    clients: tuple[Row, ...]
    contacts: tuple[Row, ...]
    cases: tuple[Row, ...]
    messages: tuple[Row, ...]
    words: Mapping[str, str]

    def fill(self, text: str) -> str:
        """The text with its numbers in place; an unknown name raises KeyError."""
        return text.format_map(self.words)

    def list_crm_files(self) -> dict[str, str]:
        """File name -> content, in the form that the embedded CRM imports."""
        return {
            "clients.csv": as_csv(self.clients),
            "contacts.csv": as_csv(self.contacts),
            "cases.csv": as_csv(self.cases),
            "messages.csv": as_csv(self.messages),
        }


def invite_cast(seed: int) -> Cast:
    """The same people with the same numbers for the same seed."""
    words = _draw_words(Random(seed))  # noqa: S311 - numbers for a play, not for a lock
    clients = _join_on_key(people.CLIENTS, people.REACH, people.ADDRESSES)
    return Cast(
        clients=tuple(_as_client_row(one, place, words) for place, one in enumerate(clients, start=1)),
        contacts=tuple(_as_contact_row(one, place) for place, one in enumerate(_rows(people.CONTACTS), start=1)),
        cases=tuple(_as_case_row(one, place, words) for place, one in enumerate(_rows(people.CASES), start=1)),
        messages=tuple(_as_message_row(one, words) for one in _rows(people.MESSAGES)),
        words=words,
    )


def as_csv(rows: Sequence[Row]) -> str:
    """Rows of equal keys as CSV with a header."""
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return sheet.getvalue()


def _draw_words(random: Random) -> dict[str, str]:
    """Every number is drawn in one fixed order, so that a text more or less changes none of them."""
    clients, cases = _keys(people.CLIENTS), _rows(people.CASES)
    words = {
        key: f"C-{number}"
        for key, number in zip(clients, draw_numbers(random, count=len(clients), digits=6, first="12"), strict=True)
    }
    accounts = draw_numbers(random, count=len(clients), digits=8, first="123456789")
    words |= {f"{key}_ac": as_account(number) for key, number in zip(clients, accounts, strict=True)}
    numbers = draw_numbers(random, count=2 * len(cases), digits=8, first="4567")
    words |= {case["key"]: number for case, number in zip(cases, numbers, strict=False)}
    words |= {f"{one['key']}_old": old for one, old in zip(cases, numbers[len(cases) :], strict=True) if one["former"]}
    words |= {f"{key}_off": slip_digit(words[key]) for key in [*clients, *_keys(people.CASES)]}
    for message in _rows(people.MESSAGES):
        words[message["key"]] = f"<{random.getrandbits(64):016x}@{message['domain']}>"
    return words


def _as_client_row(one: Row, place: int, words: Mapping[str, str]) -> Row:
    return {
        "id": _client_id(place),
        "number": words[one["key"]],
        "kind": "person" if one["first"] else "organisation",
        "name": one["name"],
        "first_name": one["first"],
        "last_name": one["last"],
        "former_names": one["former"],
        "emails": one["emails"].replace(";", "|"),
        "phones": one["phones"].replace(";", "|"),
        "accounts": words[f"{one['key']}_ac"],
        "street": one["street"],
        "city": one["city"],
        "postcode": one["postcode"],
        "country": "GB",
        "birth_date": one["born"],
        "status": "active",
        "created": one["created"],
    }


def _as_contact_row(one: Row, place: int) -> Row:
    return {
        "id": f"con-{place:03}",
        "client_id": _id_of_client(one["client"]),
        "first_name": one["first"],
        "last_name": one["last"],
        "role": one["role"],
        "emails": one["emails"],
        "phones": one["phones"],
    }


def _as_case_row(one: Row, place: int, words: Mapping[str, str]) -> Row:
    return {
        "id": _case_id(place),
        "number": words[one["key"]],
        "client_id": _id_of_client(one["client"]),
        "subject": one["subject"],
        "opened": one["opened"],
        "closed": one["closed"],
        "status": "closed" if one["closed"] else "open",
        "accounts": words[f"{one['client']}_ac"] if one["policy"] else "",
        "former_numbers": words.get(f"{one['key']}_old", ""),
    }


def _as_message_row(one: Row, words: Mapping[str, str]) -> Row:
    case = _keys(people.CASES).index(one["case"]) + 1
    return {
        "message_id": words[one["key"]],
        "case_id": _case_id(case),
        "sent": one["sent"].replace("Z", ":00+00:00"),
        "subject": one["subject"],
    }


def _client_id(place: int) -> str:
    return f"cli-{place:03}"


def _case_id(place: int) -> str:
    return f"cas-{place:03}"


def _id_of_client(key: str) -> str:
    return _client_id(_keys(people.CLIENTS).index(key) + 1)


def _rows(table: str) -> list[Row]:
    """The rows of a table drawn with bars, its first line the header."""
    header, *lines = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    return [dict(zip(header, line, strict=True)) for line in lines]


def _keys(table: str) -> list[str]:
    return [row["key"] for row in _rows(table)]


def _join_on_key(first: str, *others: str) -> Iterable[Row]:
    further = [{row["key"]: row for row in _rows(table)} for table in others]
    for row in _rows(first):
        joined = dict(row)
        for table in further:
            joined |= table[row["key"]]
        yield joined
