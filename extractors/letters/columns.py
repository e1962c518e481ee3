"""The head of a letter as one column: blocks that stand beside each other come one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from extractors.identifiers.days import list_written_days
from extractors.letters.wording import OTHER_COLUMN, REFERENCE

_GAP = re.compile(r"\t+|[ ]{3,}")
_MOST_COLUMNS = 6

Cell = tuple[int, str]
"""Where in its line a piece begins, and its words."""


def as_one_column(lines: Sequence[str]) -> list[str]:
    """The lines top down, left blocks before right ones. A row of labels is put together with the row below it.

    A day at the end of a line with a reference stood in a column of its own; it gets a line of its own.
    """
    rows = [_split(line) for whole in lines for line in _part_day(whole)]
    return [line for run in _list_runs(_join_labels(rows)) for line in run]


def _part_day(line: str) -> Iterator[str]:
    label = REFERENCE.search(line)
    days = list_written_days(line) if label else []
    start = days[-1][0] if days and not line[days[-1][1] :].strip(" .") else 0
    if label is None or not line[label.end() : start].strip(" :."):
        yield line
        return
    yield line[:start].rstrip()
    yield line[start:]


def _split(line: str) -> list[Cell]:
    cells: list[Cell] = []
    start = 0
    for gap in [*_GAP.finditer(line), None]:
        end = gap.start() if gap else len(line)
        words = line[start:end].strip()
        if words:
            cells.append((start, words))
        start = gap.end() if gap else end
    return cells if len(cells) <= _MOST_COLUMNS else [(0, line.strip())]


def _join_labels(rows: list[list[Cell]]) -> list[list[Cell]]:
    """`Ihr Zeichen   Unser Zeichen   Datum` with the values below becomes one line for each label."""
    joined: list[list[Cell]] = []
    skip = -1
    for position, cells in enumerate(rows):
        if position <= skip:
            continue
        if _is_label_row(cells):
            below = next((at for at in range(position + 1, min(position + 3, len(rows))) if rows[at]), None)
            if below is not None and not _is_label_row(rows[below]):
                joined.extend([cell] for cell in _pair(cells, rows[below]))
                skip = below
                continue
        joined.append(cells)
    return joined


def _is_label_row(cells: list[Cell]) -> bool:
    labels = [words for _, words in cells if _is_bare_label(words)]
    return len(cells) > 1 and len(labels) == len(cells) and any(REFERENCE.match(words) for words in labels)


def _is_bare_label(words: str) -> bool:
    reference = REFERENCE.match(words)
    return bool((reference and not words[reference.end() :].strip(" :.,")) or OTHER_COLUMN.fullmatch(words))


def _pair(labels: list[Cell], values: list[Cell]) -> Iterator[Cell]:
    """Each value goes to the label that begins nearest; in order where there are as many."""
    if len(labels) == len(values):
        yield from (
            (at, f"{label.rstrip(' :')}: {value}") for (at, label), (_, value) in zip(labels, values, strict=True)
        )
        return
    for at, value in values:
        start, label = min(labels, key=lambda one: abs(one[0] - at))
        yield start, f"{label.rstrip(' :')}: {value}"


def _list_runs(rows: list[list[Cell]]) -> Iterator[list[str]]:
    for is_wide, run in groupby(rows, key=lambda cells: len(cells) > 1):
        group = list(run)
        if is_wide and len(group) > 1:
            yield [*(cells[0][1] for cells in group), "", *(words for cells in group for _, words in cells[1:]), ""]
        elif is_wide:
            yield [words for _, words in group[0]]
        else:
            yield [cells[0][1] if cells else "" for cells in group]
