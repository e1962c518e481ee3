"""`sync` and `check`."""

from __future__ import annotations

import signal
import threading
from datetime import date
from typing import Annotated

import typer

from crmbridge.completeness.check import CheckReport
from crmbridge.domain.period import Period
from crmbridge.domain.statement import ControlTotal, Outcome
from crmbridge.errors import RequestError
from jobs.check import run_check
from jobs.console import Voice
from jobs.context import call_context, find_clock
from jobs.sync import SyncReport, plan_sync, run_sync

AsOf = Annotated[str | None, typer.Option("--as-of", help="Every clock reads this time (ISO 8601).")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("sync")(sync)
    app.command("check")(check)


def sync(
    context: typer.Context,
    repository: Annotated[list[str] | None, typer.Option(help="Only this repository; may be repeated.")] = None,
    empty: Annotated[
        list[str] | None, typer.Option("--empty", help="This repository is empty indeed; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; print what would be done.")] = False,
    as_of: AsOf = None,
) -> int:
    """List, capture, read, decide, deliver; prints counts per state and CRM calls used."""
    stop = threading.Event()
    former = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    call, only = call_context(context), tuple(repository or ())
    try:
        with call.voice.progress() as progress:
            if dry_run:
                settings = call.load_settings()
                plan = plan_sync(settings, find_clock(settings, as_of), only=only, progress=progress)
                print_sync(call.voice, plan, is_plan=True)
                return plan.exit_code
            with call.open(as_of) as (installation, _):
                report = run_sync(
                    installation,
                    only=only,
                    progress=progress,
                    is_stopping=stop.is_set,
                    confirmed_empty=tuple(empty or ()),
                )
    finally:
        signal.signal(signal.SIGTERM, former)
    if report is None:
        return 0
    print_sync(call.voice, report)
    return report.exit_code


def check(
    context: typer.Context,
    from_: Annotated[str | None, typer.Option("--from", help="First day, like 2025-03-17.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Last day, like 2025-03-31.")] = None,
    daily: Annotated[bool, typer.Option("--daily", help="One line for each day instead of the whole period.")] = False,
    show: Annotated[Outcome | None, typer.Option("--show", help="List the items behind this column.")] = None,
    as_of: AsOf = None,
) -> int:
    """All completeness checks; prints the statement and new gaps. Exit 10 when gaps are open."""
    period = Period(first=_as_day(from_, "--from"), last=_as_day(to, "--to"))
    if period.first and period.last and period.first > period.last:
        raise RequestError(f"--from {period.first} is after --to {period.last}")
    with call_context(context).open(as_of) as (installation, voice):
        done = run_check(installation, period)
    if done is None:
        return 0
    report, exit_code = done
    if show is not None:
        _print_units(voice, report, show)
    else:
        print_check(voice, report, daily=daily)
    return exit_code


def print_sync(voice: Voice, report: SyncReport, *, is_plan: bool = False) -> None:
    """Counts per state before and after, CRM calls, and what could not be reached."""
    rows = [{"state": state, "before": report.before[state], "after": report.after[state]} for state in report.after]
    if voice.as_json:
        voice.show_json(
            {
                "plan": is_plan,
                "states": report.after,
                "total": sum(report.after.values()),
                "crm_calls": report.crm_calls,
                "problems": list(report.problems),
                "open_gaps": report.open_gaps,
                "stopped": report.is_stopped,
                "planned_deliveries": len(report.planned),
            }
        )
        return
    shown = [row for row in rows if row["before"] or row["after"]]
    shown.append({"state": "total", "before": sum(report.before.values()), "after": sum(report.after.values())})
    voice.show("plan, nothing was written" if is_plan else "items by state", ["state", "before", "after"], shown)
    if is_plan:
        voice.say(f"would be delivered to the CRM: {len(report.planned)}")
    else:
        voice.say(f"CRM calls used: {report.crm_calls}")
    for problem in report.problems:
        voice.console.print(f"NOT REACHED: {problem}", markup=False)
    if report.is_stopped:
        voice.say("stopped as asked; the rest is done by the next run")


def print_check(voice: Voice, report: CheckReport, *, daily: bool = False) -> None:
    """The statement, then the gaps opened now, then how many are open."""
    totals = report.totals if daily else report.summary
    columns = ["period", "channel", "direction", "source", "expected", "captured", "excused", "pending", "missing"]
    voice.show("COMPLETENESS STATEMENT", [*columns, "grade"], [_as_row(one) for one in totals])
    if voice.as_json:
        for gap in report.open_gaps:
            voice.show_json({"gap": gap.number, "kind": gap.finding.kind, "key": gap.finding.key, "status": gap.status})
        return
    missing = sum(one.missing for one in report.summary)
    voice.say()
    voice.say(f"Unaccounted for: {missing} (should be 0)")
    for source, problem in sorted(report.unknown.items()):
        voice.console.print(f"UNKNOWN: {source}: {problem}", markup=False)
    voice.say()
    opened = {one.number for one in report.opened}
    rows = [
        {
            "gap": gap.number + (" new" if gap.number in opened else ""),
            "severity": int(gap.finding.severity),
            "kind": str(gap.finding.kind),
            "where": gap.finding.scope,
            "key": gap.finding.locator or gap.finding.key,
            "explanation": gap.finding.explanation,
        }
        for gap in report.open_gaps
    ]
    if rows:
        voice.show(f"GAPS OPEN: {len(rows)}, opened now: {len(opened)}", list(rows[0]), rows)
    else:
        voice.say("No gap is open.")


def _print_units(voice: Voice, report: CheckReport, column: Outcome) -> None:
    rows = [
        {"day": unit.day, "channel": unit.channel, "source": unit.source, "key": unit.key, "reason": unit.reason}
        for unit in report.units
        if unit.outcome is column
    ]
    voice.show(f"{column}: {len(rows)}", ["day", "channel", "source", "key", "reason"], rows)


def _as_row(total: ControlTotal) -> dict[str, object]:
    return {name: getattr(total, name) for name in ControlTotal.__dataclass_fields__} | {"grade": str(total.grade)}


def _as_day(value: str | None, option: str) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise RequestError(f"{option} '{value}' is no day; write one like 2025-03-17") from error
