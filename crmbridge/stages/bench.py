"""The parts that one run works with, chosen in `jobs.wiring` and handed to every stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crmbridge.config import RepositorySettings
from crmbridge.ledger.database import Ledger
from crmbridge.ports import Crm, Directory, Executor, Linker, Progress, Repository
from crmbridge.store import OriginalStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A repository and what the configuration says of it."""

    settings: RepositorySettings
    repository: Repository

    @property
    def name(self) -> str:
        """The name of the repository."""
        return self.settings.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Everything a stage needs. `refresh_directory` brings the directory up to the CRM.

    `directory_version` grows whenever the directory changes; what waits is then decided again.
    `is_stopping` is asked between batches: True ends the run after the batch in hand. `confirmed_empty` names sources
    of which a person says that they are empty indeed, and not an unmounted share.
    """

    ledger: Ledger
    store: OriginalStore
    sources: tuple[Source, ...]
    executor: Executor
    directory: Directory
    linker: Linker
    crm: Crm
    progress: Progress
    refresh_directory: Callable[[], None]
    directory_version: Callable[[], int]
    find_known_message: Callable[[str], tuple[str, str] | None]
    is_stopping: Callable[[], bool]
    confirmed_empty: frozenset[str] = frozenset()

    def find_source(self, name: str) -> Source | None:
        """The source with this name; None where the configuration no longer has it."""
        return next((one for one in self.sources if one.name == name), None)
