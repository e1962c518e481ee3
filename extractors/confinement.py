"""What a reading process may not do: eat the machine, write files, reach the network.

On Linux all of it; elsewhere less, and never an error.

The soft ceilings hold for one document each: before every document they are set to what the process has used by then
and what one document may take. The hard ones hold for the process for good. They leave room for an engine that
recognises text in a process of its own (onnxruntime with its models takes about 1.5 GiB of address space) and for
the processor time of all pages; such an engine is started with `confine_engine`.
"""

from __future__ import annotations

import ctypes
import math
import os
import signal
import sys
import time
from pathlib import Path

from crmbridge.domain.reader_settings import ReadLimits

if sys.platform != "win32":
    import resource

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_WRITTEN_BYTES = 1024 * 1024
_OPEN_FILES = 64
_ENGINE_BYTES = 2 * 1024**3
# A process that has grown by more is not given another document; what is left in it makes it slow.
_GROWN_BYTES = 64 * 1024**2
_SIZE = Path("/proc/self/statm")


def drop_network() -> bool:
    """Leaves the network for good, for this process and its children, where the system allows it."""
    if not sys.platform.startswith("linux"):
        return False
    # Root in a namespace of its own loses the right to read the files of others, so it leaves the network alone.
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(library.unshare(flags) == 0)


def die_with_parent() -> None:
    """Has the system kill this process when its parent ends, however that ends."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def confine_engine() -> None:
    """For `preexec_fn` of an engine that a reader starts: the hard ceilings are its own, and it ends with the reader.

    It must stay in the process group of the reader, which is killed as a whole.
    """
    die_with_parent()
    if sys.platform != "win32":
        for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
            _, hard = resource.getrlimit(kind)
            resource.setrlimit(kind, (hard, hard))


class Ceilings:
    """The ceilings of a process that reads up to `documents` documents, one after another."""

    def __init__(self, limits: ReadLimits, documents: int) -> None:
        self._limits = limits
        self._first_size = _measure_size()
        self._cpu_seconds = 0
        if sys.platform != "win32":
            _lower(resource.RLIMIT_CORE, 0)
            _lower(resource.RLIMIT_FSIZE, _WRITTEN_BYTES)
            _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
            _lower(resource.RLIMIT_AS, max(limits.memory_bytes + 2 * _GROWN_BYTES, _ENGINE_BYTES))
            # One second more than all soft ones: those send a signal that tells want of time from a kill.
            seconds = math.ceil(time.process_time()) + documents * (limits.cpu_seconds + 1)
            _lower(resource.RLIMIT_CPU, seconds + math.ceil(limits.ocr_seconds) + 1)

    def begin_document(self) -> None:
        """Leaves as much room for the next document as for the first."""
        if sys.platform != "win32":
            self._cpu_seconds = math.ceil(time.process_time()) + self._limits.cpu_seconds
            _set_soft(resource.RLIMIT_CPU, self._cpu_seconds)
            _set_soft(resource.RLIMIT_AS, self._limits.memory_bytes + self._measure_growth())

    def extend_processor_time(self, seconds: float) -> None:
        """Adds to what the document under way may take."""
        if sys.platform != "win32":
            self._cpu_seconds += math.ceil(seconds)
            _set_soft(resource.RLIMIT_CPU, self._cpu_seconds)

    def is_grown(self) -> bool:
        """Whether the documents so far have left so much behind that the process should end."""
        return self._measure_growth() > _GROWN_BYTES

    def _measure_growth(self) -> int:
        return max(0, _measure_size() - self._first_size)


def _measure_size() -> int:
    """The address space of this process in bytes; 0 where the system does not tell."""
    try:
        return int(_SIZE.read_bytes().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _lower(kind: int, ceiling: int) -> None:
    """Sets both limits, never above the one that is already set."""
    value = _bound(kind, ceiling)
    resource.setrlimit(kind, (value, value))


def _set_soft(kind: int, ceiling: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (_bound(kind, ceiling), hard))


def _bound(kind: int, ceiling: int) -> int:
    _, hard = resource.getrlimit(kind)
    return ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
