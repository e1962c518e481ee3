"""Tesseract, one process for each page: the picture goes in and a table of words comes out, by pipes only."""

from __future__ import annotations

import csv
import os
import re
import subprocess
from functools import cache

import numpy
from numpy.typing import NDArray

from extractors.ocr.found import FoundWord, Recognition

_PROGRAM = "tesseract"
_SECONDS = 25.0
_WORD_LEVEL = "5"


def recognise(pixels: NDArray[numpy.uint8], languages: tuple[str, ...], *, layout: int, dpi: int = 300) -> Recognition:
    """The words on a picture, in reading order. `layout` is Tesseract's page segmentation mode (6: one block)."""
    version = find_version()
    if not version:
        return Recognition(problem="Tesseract is not installed")
    installed = [one for one in languages if one in list_languages()]
    if not installed:
        return Recognition(problem=f"Tesseract has no language {' or '.join(languages)}")
    command = [_PROGRAM, "stdin", "stdout", "-l", "+".join(installed), "--psm", str(layout), "--dpi", str(dpi), "tsv"]
    return _run(command, as_pgm(pixels))


def _run(command: list[str], picture: bytes) -> Recognition:
    try:
        done = subprocess.run(
            command, input=picture, capture_output=True, timeout=_SECONDS, env=_environment(), check=False
        )
    except subprocess.TimeoutExpired:
        return Recognition(problem=f"Tesseract took longer than {_SECONDS:g} seconds")
    except OSError as error:
        return Recognition(problem=f"Tesseract could not be started ({error.strerror})")
    if done.returncode != 0:
        return Recognition(problem=f"Tesseract gave up (exit code {done.returncode})")
    try:
        return Recognition(words=tuple(_parse_table(done.stdout.decode("utf-8", "replace"))))
    except (ValueError, OverflowError, csv.Error):
        return Recognition(problem="Tesseract gave an answer that makes no sense")


def _environment() -> dict[str, str]:
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}


def as_pgm(pixels: NDArray[numpy.uint8]) -> bytes:
    """A picture in the simplest format that Tesseract reads."""
    height, width = pixels.shape
    return b"P5 %d %d 255\n" % (width, height) + pixels.tobytes()


def _parse_table(table: str) -> list[FoundWord]:
    rows = csv.reader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [_as_word(row) for row in rows if len(row) == 12 and row[0] == _WORD_LEVEL and row[11].strip()]


def _as_word(row: list[str]) -> FoundWord:
    left, top, width, height = (int(one) for one in row[6:10])
    return FoundWord(
        text=row[11].strip(),
        box=(left, top, left + width, top + height),
        confidence=max(0.0, min(1.0, float(row[10]) / 100)),
        line=(int(row[2]), int(row[3]), int(row[4])),
    )


@cache
def find_version() -> str:
    """The version of the Tesseract that is installed, empty where there is none."""
    try:
        done = subprocess.run([_PROGRAM, "--version"], capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(rb"tesseract v?(\d[\w.]*)", done.stdout + done.stderr)
    return found[1].decode("ascii") if found else ""


@cache
def list_languages() -> tuple[str, ...]:
    """The languages that Tesseract has models of."""
    try:
        done = subprocess.run([_PROGRAM, "--list-langs"], capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(line.strip() for line in done.stdout.decode("utf-8", "replace").splitlines()[1:])


def find_quarters(pixels: NDArray[numpy.uint8]) -> int:
    """How many quarter turns against the clock make the page upright, as Tesseract judges by the forms of letters."""
    if "osd" not in list_languages():
        return 0
    command = [_PROGRAM, "stdin", "stdout", "--psm", "0", "--dpi", "300", "-c", "min_characters_to_try=20"]
    try:
        done = subprocess.run(
            command, input=as_pgm(pixels), capture_output=True, timeout=_SECONDS, env=_environment(), check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(rb"Rotate: (\d+)", done.stdout)
    return -(int(found[1]) // 90) % 4 if found else 0
