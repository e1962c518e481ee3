"""A small office for acceptance tests: a folder, an embedded CRM, and the command as a user would type it."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from jobs.cli import run_command

CONFIG = """
[organisation]
name = "Harbour Mutual"
domains = ["harbour.example"]
emails = ["service@harbour.example"]
timezone = "Europe/London"
country = "GB"
[identifiers.client_number]
pattern = 'C-\\d{6}'
[identifiers.case_number]
pattern = '\\d{8}'
context = ["case", "our ref", "your ref", "claim"]
[[repositories]]
name = "inbox"
type = "folder"
url = "inbox"
settle_seconds = 0
"""
OLD = 1_741_000_000
"""March 2025, the modification time of files that lie there for long."""


@dataclass(frozen=True)
class Client:
    """One client of the office, with one open case."""

    place: int

    @property
    def id(self) -> str:
        return f"cl{self.place}"

    @property
    def number(self) -> str:
        return f"C-{100_000 + self.place * 37}"

    @property
    def case_number(self) -> str:
        return str(20_000_000 + self.place * 91)

    @property
    def name(self) -> str:
        return f"{_FIRST[self.place % len(_FIRST)]} {_LAST[self.place // len(_FIRST) % len(_LAST)]}"

    @property
    def email(self) -> str:
        return f"client{self.place}@post.example"


_FIRST = ("Anna", "Ben", "Clara", "David", "Edith", "Frank", "Grace", "Hugh", "Iris", "Jonas")
_LAST = ("Archer", "Baxter", "Corbett", "Dalton", "Eastwood", "Fletcher", "Garner", "Hobbs", "Ingham", "Jarvis")


class Office:
    """The installation in `folder`, driven through its command."""

    def __init__(self, folder: Path, *, clients: int = 10, config: str = CONFIG) -> None:
        self.folder = folder
        self.inbox = folder / "inbox"
        self.inbox.mkdir(parents=True)
        self.clients = [Client(place) for place in range(clients)]
        (folder / "crmbridge.toml").write_text(config, "utf-8")
        self.import_clients()

    def import_clients(self) -> None:
        """Loads the clients and their cases into the embedded CRM."""
        fields = ["id", "number", "kind", "name", "first_name", "last_name", "emails"]
        rows = [
            {
                "id": one.id,
                "number": one.number,
                "kind": "person",
                "name": one.name,
                "first_name": one.name.split()[0],
                "last_name": one.name.split()[1],
                "emails": one.email,
            }
            for one in self.clients
        ]
        self.write_csv("clients.csv", fields, rows)
        cases = [
            {"id": f"ca{one.place}", "number": one.case_number, "client_id": one.id, "opened": "2025-01-02"}
            for one in self.clients
        ]
        self.write_csv("cases.csv", ["id", "number", "client_id", "opened"], cases)
        assert self.run("crm", "import", "--clients", self.path("clients.csv"), "--cases", self.path("cases.csv")) == 0

    def write_csv(self, name: str, fields: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
        """Writes an import file into the office's folder."""
        with (self.folder / name).open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, fields)
            writer.writeheader()
            writer.writerows(rows)

    def path(self, name: str) -> str:
        """The path of a file in the office's folder, as a word for the command."""
        return str(self.folder / name)

    def put(self, name: str, content: bytes, *, modified: int = OLD) -> Path:
        """Puts a file into the inbox."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (modified, modified))
        return path

    def run(self, *words: str) -> int:
        """Runs the command; returns its exit code."""
        return run_command(["--config", str(self.folder / "crmbridge.toml"), *words])

    def export(self, what: str) -> list[dict[str, str]]:
        """The rows of an export."""
        target = self.folder / f"{what}.csv"
        self.run("--quiet", "export", what, "-o", str(target))
        with target.open(encoding="utf-8", newline="") as source:
            return list(csv.DictReader(source))

    def states(self) -> dict[str, str]:
        """Locator to state, of every sighting."""
        return {row["locator"]: row["state"] for row in self.export("communications")}

    def links(self, locator: str) -> list[tuple[str, str, str]]:
        """(client number, case number, status) of every link or candidate of an item."""
        rows = [row for row in self.export("links") if row["locator"] == locator]
        return [(row["client_number"], row["case_number"], row["status"]) for row in rows]

    def identifiers(self, locator: str) -> list[dict[str, str]]:
        """What was found in an item, as exported."""
        return [row for row in self.export("identifiers") if row["locator"] == locator]

    def extract(self, locator: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
        """What `extract` prints of a file of the inbox."""
        capsys.readouterr()
        self.run("extract", str(self.inbox / locator))
        return last_json(capsys)

    def explain(self, locator: str, capsys: pytest.CaptureFixture[str]) -> str:
        """The story of an item as it is printed."""
        capsys.readouterr()
        assert self.run("explain", locator) == 0
        return capsys.readouterr().out

    def reason(self, locator: str) -> str:
        """Why an item is in its state."""
        return next(row["reason"] for row in self.export("communications") if row["locator"] == locator)


def write_mail(
    sender: str,
    text: str,
    *,
    subject: str = "Hello",
    message_id: str = "",
    to: str = "service@harbour.example",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A plain mail."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = "Mon, 17 Mar 2025 08:36:00 +0000"
    if message_id:
        mail["Message-ID"] = f"<{message_id}>"
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


def fill_inbox(office: Office, count: int, seed: int = 7) -> None:
    """Mixed small documents of the office's clients and of strangers, the same for the same seed."""
    chance = random.Random(seed)
    writers = [_write_own_mail, _write_own_mail, _write_letter, _write_page, _write_form, _write_bundle]
    for place in range(count):
        client = chance.choice(office.clients)
        name, content = writers[place % len(writers)](client, place)
        office.put(f"{place % 7}/{name}", content, modified=OLD + place)


def _write_own_mail(client: Client, place: int) -> tuple[str, bytes]:
    text = f"Please note my question {place} about the cellar.\n\nKind regards\n{client.name}\n"
    return f"{place:05d}.eml", write_mail(client.email, text, message_id=f"m{place}@post.example")


def _write_letter(client: Client, place: int) -> tuple[str, bytes]:
    text = f"Your ref: {client.case_number}\n\nDear Sirs,\nletter {place} about my claim.\n\n{client.name}\n"
    return f"{place:05d}.txt", text.encode()


def _write_page(client: Client, place: int) -> tuple[str, bytes]:
    page = f"<html><body><p>Client number {client.number}: page {place}</p></body></html>"
    return f"{place:05d}.html", page.encode()


def _write_form(client: Client, place: int) -> tuple[str, bytes]:
    form = {"client_number": client.number, "text": f"form {place}", "sender_name": client.name}
    return f"{place:05d}.json", json.dumps(form).encode()


def _write_bundle(client: Client, place: int) -> tuple[str, bytes]:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as bundle:
        for page in range(2):
            member = zipfile.ZipInfo(f"page{page}.txt", (2025, 3, 3, 9, 0, 0))
            bundle.writestr(member, f"bundle {place}, client number {client.number}\n")
    return f"{place:05d}.zip", content.getvalue()


def last_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The last JSON line that the command printed."""
    value: dict[str, Any] = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    return value
