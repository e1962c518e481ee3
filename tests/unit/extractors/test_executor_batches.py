"""Several documents in one process: what one of them does is never another's fault."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from crmbridge.domain.reader_settings import ReaderSettings, ReadLimits
from crmbridge.domain.reading import Reading
from crmbridge.ports import ReadFailure, ReadTask
from extractors.executor import Isolation, ProcessExecutor
from extractors.forked import MOST_DOCUMENTS, SMALL_BYTES

_READERS = "tests.unit.extractors.hostile_readers"
_LIMITS = ReadLimits(wall_seconds=20.0, cpu_seconds=3)
_needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
_needs_rlimits = pytest.mark.skipif(sys.platform == "win32", reason="needs rlimits")


@pytest.fixture(params=[pytest.param("fork", marks=_needs_fork), "spawn"])
def isolation(request: pytest.FixtureRequest) -> Isolation:
    chosen: Isolation = request.param
    return chosen


def _read(
    folder: Path, contents: list[str], reader: str, *, isolation: Isolation, limits: ReadLimits = _LIMITS
) -> list[str]:
    """For each content the text that was read or, in brackets, why it was not; all by one worker."""
    tasks = []
    for key, content in enumerate(contents):
        path = folder / f"{key}.txt"
        path.write_bytes(content.encode())
        tasks.append(ReadTask(key=key, path=path, fingerprint="f", name=path.name, channel=None, direction=None))
    with ProcessExecutor(
        ReaderSettings(limits=limits), 1, isolation=isolation, reader=f"{_READERS}:{reader}"
    ) as executor:
        outcomes = sorted(executor.read_all(tasks), key=lambda one: one.key)
    assert [one.key for one in outcomes] == list(range(len(contents)))
    return [_describe(one.result) for one in outcomes]


def _describe(result: Reading | ReadFailure) -> str:
    return result.text if isinstance(result, Reading) else f"[{result.why}]"


@_needs_fork
def test_small_documents_share_a_process_and_a_large_one_has_its_own(tmp_path: Path) -> None:
    small = ["small"] * (MOST_DOCUMENTS + 2)
    *read, alone, last = _read(tmp_path, [*small, "x" * (SMALL_BYTES + 1), "small"], "read_process", isolation="fork")
    assert list(Counter(read).values()) == [MOST_DOCUMENTS, 2]
    assert alone not in {*read, last}


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param("crash", marks=_needs_rlimits),
        "abort",
        pytest.param("hang", marks=_needs_rlimits),
        pytest.param("eat", marks=_needs_rlimits),
        "raise",
        "recurse",
        "want memory",
    ],
)
def test_what_fails_after_other_documents_is_read_again_alone(tmp_path: Path, isolation: Isolation, harm: str) -> None:
    contents = ["first", harm, "third"]
    assert _read(tmp_path, contents, "read_once", isolation=isolation) == contents


@_needs_rlimits
def test_what_is_left_in_memory_is_not_counted_against_the_next_document(tmp_path: Path, isolation: Isolation) -> None:
    contents = [f"good {number}" for number in range(8)]
    assert _read(tmp_path, contents, "read_and_leave", isolation=isolation) == contents


@_needs_rlimits
def test_processor_time_is_counted_for_each_document(tmp_path: Path, isolation: Isolation) -> None:
    limits = ReadLimits(wall_seconds=60.0, cpu_seconds=2)
    contents = ["pages 0 1.2"] * 3
    assert _read(tmp_path, contents, "read_pages", isolation=isolation, limits=limits) == ["0 pages"] * 3


@_needs_rlimits
def test_a_page_to_recognise_extends_both_clocks(tmp_path: Path, isolation: Isolation) -> None:
    limits = ReadLimits(wall_seconds=1.5, cpu_seconds=1, ocr_page_seconds=20.0, ocr_seconds=60.0)
    contents = ["pages 1 2.2", "pages 0 30"]
    read = _read(tmp_path, contents, "read_pages", isolation=isolation, limits=limits)
    assert read == ["1 pages", "[time]"]


def test_pages_are_refused_beyond_what_all_of_them_may_take(tmp_path: Path, isolation: Isolation) -> None:
    limits = ReadLimits(ocr_page_seconds=30.0, ocr_seconds=100.0)
    contents = ["pages 50 0", "pages 50 0", "pages 2 0"]
    read = _read(tmp_path, contents, "read_pages", isolation=isolation, limits=limits)
    assert read == ["3 pages", "3 pages", "2 pages"]


@_needs_rlimits
def test_asking_for_pages_without_end_is_given_the_total_and_no_more(tmp_path: Path, isolation: Isolation) -> None:
    limits = ReadLimits(wall_seconds=1.0, cpu_seconds=30, ocr_page_seconds=0.5, ocr_seconds=1.0)
    contents = ["pages without end", "good"]
    assert _read(tmp_path, contents, "read_and_forge", isolation=isolation, limits=limits) == ["[time]", "good"]


@pytest.mark.parametrize("forged", ["answer for others", "nonsense"])
@_needs_rlimits
def test_an_answer_that_nobody_can_have_given_is_a_crash_and_reaches_no_other_document(
    tmp_path: Path, isolation: Isolation, forged: str
) -> None:
    contents = [forged, "good 1", "good 2"]
    assert _read(tmp_path, contents, "read_and_forge", isolation=isolation) == ["[crash]", "good 1", "good 2"]


@_needs_rlimits
def test_an_engine_ends_with_the_reader_that_started_it(tmp_path: Path, isolation: Isolation) -> None:
    pipe = tmp_path / "0.txt.pipe"
    os.mkfifo(pipe)
    held = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    limits = ReadLimits(wall_seconds=3.0)
    assert _read(tmp_path, ["engine"], "read_with_engine", isolation=isolation, limits=limits) == ["[time]"]
    os.set_blocking(held, True)
    assert os.read(held, 1) == b""  # the end: nobody holds the other side any more
    os.close(held)


@_needs_rlimits
def test_an_engine_may_take_more_memory_than_the_reader(tmp_path: Path, isolation: Isolation) -> None:
    limits = ReadLimits(memory_bytes=512 * 1024**2)
    assert _read(tmp_path, ["x"], "read_ceilings", isolation=isolation, limits=limits) == ["2048"]
