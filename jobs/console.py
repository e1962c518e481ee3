"""What commands say to a person or, with --json, to a program. The only module that knows rich."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

PIPE_WIDTH = 10_000


@dataclass(frozen=True, slots=True)
class Voice:
    """How this call of the command speaks: `quiet` leaves out all but results, `as_json` prints rows for programs."""

    quiet: bool = False
    as_json: bool = False

    @property
    def console(self) -> Console:
        """Standard output; in a pipe wide enough that no line is folded."""
        return Console(width=None if sys.stdout.isatty() else PIPE_WIDTH, highlight=False, soft_wrap=True)

    def say(self, line: str = "") -> None:
        """A line for a person; left out with --quiet and --json."""
        if not self.quiet and not self.as_json:
            self.console.print(escape(line))

    def show(self, title: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
        """A table for a person, one JSON object a line for a program."""
        if self.as_json:
            for row in rows:
                self.show_json(row)
            return
        table = Table(title=escape(title) or None, title_justify="left", box=None, pad_edge=False)
        for column in columns:
            table.add_column(column, no_wrap=not sys.stdout.isatty())
        for row in rows:
            table.add_row(*(escape(_as_text(row[column])) for column in columns))
        self.console.print(table)

    def show_json(self, value: Mapping[str, Any]) -> None:
        """One JSON object on a line; letters that the output cannot show (a name in no charset) stand as escapes."""
        line = json.dumps(value, ensure_ascii=False, default=str)
        try:
            line.encode(sys.stdout.encoding or "utf-8")
        except UnicodeEncodeError:
            line = json.dumps(value, default=str)
        sys.stdout.write(line + "\n")

    @contextmanager
    def progress(self) -> Iterator[Bars | Lines]:
        """Progress bars on a terminal, plain lines elsewhere; both on standard error."""
        if self.quiet or self.as_json or not sys.stderr.isatty():
            yield Lines(is_silent=self.quiet or self.as_json)
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            yield Bars(progress)


class Bars:
    """A bar for each stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def report(self, stage: str, count: int, total: int | None) -> None:
        """Moves the bar of a stage."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._tasks[stage], completed=count, total=total)


class Lines:
    """A plain line when a stage begins to be long and each time it has grown tenfold or is finished."""

    def __init__(self, *, is_silent: bool) -> None:
        self._is_silent = is_silent
        self._said: dict[str, int] = {}

    def report(self, stage: str, count: int, total: int | None) -> None:
        """Writes a line where enough has happened since the last one."""
        last = self._said.get(stage, 0)
        if self._is_silent or count == 0 or (count < last + max(1000, last) and count != total):
            return
        self._said[stage] = count
        sys.stderr.write(f"{stage}: {count}" + (f" of {total}" if total else "") + "\n")


def complain(line: str) -> None:
    """A line on standard error."""
    sys.stderr.write(f"crmbridge: {line}\n")


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.3f}"
        case _:
            return " ".join(str(value).split())
