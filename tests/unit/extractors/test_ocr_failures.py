"""What becomes of a page when the engine breaks down: programs of our own stand in for Tesseract."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmbridge.domain.reader_settings import OcrEngine, OcrSettings, ReaderSettings
from crmbridge.domain.reading import PartState
from extractors.ocr import recognise_page, tesseract
from tests.unit.extractors.extractor_builders import read
from tests.unit.extractors.ocr_builders import LETTER, as_bilevel, draw_page, make_fax

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for Tesseract")

ONLY = OcrSettings(engine=OcrEngine.TESSERACT)
VERSION = 'case "$*" in *--version*) echo "tesseract 5.3.0"; exit 0;; esac\n'
LANGUAGES = 'case "$*" in *--list-langs*) echo "List:"; echo eng; exit 0;; esac\n'


@pytest.fixture(autouse=True)
def _forgets_what_is_installed() -> Iterator[None]:
    for remembered in (tesseract.find_version, tesseract.list_languages):
        remembered.cache_clear()
    yield
    for remembered in (tesseract.find_version, tesseract.list_languages):
        remembered.cache_clear()


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (VERSION + LANGUAGES + "kill -9 $$\n", "Tesseract gave up"),
        (
            VERSION + LANGUAGES + "cat >/dev/null; printf '5\\t1\\t1\\t1\\t1\\t1\\tx\\ty\\tz\\t9\\t-\\tfoo\\n'\n",
            "no sense",
        ),
        (VERSION + "exit 1\n", "no language eng"),
    ],
)
def test_a_page_says_why_the_engine_did_not_read_it(
    script: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, script)
    found = recognise_page(as_bilevel(draw_page(LETTER)), 2, ONLY)
    assert found.text == ""
    assert found.problem.startswith("page 2: ")
    assert why in found.problem


def test_a_fax_whose_engine_breaks_down_is_not_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, VERSION + LANGUAGES + "exit 3\n")
    reading = read(make_fax(LETTER), settings=ReaderSettings(ocr=ONLY))
    assert reading.state is PartState.NOT_FULLY_READ
    assert "exit code 3" in reading.reason
