"""CSV registers kept by people or machines: the post room's letters in and out, a fax provider's export.

There is no standard; the columns are named in the configuration. What is doubtful becomes a MalformedLine, never a
row that is passed over, because each row may be the only trace of a letter.
"""

from __future__ import annotations

import codecs
import csv
import glob
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from crmbridge.config import WitnessSettings
from crmbridge.domain.communication import Direction
from crmbridge.errors import RepositoryUnreachableError
from crmbridge.ports import MalformedLine, Sighted

KEY_TYPE = "register_no"
_DELIMITERS = ",;\t|"
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of a file with as many cells as its header; `line` is where it begins, from 1."""

    file: str
    line: int
    cells: dict[str, str]


class _RowError(Exception):
    """A row, or the head of a file, is not understood; becomes a MalformedLine."""


class RegisterLog:
    """Fulfils `WitnessLog`. `path` is absolute and may hold wildcards; `zone` is the organisation's, unless the
    witness has its own.

    A key that comes again with the same facts is counted once. With other facts it is reported, and the fact that
    expects most stands: a register that says both "scanned" and "void" excuses nothing.
    """

    def __init__(self, settings: WitnessSettings, path: Path, zone: ZoneInfo) -> None:
        self._settings = settings
        self._path = path
        self._zone = ZoneInfo(settings.timezone) if settings.timezone else zone
        self._direction = Direction.UNKNOWN if settings.direction == "auto" else Direction(settings.direction)
        self._counts = {one.casefold() for one in settings.counts}
        self._void = {one.casefold() for one in settings.void}

    @property
    def name(self) -> str:
        """The name given in the configuration."""
        return self._settings.name

    def list_sightings(self) -> Iterator[Sighted | MalformedLine]:
        """First what was not understood, then one entry for each key, in the order of the files."""
        sighted: dict[str, Sighted] = {}
        for found in self._list_rows():
            if isinstance(found, MalformedLine):
                yield found
                continue
            try:
                row = self._as_sighted(found)
                self._merge(sighted, row)
            except _RowError as error:
                yield MalformedLine(file=found.file, line=found.line, problem=str(error))
        yield from sighted.values()

    def _merge(self, sighted: dict[str, Sighted], row: Sighted) -> None:
        known = sighted.setdefault(row.key, row)
        if replace(known, line=0) == replace(row, line=0):
            return
        if known.excused and not row.excused:
            sighted[row.key] = row
        raise _RowError(f"{row.key} stands in the register twice, with different facts")

    def _list_rows(self) -> Iterator[_Row | MalformedLine]:
        """The rows of all files, a copy of a file left out."""
        seen: set[bytes] = set()
        for path in self._find_files():
            try:
                content = path.read_bytes()
            except OSError as error:
                raise RepositoryUnreachableError(self.name, f"{path.name}: {error.strerror}") from error
            digest = hashlib.sha256(content).digest()
            if digest not in seen:
                seen.add(digest)
                yield from self._parse_file(path.name, _decode(content))

    def _find_files(self) -> list[Path]:
        paths = [self._path] if self._path.is_file() else map(Path, glob.glob(str(self._path), recursive=True))  # noqa: PTH207 - the wildcard may stand in any step
        found = sorted(one for one in paths if one.is_file())
        if not found:
            raise RepositoryUnreachableError(self.name, f"no file answers to {self._path.name}")
        return found

    def _parse_file(self, file: str, text: str) -> Iterator[_Row | MalformedLine]:
        lines = list(io.StringIO(text, newline=""))
        try:
            header, delimiter = self._parse_header(lines[0] if lines else "")
        except _RowError as error:
            yield MalformedLine(file=file, line=1, problem=str(error))
            return
        for line, found in _list_records(lines, delimiter, len(header)):
            if isinstance(found, str):
                yield MalformedLine(file=file, line=line, problem=found)
            else:
                yield _Row(file=file, line=line, cells=dict(zip(header, found, strict=True)))

    def _parse_header(self, line: str) -> tuple[list[str], str]:
        """The names of the columns, and the delimiter with which most of those that are needed are found."""
        columns = self._settings.columns
        needed = [one for one in (columns.key, columns.date, columns.time, columns.status, columns.sender) if one]
        headers = {one: _split_header(line, one) for one in _DELIMITERS}
        delimiter = max(_DELIMITERS, key=lambda one: len(set(needed) & set(headers[one])))
        header = headers[delimiter]
        wrong = [one for one in needed if header.count(one) != 1]
        if wrong:
            problem = f"the header does not name {', '.join(wrong)} exactly once"
            raise _RowError(f"{problem}; nothing in this file was read")
        return header, delimiter

    def _as_sighted(self, row: _Row) -> Sighted:
        columns = self._settings.columns
        key = _cell(row, columns.key)
        if not key:
            raise _RowError("the row has no register number")
        return Sighted(
            key_type=KEY_TYPE,
            key=key,
            occurred_at=self._as_moment(_cell(row, columns.date), _cell(row, columns.time)),
            direction=self._direction,
            excused=self._as_excuse(_cell(row, columns.status)),
            sender=_cell(row, columns.sender),
            line=row.line,
        )

    def _as_excuse(self, status: str) -> str:
        """Empty where the item must turn up. A status that was left blank excuses nothing."""
        folded = status.casefold()
        if folded in self._void and status:
            return "void"
        return "" if not self._counts or not status or folded in self._counts else status

    def _as_moment(self, day: str, clock: str) -> datetime:
        """Local date and time as UTC; without a time, the beginning of the day.

        An hour that comes twice when the clocks go back is taken as the first; one that is skipped when they go
        forward, as what a clock showed that nobody had put forward.
        """
        try:
            moment = datetime.fromisoformat(day)
            if clock:
                moment = datetime.combine(moment.date(), _as_time(clock), moment.tzinfo)
            return (moment if moment.tzinfo else moment.replace(tzinfo=self._zone)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise _RowError("date and time are not understood; they are written like 2025-03-17 and 08:36") from error


def _split_header(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _list_records(lines: list[str], delimiter: str, width: int) -> Iterator[tuple[int, list[str] | str]]:
    """The records after the header with the line each begins at; a problem in words in place of a broken one.

    After a broken record reading goes on at the very next line: a quotation mark that is never closed would otherwise
    take the rows below it along.
    """
    start = 1
    while start < len(lines):
        reader = csv.reader((lines[at] for at in range(start, len(lines))), delimiter=delimiter, strict=True)
        try:
            record = next(reader)
            end = start + reader.line_num
            problem = _find_fault(record, lines[start + 1 : end], delimiter, width)
        except csv.Error as error:
            record, end, problem = [], start + 1, f"the row is no CSV: {error}"
        if problem:
            yield start + 1, problem
        elif any(cell.strip() for cell in record):
            yield start + 1, record
        start = start + 1 if problem else end


def _find_fault(record: list[str], further: list[str], delimiter: str, width: int) -> str:
    """What is wrong with a record that began on one line and went on over `further` ones; empty where nothing is."""
    if any(line.count(delimiter) >= width - 1 for line in further):
        return "the row takes whole rows below it along; a quotation mark is not closed"
    if any(cell.strip() for cell in record) and len(record) != width:
        return f"the row has {len(record)} cells, the header {width}"
    return ""


def _decode(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else the Windows code page that spreadsheets write."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _cell(row: _Row, column: str | None) -> str:
    return row.cells[column].strip() if column else ""


def _as_time(text: str) -> time:
    match = _TIME.fullmatch(text)
    if match is None:
        return time.fromisoformat(text)
    return time(int(match[1]), int(match[2]), int(match[3] or 0))
