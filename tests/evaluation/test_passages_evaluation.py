from __future__ import annotations

from collections import Counter

from extractors.passages import find_stretches
from tests.evaluation.passage_mails import Sample, make_samples

_SAMPLES = make_samples(900, seed=20250312)


def _label_lines(sample: Sample) -> list[str]:
    labels: list[str] = []
    stretches = find_stretches(sample.text)
    place = 0
    for line, _ in sample.lines:
        held = next((one.kind.value for one in stretches if one.start <= place and place + len(line) <= one.end), "new")
        labels.append(held)
        place += len(line) + 1
    return labels


def _count() -> Counter[tuple[str, str, str]]:
    return Counter(
        (sample.form, kind, found)
        for sample in _SAMPLES
        for (_, kind), found in zip(sample.lines, _label_lines(sample), strict=True)
        if kind
    )


def test_nearly_every_line_of_a_reply_is_put_right() -> None:
    counts = _count()
    right = sum(number for (_, kind, found), number in counts.items() if kind == found)
    assert right / counts.total() >= 0.97


def test_new_words_hardly_ever_vanish_into_other_passages() -> None:
    counts = _count()
    new = sum(number for (_, kind, _found), number in counts.items() if kind == "new")
    lost = sum(number for (_, kind, found), number in counts.items() if kind == "new" and found != "new")
    assert lost / new <= 0.005


def test_the_words_of_others_are_hardly_ever_taken_for_new() -> None:
    others = {key: number for key, number in _count().items() if key[1] in {"quoted", "forwarded"}}
    missed = sum(number for (_, _kind, found), number in others.items() if found == "new")
    assert missed / sum(others.values()) <= 0.02
