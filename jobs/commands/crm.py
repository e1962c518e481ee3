"""`crm import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmbridge.crm.import_csv import import_records
from crmbridge.errors import RequestError
from jobs.context import call_context
from jobs.sync import COMPLETE, GAPS_OPEN

app = typer.Typer(no_args_is_help=True, help="The embedded CRM.", rich_markup_mode=None)
Clients = Annotated[Path | None, typer.Option(help="CSV of clients.")]
Contacts = Annotated[Path | None, typer.Option(help="CSV of people who act for a client.")]
Cases = Annotated[Path | None, typer.Option(help="CSV of cases.")]
Messages = Annotated[Path | None, typer.Option(help="CSV of mails that belong to a case already.")]


@app.callback()
def _group() -> None:
    """The embedded CRM."""


@app.command("import")
def import_(
    context: typer.Context,
    clients: Clients = None,
    contacts: Contacts = None,
    cases: Cases = None,
    messages: Messages = None,
) -> int:
    """Loads clients, contacts, cases and known messages from CSV; again updates. Exit 10 when rows were refused."""
    if clients is contacts is cases is messages is None:
        raise RequestError("name at least one file: --clients, --contacts, --cases or --messages")
    with call_context(context).open() as (installation, voice):
        result = import_records(
            installation.embedded_crm, clients=clients, contacts=contacts, cases=cases, messages=messages
        )
    rows = [{"file": kind, "loaded": count} for kind, count in result.loaded.items()]
    voice.show("loaded into the embedded CRM", ["file", "loaded"], rows)
    refused = [
        {"file": one.file, "line": one.line, "column": one.column, "reason": one.problem} for one in result.refused
    ]
    if refused:
        voice.show(f"refused: {len(refused)}", ["file", "line", "column", "reason"], refused)
    return GAPS_OPEN if refused else COMPLETE
