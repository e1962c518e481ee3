from __future__ import annotations

from pathlib import Path

import pytest

from crmbridge.errors import BusyError, ConfigError
from jobs.lock import holding
from jobs.schedule import Schedule
from tests.builders import make_settings


@pytest.mark.parametrize("cron", ["99 * * * *", "* * * * tuesday-ish", "*/0 * * * *"])
def test_a_cron_expression_that_can_never_be_is_a_mistake_of_the_configuration(tmp_path: Path, cron: str) -> None:
    settings = make_settings(tmp_path, schedule={"check": cron})
    with pytest.raises(ConfigError, match=r"schedule\.check: "):
        Schedule(settings, lambda: False)


def test_a_lock_names_its_holder_to_whoever_comes_second(tmp_path: Path) -> None:
    path = tmp_path / "var" / "ledger.lock"
    with holding(path, "sync"), pytest.raises(BusyError, match="sync, process"), holding(path, "check"):
        pass


def test_a_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "ledger.lock"
    with pytest.raises(ConfigError), holding(path, "sync"):
        raise ConfigError("x", [])
    with holding(path, "check"):
        held = path.with_suffix(".holder").read_text("utf-8")
    assert held.startswith("check, process")
