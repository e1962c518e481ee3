"""Every fact of our own hard files is found, and what nobody can read is named; `pytest -s` prints the figures."""

from __future__ import annotations

from collections import Counter

import pytest

from crmbridge.domain.reading import PartState
from tests.evaluation.hard_documents import HardFile, list_hard_files, list_missing, list_wrong_states
from tests.evaluation.hard_truth import FACTS, RECOGNISED, STATES
from tests.unit.extractors.extractor_builders import SETTINGS, WITHOUT_OCR, read
from tests.unit.extractors.ocr_builders import needs_engine

FILES = {one.name: one for one in list_hard_files()}
LEAST_FILES, LEAST_FACTS = 60, 174


def _read_all(names: list[str]) -> tuple[Counter[str], dict[str, list[str]]]:
    counts: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {}
    for name in names:
        one = FILES[name]
        settings = SETTINGS if name in RECOGNISED or not one.facts else WITHOUT_OCR
        reading = read(one.content, name=name, settings=settings)
        missing = list_missing(reading, one.facts + RECOGNISED.get(name, ()))
        problems = missing + list_wrong_states(reading, one.states)
        wrong |= {name: problems} if problems else {}
        kind = name.rpartition(".")[2]
        counts[f"{kind} facts"] += len(one.facts) + len(RECOGNISED.get(name, ()))
        counts[f"{kind} found"] += len(one.facts) + len(RECOGNISED.get(name, ())) - len(missing)
    return counts, wrong


def test_the_list_is_as_long_as_it_claims_and_each_file_has_something_to_be_found() -> None:
    facts = sum(len(one) for one in (*FACTS.values(), *RECOGNISED.values()))
    assert len(FILES) >= LEAST_FILES
    assert facts >= LEAST_FACTS
    assert set(FILES) == {*FACTS, *RECOGNISED, *STATES}
    assert {state for states in STATES.values() for _, state in states} >= {
        *(PartState.ENCRYPTED, PartState.DAMAGED, PartState.OVER_BUDGET, PartState.EMPTY, PartState.NOT_FULLY_READ)
    }


def _is_recognised(name: str) -> bool:
    return name in RECOGNISED or name.endswith((".tif", ".png"))


@pytest.mark.timeout(120)
def test_every_fact_is_found_and_what_cannot_be_read_is_named() -> None:
    names = [name for name in FILES if name not in RECOGNISED]
    counts, wrong = _read_all(names)
    print(f"\n{len(names)} files, {_sum(counts, 'found')} of {_sum(counts, 'facts')} facts: {_show(counts)}")
    assert wrong == {}


@needs_engine
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_every_fact_on_a_picture_is_found() -> None:
    counts, wrong = _read_all(list(RECOGNISED))
    print(f"\n{len(RECOGNISED)} files, {_sum(counts, 'found')} of {_sum(counts, 'facts')} facts: {_show(counts)}")
    assert wrong == {}


@pytest.mark.parametrize("name", [name for name in sorted(FILES) if not _is_recognised(name)])
def test_a_hard_file_under_a_wrong_name_is_what_it_is(name: str) -> None:
    one: HardFile = FILES[name]
    right = read(one.content, name=name, settings=WITHOUT_OCR)
    renamed = read(one.content, name="scan0001.bin", settings=WITHOUT_OCR)
    assert (renamed.state, list_missing(renamed, one.facts)) == (right.state, [])


def _sum(counts: Counter[str], what: str) -> int:
    return sum(count for name, count in counts.items() if name.endswith(what))


def _show(counts: Counter[str]) -> str:
    kinds = sorted({name.split()[0] for name in counts})
    return ", ".join(f"{kind} {counts[f'{kind} found']}/{counts[f'{kind} facts']}" for kind in kinds)
