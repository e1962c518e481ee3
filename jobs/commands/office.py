"""`init` and `doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmbridge.errors import RequestError
from jobs.context import DEFAULT_CONFIG, call_context
from jobs.doctor import Finding, examine
from jobs.sync import COMPLETE
from jobs.template import TEMPLATE

UNWELL = 4


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("init")(init)
    app.command("doctor")(doctor)


def init(
    context: typer.Context, folder: Annotated[Path, typer.Argument(help="Where to write it; else here.")] = Path()
) -> int:
    """Writes a commented crmbridge.toml."""
    voice = call_context(context).voice
    path = folder / DEFAULT_CONFIG
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as target:
            target.write(TEMPLATE)
    except FileExistsError as error:
        raise RequestError(f"{path} is there already; nothing was written") from error
    except OSError as error:
        raise RequestError(f"{path} cannot be written: {error.strerror}") from error
    voice.say(f"{path} is written. Next:")
    voice.say("  1. open it and put in your organisation and your folders")
    voice.say("  2. crmbridge doctor")
    voice.say("  3. crmbridge crm import --clients clients.csv --cases cases.csv")
    voice.say("  4. crmbridge sync --dry-run")
    return COMPLETE


def doctor(context: typer.Context) -> int:
    """Checks configuration, repositories, CRM, ledger, store, readers and clock; one line each, with the mend."""
    call = call_context(context)
    findings = examine(call.load_settings())
    rows = [{"what": one.what, "state": "ok" if one.is_well else "NOT OK", "found": _found(one)} for one in findings]
    call.voice.show("", ["what", "state", "found"], rows)
    return COMPLETE if all(one.is_well for one in findings) else UNWELL


def _found(finding: Finding) -> str:
    return finding.found + (f" — {finding.mend}" if finding.mend else "")
