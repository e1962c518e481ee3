"""What a reading process may not do: eat the machine, write files, reach the network.

On Linux all of it; elsewhere less, and never an error.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from crmbridge.domain.reader_settings import ReadLimits

if sys.platform != "win32":
    import resource

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_WRITTEN_BYTES = 1024 * 1024
_OPEN_FILES = 64


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


def limit_memory(limits: ReadLimits) -> None:
    """Address space and file ceilings, for a process that reads many documents."""
    if sys.platform == "win32":
        return
    _lower(resource.RLIMIT_AS, limits.memory_bytes)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, _WRITTEN_BYTES)


def limit_document(limits: ReadLimits) -> None:
    """All ceilings, for a process that reads one document."""
    if sys.platform == "win32":
        return
    limit_memory(limits)
    _limit_processor(limits.cpu_seconds)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)


def _lower(kind: int, ceiling: int) -> None:
    """Sets a limit, never above the one that is already set."""
    _, hard = resource.getrlimit(kind)
    value = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
    resource.setrlimit(kind, (value, value))


def _limit_processor(seconds: int) -> None:
    """The soft limit sends a signal that tells want of time from a kill; one second later the hard one kills."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    ceiling = seconds + 1 if hard == resource.RLIM_INFINITY else min(seconds + 1, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (min(seconds, ceiling), ceiling))
