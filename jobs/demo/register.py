"""The post-room register: one line a number, as the clerk wrote it, whether or not a scan followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jobs.demo.cast import Row, as_csv
from jobs.demo.model import Letter

MISSING_NUMBER = "P-2025-003110"
"""Registered as scanned, but the scan never arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One line of the register."""

    number: str
    at: str
    sender: str = ""
    town: str = ""
    item_type: str = "letter"
    pages: int = 1
    status: str = "SCANNED"
    remarks: str = ""


_WITHOUT_SCAN = (
    Registration(
        number="P-2025-003108", at="2025-03-12 08:57", item_type="", pages=0, status="VOID", remarks="sticker torn"
    ),
    Registration(
        number="P-2025-003109",
        at="2025-03-12 09:01",
        sender="Chamber of Trade",
        town="Port Arden PA1 1AA",
        item_type="circular",
        status="CIRCULAR",
        remarks="notice board",
    ),
    Registration(
        number=MISSING_NUMBER, at="2025-03-13 08:35", sender="Hamish MacRae", town="Upper Dunford DF9 1AA", pages=2
    ),
)


def write_register(letters: Iterable[Letter]) -> str:
    """The register as CSV, ordered by number."""
    lines = [*(_register_letter(letter) for letter in letters), *_WITHOUT_SCAN]
    return as_csv([_as_row(line) for line in sorted(lines, key=lambda line: line.number)])


def _register_letter(letter: Letter) -> Registration:
    return Registration(
        number=letter.number,
        at=letter.at,
        sender=letter.sender,
        town=letter.town,
        pages=letter.text.count("\f") + 1,
        remarks="two letters in one envelope" if letter.shape == "zip" else "",
    )


def _as_row(line: Registration) -> Row:
    day, _, clock = line.at.partition(" ")
    return {
        "reg_no": line.number,
        "received_date": day,
        "received_time": clock,
        "clerk": "clerk3" if clock < "08:50" else "clerk1",
        "sender_name": line.sender,
        "sender_town": line.town,
        "service": "2nd",
        "department": "claims",
        "item_type": line.item_type,
        "pages_est": str(line.pages),
        "batch": f"B{day.replace('-', '')}A",
        "status": line.status,
        "remarks": line.remarks,
    }
