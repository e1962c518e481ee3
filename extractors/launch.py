"""Starts and ends the processes that read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import IO

# What Python and Tesseract need to start; everything else (passwords above all) stays with the parent.
_KEPT = frozenset(
    (
        *("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "TZ", "TZDIR", "LD_LIBRARY_PATH"),
        "TESSDATA_PREFIX",
    )
)


def start_python(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A fresh Python that runs a module of ours, with pipes for its input and output and none of our secrets."""
    environment = {name: value for name, value in os.environ.items() if name.upper() in _KEPT}
    environment["PYTHONPATH"] = os.pathsep.join(path or os.curdir for path in sys.path)
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )


def end_process(process: subprocess.Popen[bytes]) -> int:
    """Closes both pipes, waits, and gives the exit code; a process that does not end by itself is killed."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            _close_pipe(pipe)
    try:
        return process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kills a process that leads a process group, with all that it started; does nothing where there are no groups."""
    if sys.platform != "win32":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # it has not come to lead its group yet, and so has not started anything


def _close_pipe(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return  # what was still to be written finds nobody; the pipe is closed all the same
