from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with ten clients, one open case each, and an empty inbox."""
    return Office(tmp_path / "office")
