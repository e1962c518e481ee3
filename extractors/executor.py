"""Carries the reading of documents, several at once, each where it can harm nobody (port `Executor`).

Two ways that keep the same promises: `fork` (one clean process forks a child for each document) and `spawn` (kept
processes, replaced when they break), for systems without fork.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from types import TracebackType
from typing import Literal, Protocol, Self

from crmbridge.domain.reader_settings import OcrEngine, ReaderSettings
from crmbridge.ports import ReadOutcome, ReadTask
from extractors.child import DEFAULT_READER
from extractors.fork_pool import ForkPool
from extractors.ocr import find_engines
from extractors.spawn_pool import SpawnPool

READERS = "readers-2"
"""Raised whenever the readers can read what they could not before."""

_LONGEST = 128  # what the ledger keeps of it
Isolation = Literal["auto", "fork", "spawn"]


class Pool(Protocol):
    """One way of running readers."""

    def read_all(self, tasks: Iterable[ReadTask]) -> Iterator[ReadOutcome]:
        """One outcome for each task."""
        ...

    def close(self) -> None:
        """Ends the processes."""
        ...


class ProcessExecutor:
    """Reads documents in processes of their own. `workers` 0 means one for each processor."""

    def __init__(
        self,
        settings: ReaderSettings,
        workers: int = 0,
        *,
        isolation: Isolation = "auto",
        reader: str = DEFAULT_READER,
    ) -> None:
        count = workers or os.cpu_count() or 1
        can_fork = hasattr(os, "fork")
        self._ocr = settings.ocr
        self._pool: Pool
        if isolation == "fork" or (isolation == "auto" and can_fork):
            self._pool = ForkPool(settings, count, reader)
        else:
            self._pool = SpawnPool(settings, count, reader)

    @cached_property
    def reader(self) -> str:
        """The version of the readers and of the engines of text recognition that are wanted and installed."""
        if self._ocr.engine is OcrEngine.OFF:
            return READERS
        return ", ".join([READERS, *find_engines(), f"{self._ocr.engine} {'+'.join(self._ocr.languages)}"])[:_LONGEST]

    def read_all(self, tasks: Iterable[ReadTask]) -> Iterator[ReadOutcome]:
        """One outcome for each task, in the order they finish; tasks are taken as places become free."""
        yield from self._pool.read_all(tasks)

    def close(self) -> None:
        """Ends the processes; may be called twice."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
