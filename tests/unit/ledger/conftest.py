from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmbridge.ledger.database import Ledger
from tests.builders import make_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = make_ledger(tmp_path)
    yield opened
    opened.close()
