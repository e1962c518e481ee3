from __future__ import annotations

import pytest

from crmbridge.completeness.sequence import LONGEST_HOLE, find_holes


@pytest.mark.parametrize(
    ("keys", "holes"),
    [
        ([], []),
        (["P-2025-000007"], []),
        (["P-2025-003101", "P-2025-003104", "P-2025-003102"], ["P-2025-003103"]),
        (["P-2025-9998", "P-2026-0001", "P-2025-9996"], ["P-2025-9997"]),
        (["8", "12"], ["9", "10", "11"]),
        (["F099", "F101", "F101"], ["F100"]),
        (["12/A", "14/A", "13/B"], ["13/A"]),
        (["none", "P-1", "P-3"], ["P-2"]),
    ],
)
def test_the_numbers_missing_within_each_series_are_named(keys: list[str], holes: list[str]) -> None:
    assert find_holes(keys) == holes


def test_one_mistyped_number_does_not_open_a_million_gaps() -> None:
    assert find_holes(["P-0000001", "P-9000001"]) == ["P-0000002…P-9000000"]
    assert len(find_holes(["1", str(LONGEST_HOLE + 2)])) == LONGEST_HOLE
