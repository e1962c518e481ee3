"""What people sent through the form on the demo office's web site."""

from __future__ import annotations

import json
from dataclasses import dataclass

from jobs.demo.cast import as_csv
from jobs.demo.model import Truth, linked, review, unlinked


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One submission. The suffix of `name` says in which form the web site handed it over."""

    name: str
    at: str
    sender: str
    email: str
    client_no: str
    message: str
    truth: Truth


def as_submission_text(one: Submission, client_no: str, message: str) -> str:
    """The submission as JSON or CSV, with the field names that the configuration maps."""
    stem, _, suffix = one.name.rpartition(".")
    fields = {
        "submitted_at": f"{one.at.replace(' ', 'T')}:00+00:00",
        "submission_id": stem,
        "name": one.sender,
        "email": one.email,
        "client_no": client_no,
        "message": message,
    }
    return as_csv([fields]) if suffix == "csv" else json.dumps(fields, ensure_ascii=False, indent=2) + "\n"


SUBMISSIONS = (
    Submission(
        name="W48101.json",
        at="2025-03-05 21:14",
        sender="Susan Pell",
        email="susan@pellpottery.example",
        client_no="{pell_s}",
        message="Does my studio cover pay if a student is burnt by the kiln? I start evening classes on 7 April.",
        truth=linked("pell_s", "client number and e-mail address agree; no case is named"),
    ),
    Submission(
        name="W48102.json",
        at="2025-03-11 12:40",
        sender="John Smith",
        email="j.smith@anypost.example",
        client_no="{smith_new}",
        message="New mobile number from next week, please change it: 07700 900988. The old one stops on Friday.",
        truth=linked("smith_new", "unknown address, but the client number is his"),
    ),
    Submission(
        name="W48103.csv",
        at="2025-03-18 08:02",
        sender="Li Huang",
        email="li.huang@lanternshop.example",
        client_no="{huang}",
        message="Please send me an invoice for the whole year, with the tax shown. I need it for my accounts.",
        truth=linked("huang", "client number and e-mail address agree; no case is named"),
    ),
    Submission(
        name="W48104.json",
        at="2025-03-21 19:30",
        sender="Thomas Pell",
        email="tom.pell@post.example",
        client_no="{okafor}",
        message="I want to cancel the contract. Confirm by mail, please.",
        truth=review("the client number is another client's than the e-mail address"),
    ),
    Submission(
        name="W48105.json",
        at="2025-03-29 15:55",
        sender="Nadia Frome",
        email="nadia.frome@anypost.example",
        client_no="",
        message="Do you insure cargo bicycles, and what would one for £4,200 cost a year? I am not with you yet.",
        truth=unlinked("somebody who is no client yet"),
    ),
)
