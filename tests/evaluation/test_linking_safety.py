"""How safe and how useful the linker is in the seeded world; `pytest -s` prints the figures."""

from __future__ import annotations

from collections import Counter

import pytest

from crmbridge.domain.decision import Decision, Link
from linkers import EvidenceLinker
from tests.evaluation.linking_adversarial import ADVERSARIAL
from tests.evaluation.linking_plain import PLAIN
from tests.evaluation.linking_scenarios import Example, list_examples
from tests.evaluation.linking_world import build_world

SEEDS = (11, 12, 13)
COUNT = 300


def decide_all(examples: list[Example], seed: int) -> list[tuple[Example, Decision]]:
    directory, linker = build_world(seed).directory, EvidenceLinker()
    return [(one, linker.decide(one.enquiry, directory)) for one in examples]


def find_wrong_clients(decided: list[tuple[Example, Decision]]) -> list[str]:
    return [
        f"{example.scenario}: {decision.reason}"
        for example, decision in decided
        if isinstance(decision, Link) and {one.client_id for one in decision.targets} != {example.client_id}
    ]


def find_wrong_cases(decided: list[tuple[Example, Decision]]) -> list[str]:
    return [
        f"{example.scenario}: {decision.reason}"
        for example, decision in decided
        if isinstance(decision, Link) and {one.case_id for one in decision.targets} - {""} - example.case_ids
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_adversarial_communication_is_linked_wrongly(seed: int) -> None:
    decided = decide_all(list_examples(build_world(seed), ADVERSARIAL, COUNT, seed), seed)
    assert find_wrong_clients(decided) == []
    assert find_wrong_cases(decided) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plain_communication_is_linked_wrongly(seed: int) -> None:
    decided = decide_all(list_examples(build_world(seed), PLAIN, COUNT, seed), seed)
    assert find_wrong_clients(decided) == []
    assert find_wrong_cases(decided) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_most_plain_communications_are_linked_without_a_person(seed: int) -> None:
    decided = decide_all(list_examples(build_world(seed), PLAIN, COUNT, seed), seed)
    linked = Counter(example.scenario for example, decision in decided if isinstance(decision, Link))
    print(f"\nseed {seed}: {linked.total()} of {COUNT} plain communications linked; {dict(linked)}")
    assert linked.total() >= 0.7 * COUNT


@pytest.mark.parametrize("seed", SEEDS)
def test_every_named_case_of_a_plain_communication_that_is_linked_is_found(seed: int) -> None:
    decided = decide_all(list_examples(build_world(seed), PLAIN, COUNT, seed), seed)
    for example, decision in decided:
        if isinstance(decision, Link):
            assert {one.case_id for one in decision.targets} - {""} == example.case_ids, example.scenario


def test_the_same_world_gives_the_same_decisions() -> None:
    examples = list_examples(build_world(11), ADVERSARIAL, 60, 11)
    assert decide_all(examples, 11) == decide_all(examples, 11)
