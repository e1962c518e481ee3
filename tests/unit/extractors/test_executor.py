from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmbridge.domain.reader_settings import OcrEngine, OcrSettings, ReaderSettings, ReadLimits
from crmbridge.domain.reading import Reading
from crmbridge.errors import ReadersUnavailableError
from crmbridge.ports import Executor, ReadFailure, ReadTask
from extractors.executor import Isolation, ProcessExecutor
from extractors.frames import as_frame
from extractors.launch import end_process, start_python
from extractors.task_json import (
    settings_as_json,
    settings_from_json,
    task_as_json,
    task_from_json,
)

_READER = "tests.unit.extractors.hostile_readers:read_hostile"
_SETTINGS = ReaderSettings(
    limits=ReadLimits(wall_seconds=6.0, cpu_seconds=3, memory_bytes=1024**3, result_bytes=1_000_000)
)
_HAS_FORK = hasattr(os, "fork")
_ISOLATIONS = [
    pytest.param("fork", marks=pytest.mark.skipif(not _HAS_FORK, reason="this system cannot fork")),
    "spawn",
]


@pytest.fixture(params=_ISOLATIONS)
def isolation(request: pytest.FixtureRequest) -> Isolation:
    chosen: Isolation = request.param
    return chosen


@pytest.fixture
def executor(isolation: Isolation) -> Iterator[ProcessExecutor]:
    with ProcessExecutor(_SETTINGS, 2, isolation=isolation, reader=_READER) as executor:
        yield executor


def _write_tasks(folder: Path, *contents: str) -> list[ReadTask]:
    tasks = []
    for key, content in enumerate(contents):
        path = folder / f"{key}.txt"
        path.write_bytes(content.encode())
        tasks.append(ReadTask(key=key, path=path, fingerprint="f", name=path.name, channel=None, direction=None))
    return tasks


def _read(executor: Executor, tasks: list[ReadTask]) -> dict[int, str]:
    """For each task the text that was read or, in brackets, why it was not."""
    outcomes = list(executor.read_all(tasks))
    assert sorted(one.key for one in outcomes) == sorted(task.key for task in tasks)
    return {one.key: _describe(one.result) for one in outcomes}


def _describe(result: Reading | ReadFailure) -> str:
    return result.text if isinstance(result, Reading) else f"[{result.why}]"


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        pytest.param("crash", "crash", marks=pytest.mark.skipif(sys.platform == "win32", reason="needs signals")),
        ("abort", "crash"),
        pytest.param("hang", "time", marks=pytest.mark.skipif(sys.platform == "win32", reason="needs rlimits")),
        pytest.param("eat", "memory", marks=pytest.mark.skipif(sys.platform == "win32", reason="needs rlimits")),
        ("raise", "error"),
        ("recurse", "error"),
        ("huge", "too_large"),
    ],
)
def test_a_harmful_document_costs_only_itself(executor: ProcessExecutor, tmp_path: Path, harm: str, why: str) -> None:
    read = _read(executor, _write_tasks(tmp_path, "good 0", harm, "good 2", "good 3"))
    assert read == {0: "good 0", 1: f"[{why}]", 2: "good 2", 3: "good 3"}


