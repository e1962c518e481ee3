"""Loads clients, contacts, cases and known messages from CSV files: good rows are taken, each bad one is named."""

from __future__ import annotations

import csv
import difflib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from crmbridge.crm.embedded import EmbeddedCrm
from crmbridge.crm.embedded_records import Kept, RowRefusal
from crmbridge.crm.import_shapes import EXPECTED, SHAPES, FileShape
from crmbridge.errors import ImportRowError, RequestError

BATCH = 1000

Problem = tuple[str, str]
"""The column that is to blame, and what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """Rows added or changed and rows that changed nothing, by kind of record; and every row that was refused."""

    loaded: Mapping[str, int]
    unchanged: Mapping[str, int]
    refused: tuple[ImportRowError, ...]


@dataclass(slots=True)
class _Tally:
    loaded: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    refused: list[ImportRowError] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _FileRow:
    line: int
    values: dict[str, Any]


def import_records(
    crm: EmbeddedCrm,
    *,
    clients: Path | None = None,
    contacts: Path | None = None,
    cases: Path | None = None,
    messages: Path | None = None,
) -> ImportResult:
    """Loads the files that are given, clients first. Loading the same again changes nothing.

    A column that a file does not have leaves what the CRM holds. Raises RequestError where a file cannot be read;
    that is found out before anything is loaded.
    """
    paths = {"client": clients, "contact": contacts, "case": cases, "message": messages}
    files = [(SHAPES[kind], path) for kind, path in paths.items() if path is not None]
    for _, path in files:
        _check_readable(path)
    tally = _Tally()
    for shape, path in files:
        _import_file(crm, shape, path, tally)
    return ImportResult(loaded=tally.loaded, unchanged=tally.unchanged, refused=tuple(tally.refused))


def _check_readable(path: Path) -> None:
    try:
        with path.open("rb"):
            return
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}") from error


def _import_file(crm: EmbeddedCrm, shape: FileShape, path: Path, tally: _Tally) -> None:
    tally.loaded[shape.kind] = tally.unchanged[shape.kind] = 0
    rows = _read_rows(shape, path, tally.refused)
    while batch := list(islice(rows, BATCH)):
        answers = crm.upsert_rows(shape.kind, [row.values for row in batch])
        for row, answer in zip(batch, answers, strict=True):
            if isinstance(answer, RowRefusal):
                tally.refused.append(ImportRowError(path.name, row.line, answer.column, answer.reason))
            elif answer is Kept.UNCHANGED:
                tally.unchanged[shape.kind] += 1
            else:
                tally.loaded[shape.kind] += 1


def _read_rows(shape: FileShape, path: Path, refused: list[ImportRowError]) -> Iterator[_FileRow]:
    """The good rows of a file, one at a time; the bad ones are added to `refused` as they are met."""
    # Bytes that are no UTF-8 become surrogates here, so that they spoil their own row and not the file.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream, closing(_SeenIds()) as seen:
        lines = _read_cells(stream, path.name, refused)
        _, header = next(lines, (1, []))
        names = [name.strip() for name in header]
        problem = _find_header_problem(shape, names)
        if problem:
            refused.append(ImportRowError(path.name, 1, *problem))
            return
        for line, cells in lines:
            row = _parse_row(shape, names, cells)
            if not isinstance(row, tuple):
                first = seen.add(row[shape.key], line)
                row = row if first is None else (shape.key, f"stands already in line {first}")
            if isinstance(row, tuple):
                refused.append(ImportRowError(path.name, line, *row))
            else:
                yield _FileRow(line=line, values=row)


def _read_cells(stream: Iterator[str], file: str, refused: list[ImportRowError]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on: a quoted cell may run over several lines."""
    reader = csv.reader(stream, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            refused.append(ImportRowError(file, line, "row", f"is no CSV: {error}"))
            continue
        if cells is None:
            return
        if cells:  # an empty line is no row
            yield line, cells


def _find_header_problem(shape: FileShape, names: list[str]) -> Problem | None:
    missing = [name for name in shape.required if name not in names]
    if missing:
        return "header", f"the column {', '.join(missing)} is missing; nothing of this file was loaded"
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return "header", f"the column {', '.join(twice)} stands twice; nothing of this file was loaded"
    absent = [name for name in shape.columns if name not in names]
    for name in names:  # a misspelt column would be lost without a word
        near = difflib.get_close_matches(name.lower(), absent, n=1, cutoff=0.8) if name not in shape.columns else []
        if near:
            return name, f"is no column we know (did you mean '{near[0]}'?); nothing of this file was loaded"
    return None


def _parse_row(shape: FileShape, names: list[str], cells: list[str]) -> dict[str, Any] | Problem:
    if len(cells) != len(names):
        return "row", f"has {len(cells)} cells, the header has {len(names)}"
    texts = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    for name, text in texts.items():
        problem = _find_cell_problem(shape, name, text)
        if problem:
            return name, problem
    values = {name: shape.columns[name](text) for name, text in texts.items() if name in shape.columns}
    attributes = {name: text for name, text in texts.items() if name not in shape.columns and text}
    return {**values, "attributes": attributes} if len(texts) > len(values) else values


def _find_cell_problem(shape: FileShape, name: str, text: str) -> str:
    if "\0" in text:
        return "holds a NUL byte"
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "is not valid UTF-8"
    column = shape.columns.get(name)
    if column is None:
        return ""
    try:
        value = column(text)
    except ValueError:
        return f"'{text[:40]}' {EXPECTED.get(column, 'cannot be read')}"
    return "is missing" if name in shape.required and not value else ""


class _SeenIds:
    """The ids met so far, in a database that SQLite spills to disk: a file of any length needs little memory."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self._connection.execute("BEGIN")

    def add(self, id_: str, line: int) -> int | None:
        """Keeps an id; the line on which it stood before, None where it is new."""
        cursor = self._connection.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (id_, line))
        if cursor.rowcount:
            return None
        return int(self._connection.execute("SELECT line FROM seen WHERE id = ?", (id_,)).fetchone()[0])

    def close(self) -> None:
        self._connection.close()
