"""A bomb of each kind among ordinary documents: it ends in a state or a failure with a reason, and they are read."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from crmbridge.domain.reader_settings import ReaderSettings, ReadLimits
from crmbridge.domain.reading import COMPLETE_STATES, PartState, Reading
from crmbridge.ports import ReadFailure, ReadTask
from extractors.child import DEFAULT_READER
from extractors.executor import Isolation, ProcessExecutor
from tests.hostile.bombs import BOMBS
from tests.unit.extractors.extractor_builders import make_docx, make_mail, make_pdf, make_zip

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs rlimits")
_NEIGHBOURS = 199
_HOSTILE_READER = "tests.unit.extractors.hostile_readers:read_hostile"
_ISOLATIONS = [
    pytest.param("fork", marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")),
    "spawn",
]
# Nothing is on its page; what a page measures does no harm.
_HARMLESS = {"page.pdf"}


def _read(
    folder: Path, harms: Mapping[str, bytes], *, isolation: Isolation, limits: ReadLimits, reader: str = DEFAULT_READER
) -> tuple[dict[str, Reading | ReadFailure], list[Reading | ReadFailure]]:
    """What became of each harmful document, and of its neighbours, among which they are spread evenly."""
    kinds = [make_mail("Hello").as_bytes(), make_pdf("Hello"), make_docx("Hello"), make_zip({"a.txt": b"Hello"}), b"Hi"]
    named = [(f"neighbour {number}", kinds[number % len(kinds)]) for number in range(_NEIGHBOURS)]
    for number, harm in enumerate(harms.items()):
        named.insert((number + 1) * _NEIGHBOURS // (len(harms) + 1), harm)
    tasks = []
    for key, (name, content) in enumerate(named):
        path = folder / str(key)
        path.write_bytes(content)
        tasks.append(ReadTask(key=key, path=path, fingerprint="", name=name, channel=None, direction=None))
    with ProcessExecutor(ReaderSettings(limits=limits), 2, isolation=isolation, reader=reader) as executor:
        results = {named[one.key][0]: one.result for one in executor.read_all(tasks)}
    assert len(results) == len(named)
    return {name: results.pop(name) for name in harms}, list(results.values())


def _assert_read(neighbours: list[Reading | ReadFailure]) -> None:
    assert len(neighbours) == _NEIGHBOURS
    assert {one.state for one in neighbours if isinstance(one, Reading)} == {PartState.READ}
    assert not [one for one in neighbours if isinstance(one, ReadFailure)]


@pytest.mark.slow
@pytest.mark.parametrize("isolation", _ISOLATIONS)
def test_a_bomb_of_each_kind_ends_with_a_reason_and_199_neighbours_are_read(
    tmp_path: Path, isolation: Isolation
) -> None:
    bombs, neighbours = _read(
        tmp_path, {name: make() for name, make in BOMBS.items()}, isolation=isolation, limits=ReadLimits()
    )
    _assert_read(neighbours)
    for name, result in bombs.items():
        assert result.reason, name
        assert isinstance(result, ReadFailure) or result.state not in COMPLETE_STATES or name in _HARMLESS, name


@pytest.mark.parametrize("name", ["nested.eml", "headers.eml", "parameters.eml", "line.eml"])
def test_a_mail_over_the_gate_still_tells_who_wrote_and_about_what(tmp_path: Path, name: str) -> None:
    bombs, _ = _read(tmp_path, {name: BOMBS[name]()}, isolation="auto", limits=ReadLimits())
    result = bombs[name]
    assert isinstance(result, Reading)
    assert (result.state, result.subject) == (PartState.OVER_BUDGET, "About C-104233")


@pytest.mark.parametrize("isolation", _ISOLATIONS)
def test_readers_that_break_in_the_midst_of_small_documents_cost_only_their_own(
    tmp_path: Path, isolation: Isolation
) -> None:
    expected = {"abort": "crash", "crash": "crash", "eat": "memory", "hang": "time", "raise": "error"}
    harms, neighbours = _read(
        tmp_path,
        {name: name.encode() for name in expected},
        isolation=isolation,
        limits=ReadLimits(cpu_seconds=3),
        reader=_HOSTILE_READER,
    )
    _assert_read(neighbours)
    assert {name: one.why for name, one in harms.items() if isinstance(one, ReadFailure)} == expected
