"""The only place where parts are chosen and put together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from crmbridge.clock import SystemClock
from crmbridge.completeness.counting import CheckBench
from crmbridge.config import RepositorySettings, Settings, WitnessSettings
from crmbridge.crm.embedded import EmbeddedCrm
from crmbridge.directory.mirror import DirectoryMirror
from crmbridge.directory.own import OwnIdentifiers
from crmbridge.directory.refresh import refresh_directory
from crmbridge.directory.remembering import RememberingDirectory
from crmbridge.errors import NotFoundError, RequestError
from crmbridge.ledger.database import Ledger, open_ledger
from crmbridge.ledger.directory_rows import current_version
from crmbridge.plugins import guard, load_plugin
from crmbridge.ports import Clock, Crm, Executor, Progress, Repository, WitnessLog
from crmbridge.repositories.folder import FolderRepository
from crmbridge.stages.bench import Bench, Source
from crmbridge.store import OriginalStore
from crmbridge.witnesses.register import RegisterLog
from extractors.executor import ProcessExecutor
from linkers.linker import EvidenceLinker


class SilentProgress:
    """For runs that nobody watches."""

    def report(self, stage: str, count: int, total: int | None) -> None:
        """Says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The parts of one installation that live as long as a command."""

    settings: Settings
    clock: Clock
    ledger: Ledger
    store: OriginalStore
    crm: Crm
    directory: DirectoryMirror

    @property
    def embedded_crm(self) -> EmbeddedCrm:
        """The embedded CRM. Raises RequestError where the CRM is another one."""
        if isinstance(self.crm, EmbeddedCrm):
            return self.crm
        raise RequestError(f"this works on the embedded CRM only; the configuration names '{self.settings.crm.type}'")

    @property
    def lock_path(self) -> Path:
        """Held by whoever writes as coordinator."""
        return self.ledger.path.with_suffix(".lock")

    def refresh_directory(self) -> None:
        """Brings the directory up to the CRM."""
        with guard("crm"):
            refresh_directory(self.ledger.engine, self.crm, country=self.settings.organisation.country)

    def read_directory_version(self) -> int:
        """Grows whenever the directory changes."""
        with self.ledger.reading() as connection:
            return current_version(connection)

    def as_check_bench(self) -> CheckBench:
        """What the completeness checks work with."""
        return CheckBench(settings=self.settings, ledger=self.ledger, now=self.clock.now())

    def open_witnesses(self) -> list[tuple[WitnessSettings, WitnessLog]]:
        """The witness logs of the configuration."""
        return [(one, _open_witness(self.settings, one)) for one in self.settings.witnesses]


@contextmanager
def open_installation(
    settings: Settings, clock: Clock | None = None, *, ledger_path: Path | None = None, crm_path: Path | None = None
) -> Iterator[Installation]:
    """Opens ledger, store, CRM and directory, and closes them at the end. Raises FatalError where one cannot be.

    `ledger_path` and `crm_path` stand in for the files of the configuration, for a dry run.
    """
    clock = clock or SystemClock()
    with ExitStack() as stack:
        ledger = open_ledger(ledger_path or settings.as_sqlite_path(settings.ledger.url), clock)
        stack.callback(ledger.close)
        crm = _open_crm(settings, clock, crm_path)
        if isinstance(crm, EmbeddedCrm):
            stack.callback(crm.close)
        own = OwnIdentifiers.from_settings(settings.organisation)
        yield Installation(
            settings=settings,
            clock=clock,
            ledger=ledger,
            store=OriginalStore(settings.as_path(settings.store.url)),
            crm=crm,
            directory=DirectoryMirror(ledger.engine, own),
        )


@contextmanager
def open_bench(
    installation: Installation,
    *,
    only: Collection[str] = (),
    progress: Progress | None = None,
    is_stopping: Callable[[], bool] = lambda: False,
    crm: Crm | None = None,
    confirmed_empty: Collection[str] = (),
) -> Iterator[Bench]:
    """The parts for a run over all repositories, or only those named. Raises NotFoundError for an unknown name."""
    settings = installation.settings
    directory = RememberingDirectory(installation.directory)

    def _refresh() -> None:
        installation.refresh_directory()
        directory.forget()

    with _open_executor(settings) as executor:
        yield Bench(
            ledger=installation.ledger,
            store=installation.store,
            sources=tuple(
                Source(settings=one, repository=open_repository(settings, one)) for one in _choose(settings, only)
            ),
            executor=executor,
            directory=directory,
            linker=EvidenceLinker(country=settings.organisation.country),
            crm=crm or installation.crm,
            progress=progress or SilentProgress(),
            refresh_directory=_refresh,
            directory_version=installation.read_directory_version,
            find_known_message=installation.directory.find_known_message,
            is_stopping=is_stopping,
            confirmed_empty=frozenset(confirmed_empty),
        )


def open_repository(settings: Settings, one: RepositorySettings) -> Repository:
    """The repository behind a section of the configuration."""
    if one.type == "folder":
        return FolderRepository(one, settings.as_path(one.url))
    factory = load_plugin("crmbridge.repositories", one.type)
    with guard(one.type):
        return cast("Repository", factory(one, settings.base))


def _choose(settings: Settings, only: Collection[str]) -> Sequence[RepositorySettings]:
    known = {one.name for one in settings.repositories}
    for name in only:
        if name not in known:
            raise NotFoundError("repository", name)
    return [one for one in settings.repositories if not only or one.name in only]


@contextmanager
def _open_executor(settings: Settings) -> Iterator[Executor]:
    executor = ProcessExecutor(settings.as_reader_settings(), workers=settings.workers.count)
    try:
        yield executor
    finally:
        executor.close()


def _open_crm(settings: Settings, clock: Clock, path: Path | None) -> Crm:
    if settings.crm.type == "embedded":
        return EmbeddedCrm(path or settings.as_sqlite_path(settings.crm.url), clock)
    factory = load_plugin("crmbridge.crms", settings.crm.type)
    with guard(settings.crm.type):
        return cast("Crm", factory(settings.crm, settings.base))


def _open_witness(settings: Settings, one: WitnessSettings) -> WitnessLog:
    if one.type == "register":
        return RegisterLog(one, settings.as_path(one.path), settings.zone)
    factory = load_plugin("crmbridge.witnesses", one.type)
    with guard(one.type):
        return cast("WitnessLog", factory(one, settings.base))
