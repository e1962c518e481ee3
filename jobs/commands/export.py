"""`export` and `verify`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from crmbridge.errors import RequestError
from crmbridge.reports.exports import COLUMNS, Exporter
from crmbridge.reports.table_files import write_csv, write_json_lines
from crmbridge.reports.verify import verify_installation
from jobs.context import call_context
from jobs.sync import COMPLETE, GAPS_OPEN


class Export(StrEnum):
    """The exports; `COLUMNS` has the columns of each."""

    COMMUNICATIONS = "communications"
    LINKS = "links"
    IDENTIFIERS = "identifiers"
    GAPS = "gaps"
    STATEMENT = "statement"


class Format(StrEnum):
    """How rows are written."""

    CSV = "csv"
    JSONL = "jsonl"


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("export")(export)
    app.command("verify")(verify)


def export(
    context: typer.Context,
    what: Annotated[Export, typer.Argument(help="Which rows.")],
    output: Annotated[str, typer.Option("-o", "--output", help="File, or - for standard output.")],
    format_: Annotated[Format, typer.Option("--format", help="How rows are written.")] = Format.CSV,
) -> int:
    """Writes communications, links, identifiers, gaps or the statement."""
    with call_context(context).open() as (installation, voice), installation.ledger.reading() as connection:
        exporter = Exporter(connection, installation.directory, installation.settings.zone)
        rows = exporter.iter_rows(str(what))
        if output == "-":
            _write(sys.stdout, format_, str(what), rows)
            return COMPLETE
        try:
            with Path(output).open("w", encoding="utf-8", newline="") as target:
                count = _write(target, format_, str(what), rows)
        except OSError as error:
            raise RequestError(f"{output} cannot be written: {error.strerror}") from error
    voice.say(f"{count} rows written to {output}")
    return COMPLETE


def _write(target: TextIO, format_: Format, what: str, rows: Iterable[Mapping[str, Any]]) -> int:
    if format_ is Format.JSONL:
        return write_json_lines(target, rows)
    return write_csv(target, COLUMNS[what], rows)


def verify(context: typer.Context) -> int:
    """Recomputes the journal's hash chain and the fingerprint of every stored original. Exit 10 where one fails."""
    with call_context(context).open() as (installation, voice):
        report = verify_installation(installation.ledger, installation.store)
    rows = [{"where": one.where, "problem": one.problem} for one in report.problems]
    if voice.as_json:
        voice.show_json({"entries": report.entries, "originals": report.originals, "problems": rows})
    else:
        voice.say(f"journal: {report.entries} entries, originals: {report.originals}, problems: {len(rows)}")
        if rows:
            voice.show("", ["where", "problem"], rows)
    return GAPS_OPEN if rows else COMPLETE