def test_fifty_good_documents_are_read_around_every_kind_of_harm(executor: ProcessExecutor, tmp_path: Path) -> None:
    harms = ["abort", "raise", "recurse", "huge"]
    contents = [harms[number // 13] if number % 13 == 6 else f"good {number}" for number in range(54)]
    read = _read(executor, _write_tasks(tmp_path, *contents))
    good = {number: content for number, content in enumerate(contents) if content.startswith("good")}
    assert len(good) == 50
    assert {number: read[number] for number in good} == good
    assert {read[number] for number in read if number not in good} == {"[crash]", "[error]", "[too_large]"}


def test_a_failure_says_what_happened_and_quotes_nothing(executor: ProcessExecutor, tmp_path: Path) -> None:
    (outcome,) = executor.read_all(_write_tasks(tmp_path, "raise"))
    assert outcome.result == ReadFailure(why="error", reason="the reader could not cope with it (ValueError)")


def test_an_original_that_is_not_there_is_a_failure_of_that_task(executor: ProcessExecutor, tmp_path: Path) -> None:
    gone, here = _write_tasks(tmp_path, "gone", "here")
    gone.path.unlink()
    assert _read(executor, [gone, here]) == {0: "[error]", 1: "here"}


def test_an_executor_reads_again_after_it_was_closed(executor: ProcessExecutor, tmp_path: Path) -> None:
    tasks = _write_tasks(tmp_path, "one")
    assert _read(executor, tasks) == {0: "one"}
    executor.close()
    executor.close()
    assert _read(executor, tasks) == {0: "one"}


def test_no_more_tasks_are_taken_than_can_be_read_at_once(executor: ProcessExecutor, tmp_path: Path) -> None:
    taken = []

    def give() -> Iterator[ReadTask]:
        for task in _write_tasks(tmp_path, *["good"] * 20):
            taken.append(task)
            yield task

    outcomes = executor.read_all(give())
    next(outcomes)
    assert len(taken) <= 4
    assert len(list(outcomes)) == 19


def test_a_caller_that_stops_early_leaves_an_executor_that_works(executor: ProcessExecutor, tmp_path: Path) -> None:
    outcomes = iter(executor.read_all(_write_tasks(tmp_path, "a", "b", "c", "d")))
    next(outcomes)
    del outcomes
    assert _read(executor, _write_tasks(tmp_path, "again")) == {0: "again"}


def test_without_tasks_there_are_no_outcomes(executor: ProcessExecutor) -> None:
    assert list(executor.read_all([])) == []


@pytest.mark.skipif(not _HAS_FORK, reason="this system cannot fork")
def test_when_the_forking_process_dies_the_other_documents_are_read_again(tmp_path: Path) -> None:
    with ProcessExecutor(_SETTINGS, 2, isolation="fork", reader=_READER) as executor:
        read = _read(executor, _write_tasks(tmp_path, "good 0", "kill parent", "good 2", "good 3", "good 4"))
    assert read == {0: "good 0", 1: "[crash]", 2: "good 2", 3: "good 3", 4: "good 4"}


@pytest.mark.skipif(not _HAS_FORK, reason="this system cannot fork")
def test_too_much_processor_time_is_a_want_of_time(tmp_path: Path) -> None:
    limits = ReadLimits(wall_seconds=60.0, cpu_seconds=1)
    with ProcessExecutor(ReaderSettings(limits=limits), 1, isolation="fork", reader=_READER) as executor:
        assert _read(executor, _write_tasks(tmp_path, "hang", "good")) == {0: "[time]", 1: "good"}


@pytest.mark.skipif(not _HAS_FORK, reason="this system cannot fork")
def test_the_forking_process_ends_with_its_children_when_its_input_ends(tmp_path: Path) -> None:
    pipe = tmp_path / "document"
    os.mkfifo(pipe)
    zygote = start_python("extractors.zygote", _READER, "1")
    assert zygote.stdin is not None
    task = ReadTask(key=1, path=pipe, fingerprint="", name="x", channel=None, direction=None)
    zygote.stdin.write(as_frame({"settings": settings_as_json(ReaderSettings())}) + as_frame(task_as_json(task)))
    zygote.stdin.flush()
    pipe.write_bytes(b"hang")  # returns when the child has opened the document
    assert end_process(zygote) == 0


@pytest.mark.skipif(not _HAS_FORK, reason="this system cannot fork")
def test_secrets_in_the_environment_do_not_reach_the_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAP_PASSWORD", "hush")
    with ProcessExecutor(_SETTINGS, 1, reader="tests.unit.extractors.hostile_readers:read_environment") as executor:
        assert _read(executor, _write_tasks(tmp_path, "x")) == {0: "clean"}


def test_tasks_and_settings_come_back_from_json_as_they_went(tmp_path: Path) -> None:
    (task,) = _write_tasks(tmp_path, "x")
    assert task_from_json(task_as_json(task)) == task
    assert settings_from_json(settings_as_json(_SETTINGS)) == _SETTINGS


def test_readers_that_do_not_start_are_no_fault_of_a_document(tmp_path: Path, isolation: Isolation) -> None:
    with (
        ProcessExecutor(_SETTINGS, 1, isolation=isolation, reader="no.such.reader:read") as executor,
        pytest.raises(ReadersUnavailableError),
    ):
        list(executor.read_all(_write_tasks(tmp_path, "good 0", "good 1")))


def test_the_executor_names_its_readers_and_the_engines_that_read_pictures() -> None:
    silent = ReaderSettings(ocr=OcrSettings(engine=OcrEngine.OFF))
    french = ReaderSettings(ocr=OcrSettings(languages=("fra",)))
    names = [ProcessExecutor(one, workers=1) for one in (silent, ReaderSettings(), french)]
    told = [executor.reader for executor in names]
    for executor in names:
        executor.close()
    assert len(set(told)) == 3
    assert all(one.startswith(told[0]) for one in told)
