"""`history` and `explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from crmbridge.errors import NotFoundError
from crmbridge.reports.history import list_history
from crmbridge.reports.story import Line, tell_communication, tell_item
from crmbridge.review import find_communication_id, find_sightings
from jobs.commands.review import find_client
from jobs.context import call_context
from jobs.wiring import Installation


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("explain")(explain)
    app.command("history")(history)


def history(context: typer.Context, client: Annotated[str, typer.Argument(help="Client number or record id.")]) -> int:
    """A client's communications in one dated list."""
    with call_context(context).open() as (installation, voice), installation.ledger.reading() as connection:
        installation.refresh_directory()
        found = find_client(installation, client)
        zone = installation.settings.zone
        rows = [
            {
                "date": row.at.astimezone(zone).isoformat(timespec="minutes"),
                "channel": row.communication.channel,
                "direction": row.communication.direction,
                "from": row.communication.sender,
                "subject": row.communication.subject,
                "cases": ", ".join(_name_case(installation, one) for one in row.cases),
                "item": row.communication.tracking_number,
            }
            for row in list_history(connection, found.id)
        ]
    title = f"{found.name} ({found.number}): {len(rows)} communications"
    voice.show(title, ["date", "channel", "direction", "from", "subject", "cases", "item"], rows)
    return 0


def explain(
    context: typer.Context,
    item: Annotated[
        str, typer.Argument(help="Tracking number, repository:locator, locator, Message-ID or fingerprint.")
    ],
) -> int:
    """The whole story of one item: states, what was read, evidence and weights, who decided."""
    with call_context(context).open() as (installation, voice):
        lines = _tell(installation, item)
    rows = [{"chapter": one.chapter, "at": one.at, "sentence": one.sentence} for one in lines]
    if voice.as_json:
        voice.show("", ["chapter", "at", "sentence"], rows)
        return 0
    for row in rows:
        sentence = " ".join(row["sentence"].split())
        voice.console.print(f"{row['chapter']:<14} {row['at']:<26} {sentence}".rstrip(), markup=False)
    return 0


def _tell(installation: Installation, name: str) -> list[Line]:
    zone = installation.settings.zone
    sightings = find_sightings(installation.ledger, name)
    with installation.ledger.reading() as connection:
        if sightings and all(row.communication_id is None for row in sightings):
            return [line for row in sightings for line in tell_item(connection, row, zone)]
        try:
            return tell_communication(connection, find_communication_id(installation.ledger, name), zone)
        except NotFoundError as error:
            raise NotFoundError("item", name) from error


def _name_case(installation: Installation, case_id: str) -> str:
    case = installation.directory.find_case(case_id)
    return case.number if case else case_id
