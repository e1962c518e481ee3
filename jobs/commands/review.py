"""`review list / accept / assign / dismiss / retry`."""

from __future__ import annotations

from typing import Annotated

import typer

from crmbridge.domain.decision import Candidate
from crmbridge.domain.directory import Case, Client
from crmbridge.errors import NotFoundError, RequestError
from crmbridge.normalise import normalise_reference
from crmbridge.review import (
    accept_candidate,
    assign_client,
    dismiss,
    find_communication_id,
    list_review,
    retry,
)
from jobs.context import call_context, find_actor
from jobs.wiring import Installation

app = typer.Typer(no_args_is_help=True, help="What waits for a person.", rich_markup_mode=None)
Item = Annotated[str, typer.Argument(help="Tracking number, repository:locator, locator, Message-ID or fingerprint.")]
Actor = Annotated[str | None, typer.Option("--as", help="Who decides; else who is signed in.")]
NEXT = "the CRM gets it with the next sync"


@app.command("list")
def list_(context: typer.Context) -> int:
    """Everything that waits, the oldest first, with at most three candidates each."""
    with call_context(context).open() as (installation, voice):
        waiting = list_review(installation.ledger)
    rows = [
        {
            "item": one.tracking_number,
            "where": f"{one.repository}:{one.locator}",
            "date": one.occurred_at.date() if one.occurred_at else "",
            "why": one.why,
            "question": one.reason,
            "candidates": "; ".join(f"{place}. {_name(who)}" for place, who in enumerate(one.candidates, 1)),
        }
        for one in waiting
    ]
    voice.show(f"waiting for a person: {len(rows)}", ["item", "where", "date", "why", "question", "candidates"], rows)
    return 0


@app.command()
def accept(
    context: typer.Context,
    item: Item,
    candidate: Annotated[int, typer.Option(help="Place of the candidate in the list.")] = 1,
    actor: Actor = None,
) -> int:
    """Confirms a candidate."""
    with call_context(context).open() as (installation, voice):
        communication = find_communication_id(installation.ledger, item)
        chosen = accept_candidate(installation.ledger, communication, find_actor(actor), place=candidate)
    voice.say(f"linked to {chosen.client_name} ({chosen.client_number}); {NEXT}")
    return 0


@app.command()
def assign(
    context: typer.Context,
    item: Item,
    client: Annotated[str, typer.Option(help="Client number or record id.")],
    case: Annotated[str | None, typer.Option(help="Case number or record id.")] = None,
    actor: Actor = None,
) -> int:
    """Links to the client (and case) you name; also moves a link that is wrong."""
    with call_context(context).open() as (installation, voice):
        installation.refresh_directory()
        communication = find_communication_id(installation.ledger, item)
        chosen = find_client(installation, client)
        chosen_case = find_case(installation, case) if case else None
        assign_client(installation.ledger, communication, find_actor(actor), chosen, chosen_case)
    voice.say(f"linked to {chosen.name} ({chosen.number}); {NEXT}")
    return 0


@app.command("dismiss")
def dismiss_(
    context: typer.Context,
    item: Item,
    reason: Annotated[str, typer.Option(help="Why it belongs to no client.")],
    actor: Actor = None,
) -> int:
    """Leaves it out as no client's; it stays counted and listed."""
    with call_context(context).open() as (installation, voice):
        communication = find_communication_id(installation.ledger, item)
        dismiss(installation.ledger, communication, find_actor(actor), reason)
    voice.say("left out, counted as excluded")
    return 0


@app.command("retry")
def retry_(context: typer.Context, item: Item, actor: Actor = None) -> int:
    """Has a quarantined document read again by the next sync."""
    with call_context(context).open() as (installation, voice):
        communication = find_communication_id(installation.ledger, item)
        moved = retry(installation.ledger, communication, find_actor(actor))
    if not moved:
        raise RequestError("it is not quarantined, so there is nothing to read again")
    voice.say("the next sync reads it again")
    return 0


def _name(candidate: Candidate) -> str:
    case = f" case {candidate.case_number}" if candidate.case_number else ""
    return f"{candidate.client_name} ({candidate.client_number}){case}"


def find_client(installation: Installation, name: str) -> Client:
    """The client with this number or record id. Raises NotFoundError."""
    directory = installation.directory
    if client := directory.find_client(name):
        return client
    for carrier in directory.find_carriers("client_number", normalise_reference(name)):
        if client := directory.find_client(carrier.client_id):
            return client
    raise NotFoundError("client", name)


def find_case(installation: Installation, name: str) -> Case:
    """The case with this number or record id. Raises NotFoundError."""
    directory = installation.directory
    if case := directory.find_case(name):
        return case
    for carrier in directory.find_carriers("case_number", normalise_reference(name)):
        if case := directory.find_case(carrier.record_id):
            return case
    raise NotFoundError("case", name)
