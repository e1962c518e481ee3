"""The scheduler: runs `sync` and `check` by their cron expressions until it is told to stop.

The only module that knows APScheduler. Its job store is memory: what is due stands in the configuration, what was run
stands in the ledger. Schedules are in UTC, so that a change of the clocks neither skips nor doubles a run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from crmbridge.config import Settings
from crmbridge.domain.period import Period
from crmbridge.errors import ConfigError, ConfigProblem, CrmbridgeError
from jobs.check import run_check
from jobs.sync import run_sync
from jobs.wiring import open_installation

structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.EventRenamer("action"),
        structlog.processors.JSONRenderer(),
    ],
    logger_factory=structlog.PrintLoggerFactory(sys.stderr),
)
log = structlog.get_logger()


def check_schedule(settings: Settings) -> str:
    """The cron expressions in words. Raises ConfigError for one that names no moment."""
    problems = []
    for name in ("sync", "check"):
        cron = getattr(settings.schedule, name)
        try:
            CronTrigger.from_crontab(cron, timezone=UTC)
        except ValueError as error:
            problems.append(ConfigProblem(f"schedule.{name}", f"'{cron}' is no cron expression: {error}"))
    if problems:
        raise ConfigError("schedule", problems)
    return f"sync {settings.schedule.sync}, check {settings.schedule.check} (UTC)"


class Schedule:
    """The scheduled jobs of one installation, one at a time."""

    def __init__(self, settings: Settings, is_stopping: Callable[[], bool]) -> None:
        check_schedule(settings)
        self._settings, self._is_stopping = settings, is_stopping
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            # A run that was due while another was at work is done once, however late, not skipped and not doubled.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for name, cron, job in (
            ("sync", settings.schedule.sync, self._sync),
            ("check", settings.schedule.check, self._check),
        ):
            self._scheduler.add_job(job, CronTrigger.from_crontab(cron, timezone=UTC), id=name)

    def start(self) -> None:
        """Begins, with a sync at once, so that what came while nobody ran is not kept waiting."""
        self._scheduler.add_job(self._sync, id="sync-at-start")
        self._scheduler.start()

    def stop(self) -> None:
        """Lets the batch in hand finish and ends."""
        self._scheduler.shutdown(wait=True)

    def _sync(self) -> None:
        self._run("sync", self._run_sync)

    def _check(self) -> None:
        self._run("check", self._run_check)

    def _run(self, job: str, body: Callable[[datetime], int | None]) -> None:
        if self._is_stopping():
            return
        planned_for = datetime.now(UTC).replace(second=0, microsecond=0)
        try:
            exit_code = body(planned_for)
        except CrmbridgeError as error:
            log.error("job_failed", job=job, error=type(error).__name__, reason=str(error))
            return
        log.info("job_ended", job=job, exit_code=exit_code, planned_for=planned_for.isoformat())

    def _run_sync(self, planned_for: datetime) -> int | None:
        with open_installation(self._settings) as installation:
            report = run_sync(installation, is_stopping=self._is_stopping, planned_for=planned_for)
        return report.exit_code if report else None

    def _run_check(self, planned_for: datetime) -> int | None:
        with open_installation(self._settings) as installation:
            done = run_check(installation, Period(), planned_for=planned_for)
        return done[1] if done else None
