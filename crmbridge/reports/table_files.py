"""Writes rows as CSV or JSON lines; cells that a spreadsheet would run as a formula are defused."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

_FORMULA = ("=", "+", "-", "@")


def defuse(cell: Any) -> Any:
    """Text that begins with = + - @ or a control character gets an apostrophe before it; numbers stay."""
    if isinstance(cell, str) and cell and (cell.startswith(_FORMULA) or not cell[0].isprintable()):
        return f"'{cell}"
    return cell


def write_csv(target: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """Writes a header and the rows; returns how many rows."""
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([defuse(_as_cell(row[column])) for column in columns])
        count += 1
    return count


def write_json_lines(target: TextIO, rows: Iterable[Mapping[str, Any]]) -> int:
    """Writes one JSON object a line; returns how many."""
    count = 0
    for row in rows:
        target.write(json.dumps(dict(row), ensure_ascii=False) + "\n")
        count += 1
    return count


def _as_cell(value: Any) -> Any:
    """Text gets one kind of line end: the csv module leaves a lone carriage return unquoted, and so splits the row."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return value.replace("\r\n", "\n").replace("\r", "\n")
        case _:
            return value
