"""Every exception of the product, grouped by what a run does about it.

CrmbridgeError
├── ConfigError            exit 2: refuse to start; carries all problems at once
├── FatalError             exit 3: the ledger, the store or the credentials; stop and tell a person
│   ├── LedgerError
│   ├── StoreError
│   ├── JournalBrokenError
│   └── ReadersUnavailableError
├── TransientError         exit 4: this source or the CRM is unreachable; the others go on
│   ├── RepositoryUnreachableError
│   ├── CrmUnreachableError
│   └── BusyError          another run holds the ledger; it does the work
├── ItemError              one item becomes failed or quarantined; the run goes on
│   ├── ItemGoneError
│   ├── ItemChangedError
│   └── ItemUnreadableError
├── ImportRowError         one row of an import file is refused; the others are loaded
├── RequestError           a person asked for something that cannot be done (exit 2)
│   └── NotFoundError
└── PluginError            a plugin broke; `plugins.guard` turned whatever it raised into this

No message holds document text, a secret or a response body.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class CrmbridgeError(Exception):
    """The root of the tree: `except CrmbridgeError` catches what the product raises on purpose, nothing else."""


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One mistake in the configuration: the dotted key and what is wrong with it."""

    key: str
    problem: str

    def __str__(self) -> str:
        return f"{self.key}: {self.problem}" if self.key else self.problem


class ConfigError(CrmbridgeError):
    """The configuration has mistakes; all of them are named together."""

    def __init__(self, source: str, problems: Sequence[ConfigProblem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        count = f"{len(problems)} problem" + ("" if len(problems) == 1 else "s")
        lines = "".join(f"\n  {problem}" for problem in problems)
        super().__init__(f"{source}: {count} in the configuration{lines}")


class FatalError(CrmbridgeError):
    """Nothing can go on; a person must look."""


class LedgerError(FatalError):
    """The ledger database cannot be opened or does not hold what it must."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"ledger {where}: {problem}")


class StoreError(FatalError):
    """The store of originals cannot be written or read (disk full, permission)."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"store {where}: {problem}")


class JournalBrokenError(FatalError):
    """The hash chain of the journal does not hold at an entry: it was altered behind the product's back."""

    def __init__(self, entry: int, problem: str) -> None:
        self.entry = entry
        super().__init__(f"journal entry {entry}: {problem}")


class ReadersUnavailableError(FatalError):
    """The processes that read do not start: that is no fault of any document, and none may be blamed for it."""

    def __init__(self) -> None:
        super().__init__("documents cannot be read: the reading process does not start; reinstall crmbridge")


class TransientError(CrmbridgeError):
    """A source or the CRM cannot be reached now; asked again at the next run."""


class RepositoryUnreachableError(TransientError):
    """A repository cannot be listed at all."""

    def __init__(self, repository: str, problem: str) -> None:
        self.repository = repository
        super().__init__(f"repository '{repository}' cannot be reached: {problem}")


class CrmUnreachableError(TransientError):
    """The CRM does not answer, or not in time."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"the CRM cannot be reached: {problem}")


class BusyError(TransientError):
    """Another run works on this ledger; two coordinators never write at once."""

    def __init__(self, holder: str) -> None:
        self.holder = holder
        super().__init__(f"another run is working on this ledger ({holder}); nothing was done")


class ItemError(CrmbridgeError):
    """One item is in trouble; the next run tries again."""


class ItemGoneError(ItemError):
    """The repository listed it, and it is no longer there."""

    def __init__(self, locator: str) -> None:
        super().__init__(f"{locator} was listed but was gone when it was fetched")


class ItemChangedError(ItemError):
    """It is being written: what was fetched is not what was listed."""

    def __init__(self, locator: str) -> None:
        super().__init__(f"{locator} changed while it was fetched; it is fetched again when it is at rest")


class ItemUnreadableError(ItemError):
    """The repository refuses its bytes (permission, lock, not a regular file)."""

    def __init__(self, locator: str, problem: str) -> None:
        super().__init__(f"{locator} cannot be fetched: {problem}")


class ImportRowError(CrmbridgeError):
    """One row of an import file is refused."""

    def __init__(self, file: str, line: int, column: str, problem: str) -> None:
        self.file, self.line, self.column, self.problem = file, line, column, problem
        super().__init__(f"{file}:{line}: {column}: {problem}")


class RequestError(CrmbridgeError):
    """What a person asked for cannot be done; the sentence says why and what can."""


class NotFoundError(RequestError):
    """Nothing answers to the name that was given."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"no {what} answers to '{name}'")


class PluginError(CrmbridgeError):
    """A plugin raised something that is not ours. Only the type of the error is kept: its text may hold client data."""

    def __init__(self, plugin: str, error: str) -> None:
        super().__init__(f"plugin '{plugin}' failed with {error}")
