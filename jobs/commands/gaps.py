"""`gaps list / explain / accept / reopen / repair`."""

from __future__ import annotations

from typing import Annotated

import typer

from crmbridge.domain.gap import Gap, GapCause
from crmbridge.errors import NotFoundError
from crmbridge.ledger.gaps import find_gap, list_gap_events, list_gaps
from crmbridge.review import accept_gap, explain_gap, reopen_gap, repair_gap
from jobs.context import call_context, find_actor

app = typer.Typer(no_args_is_help=True, help="The life of a gap.", rich_markup_mode=None)
Number = Annotated[str, typer.Argument(help="Like G-2025-000001.")]
Cause = Annotated[GapCause, typer.Option(help="From the closed list of causes.")]
Note = Annotated[str, typer.Option(help="The evidence, in a sentence.")]
Actor = Annotated[str | None, typer.Option("--as", help="Who says so; else who is signed in.")]


@app.command("list")
def list_(context: typer.Context, all_: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False) -> int:
    """Open gaps, the gravest and oldest first."""
    with call_context(context).open() as (installation, voice), installation.ledger.reading() as connection:
        gaps = list_gaps(connection, is_open=None if all_ else True)
    rows = [_as_row(gap) for gap in gaps]
    columns = ["gap", "severity", "kind", "channel", "key_type", "key", "status", "found_at", "explanation", "note"]
    voice.show(f"gaps: {len(rows)}", columns, rows)
    return 0


@app.command()
def show(context: typer.Context, number: Number) -> int:
    """The whole life of one gap."""
    with call_context(context).open() as (installation, voice), installation.ledger.reading() as connection:
        found = find_gap(connection, number)
        events = list_gap_events(connection, found[0]) if found else []
    if found is None:
        raise NotFoundError("gap", number)
    voice.say(f"{found[1].number}: {found[1].finding.explanation}")
    columns = ["at", "actor", "status", "cause", "note"]
    voice.show("", columns, [{name: getattr(one, name) for name in columns} for one in events])
    return 0


@app.command()
def explain(context: typer.Context, number: Number, cause: Cause, note: Note, actor: Actor = None) -> int:
    """Closes a gap that has an explanation."""
    with call_context(context).open() as (installation, voice):
        explain_gap(installation.ledger, number, find_actor(actor), cause=cause, note=note)
    voice.say(f"{number} is explained")
    return 0


@app.command()
def accept(context: typer.Context, number: Number, cause: Cause, note: Note, actor: Actor = None) -> int:
    """Closes a gap as lost for good, under your name."""
    with call_context(context).open() as (installation, voice):
        accept_gap(installation.ledger, number, find_actor(actor), cause=cause, note=note)
    voice.say(f"{number} is accepted as lost")
    return 0


@app.command()
def reopen(context: typer.Context, number: Number, note: Note, actor: Actor = None) -> int:
    """Opens a closed gap again; its history stays."""
    with call_context(context).open() as (installation, voice):
        reopen_gap(installation.ledger, number, find_actor(actor), note)
    voice.say(f"{number} is open again")
    return 0


@app.command()
def repair(context: typer.Context, number: Number, actor: Actor = None) -> int:
    """Delivers again, with the next sync, what the CRM lost or altered."""
    with call_context(context).open() as (installation, voice):
        repair_gap(installation.ledger, number, find_actor(actor))
    voice.say("the CRM gets it again with the next sync")
    return 0


def _as_row(gap: Gap) -> dict[str, object]:
    finding = gap.finding
    return {
        "gap": gap.number,
        "severity": int(finding.severity),
        "kind": str(finding.kind),
        "channel": finding.channel,
        "key_type": finding.key_type,
        "key": finding.key,
        "status": str(gap.status),
        "found_at": gap.found_at.isoformat(timespec="seconds"),
        "explanation": finding.explanation,
        "note": gap.note,
    }
