"""`demo`: a small office, its first sync and check, and how to look on."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from crmbridge.config import load_settings
from crmbridge.crm.import_csv import import_records
from crmbridge.domain.period import Period
from crmbridge.errors import RequestError
from crmbridge.ledger.communications import find_communication
from crmbridge.ledger.decisions import list_links
from crmbridge.ledger.items import find_items_at
from crmbridge.review import find_communication_id, list_review
from extractors.ocr import find_obstacle
from jobs.check import run_check
from jobs.commands.run import catch_stop, serve_until
from jobs.commands.sync import print_check, print_sync
from jobs.console import Voice
from jobs.context import call_context
from jobs.demo import Office, build_office
from jobs.sync import COMPLETE, run_sync
from jobs.wiring import Installation, open_installation

DEFAULT_FOLDER = Path("crmbridge-demo")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where to build the office.")] = DEFAULT_FOLDER,
    serve: Annotated[bool, typer.Option("--serve", help="Open the desk afterwards.")] = False,
) -> int:
    """Builds a small, believable office, runs sync and check on it, and says how to look on."""
    voice = call_context(context).voice
    try:
        office = build_office(folder)
    except OSError as error:
        raise RequestError(f"{folder} cannot be written: {error.strerror}") from error
    formats = ", ".join(f"{count} {suffix}" for suffix, count in sorted(office.formats.items()))
    voice.say(f"An office in {office.folder}: {office.communications} communications ({formats}).")
    with open_installation(load_settings(office.config)) as installation:
        _run(voice, installation, office)
        _say_how_to_look(voice, office, _find_client_number(installation, office))
        if serve:
            serve_until(catch_stop(), installation, voice)
    return COMPLETE


def _run(voice: Voice, installation: Installation, office: Office) -> None:
    imported = import_records(installation.embedded_crm, **office.crm_files)
    voice.say("Its CRM: " + ", ".join(f"{count} {kind}s" for kind, count in imported.loaded.items()) + ".")
    voice.say()
    with voice.progress() as progress:
        report = run_sync(installation, progress=progress)
    if report is not None:
        print_sync(voice, report)
    _say_what_waits(voice, installation, office)
    _delete_by_hand(voice, installation, office)
    done = run_check(installation, Period())
    if done is not None:
        print_check(voice, done[0])
    waiting = list_review(installation.ledger)
    voice.say()
    voice.say(f"WAITING FOR A PERSON: {len(waiting)}, the first three:")
    for one in waiting[:3]:
        voice.say(f"  {one.tracking_number}  {one.repository}:{one.locator}")
        voice.say(f"      {one.reason}")


def _say_what_waits(voice: Voice, installation: Installation, office: Office) -> None:
    """Without text recognition a newcomer must know why the pictures wait."""
    obstacle = find_obstacle(installation.settings.as_reader_settings().ocr)
    if obstacle:
        voice.say()
        voice.say(f"{office.pictures} communications are only pictures and wait for a person: {obstacle}.")
        voice.say("How to set text recognition up: crmbridge doctor, and docs/howto/text-recognition.md")


def _delete_by_hand(voice: Voice, installation: Installation, office: Office) -> None:
    """One record vanishes from the CRM behind the product's back, so that the check has something to find."""
    with installation.ledger.reading() as connection:
        rows = find_items_at(connection, office.vanish_locator, office.vanish_repository)
        found = find_communication(connection, rows[0].communication_id or 0) if rows else None
    if found is not None:
        installation.embedded_crm.delete_communication(found.fingerprint)
        voice.say()
        voice.say(f"(Now somebody deletes {office.vanish_repository}:{office.vanish_locator} in the CRM.)")
        voice.say()


def _find_client_number(installation: Installation, office: Office) -> str:
    """The client whose record vanished: a client worth looking at."""
    communication_id = find_communication_id(installation.ledger, f"{office.vanish_repository}:{office.vanish_locator}")
    with installation.ledger.reading() as connection:
        links = list_links(connection, communication_id)
    client = installation.directory.find_client(links[0][0]) if links else None
    return client.number if client else "CLIENT"


def _say_how_to_look(voice: Voice, office: Office, client_number: str) -> None:
    voice.say()
    voice.say("Planted, and found by the check above:")
    for gap in office.planted:
        voice.say(f"  {gap.kind}: {gap.key} ({gap.why})")
    voice.say()
    crmbridge = _find_command(office.folder)
    voice.say(f"Look on: cd {office.folder}, then")
    for words, meaning in (
        ("review list", "what a person must decide"),
        (f"explain '{office.vanish_repository}:{office.vanish_locator}'", "one item's whole story"),
        (f"explain {office.fax}", "how a fax was recognised, page by page"),
        ("gaps list", "what is missing, and why"),
        (f"history {client_number}", "one client's communications"),
        ("sync", "again: nothing happens twice"),
        ("serve", "the same in a browser"),
    ):
        voice.say(f"  {crmbridge + ' ' + words:<72} {meaning}")


def _find_command(folder: Path) -> str:
    """How to call this command from the office's folder."""
    if shutil.which("crmbridge"):
        return "crmbridge"
    return os.path.relpath(sys.argv[0], folder)
