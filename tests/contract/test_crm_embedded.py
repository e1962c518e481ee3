from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crmbridge.crm.embedded import EmbeddedCrm
from crmbridge.domain.directory import CrmRecord
from crmbridge.testing.clock import FixedClock
from crmbridge.testing.crm_contract import CrmContract


class TestEmbeddedCrm(CrmContract):
    opened: list[EmbeddedCrm]

    @pytest.fixture(autouse=True)
    def _close_what_was_opened(self) -> Iterator[None]:
        self.opened = []
        yield
        for crm in self.opened:
            crm.close()

    def make_crm(self, folder: Path, records: Sequence[CrmRecord]) -> EmbeddedCrm:
        crm = EmbeddedCrm(folder / "crm.db", FixedClock(datetime(2025, 3, 17, 12, 0, tzinfo=UTC)))
        self.opened.append(crm)
        for record in records:
            crm.upsert(record)
        return crm
