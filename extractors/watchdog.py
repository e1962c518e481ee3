"""Ends processes that overrun their time: one thread for all of them."""

from __future__ import annotations

import subprocess
import threading
import time

from extractors.launch import kill_group


class Watchdog:
    """Watches from the first deadline that is set until it is closed."""

    def __init__(self) -> None:
        self._deadlines: dict[subprocess.Popen[bytes], float] = {}
        self._overdue: set[subprocess.Popen[bytes]] = set()
        self._changed = threading.Condition()
        self._looks_at = 0.0
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def set_deadline(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        """The process is killed in so many seconds from now, unless another deadline is set or it is let off."""
        with self._changed:
            self._deadlines[process] = time.monotonic() + seconds
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, daemon=True)
                self._thread.start()
            elif self._deadlines[process] < self._looks_at:
                self._changed.notify()

    def extend(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        """Moves the deadline of the process, unless it has passed."""
        with self._changed:
            if process in self._deadlines:
                self._deadlines[process] += seconds

    def let_off(self, process: subprocess.Popen[bytes]) -> bool:
        """Stops watching the process; whether it was killed."""
        with self._changed:
            self._deadlines.pop(process, None)
            is_overdue = process in self._overdue
            self._overdue.discard(process)
            return is_overdue

    def close(self) -> None:
        """Ends the thread."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        with self._changed:
            while not self._is_closed:
                now = time.monotonic()
                for process in [one for one, deadline in self._deadlines.items() if deadline <= now]:
                    del self._deadlines[process]
                    self._overdue.add(process)
                    kill_group(process)
                    process.kill()
                self._looks_at = min(self._deadlines.values(), default=now + 3600)
                self._changed.wait(self._looks_at - now)
