"""A reading process that is kept for many documents, where there is no fork.

Runs as `python -m extractors.worker READER`.
"""

from __future__ import annotations

import os
import signal
import sys

from extractors.child import Desk, load_reader
from extractors.confinement import die_with_parent, drop_network
from extractors.frames import READY, as_raw_frame, read_frame
from extractors.task_json import settings_from_json, task_from_json

MOST_DOCUMENTS = 500


def main() -> None:
    """Settings come first, then one task after another; ends when its input ends."""
    sink = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setsid"):
        os.setsid()  # so that it can be killed with the engines that it starts
    die_with_parent()
    reader = load_reader(sys.argv[1])
    drop_network()
    with os.fdopen(0, "rb") as source, os.fdopen(sink, "wb") as answers:

        def send(message: bytes) -> None:
            answers.write(as_raw_frame(message))
            answers.flush()

        desk = Desk(settings_from_json((read_frame(source) or {})["settings"]), reader, send, documents=MOST_DOCUMENTS)
        send(READY)
        while (message := read_frame(source)) is not None:
            desk.answer(task_from_json(message))


if __name__ == "__main__":
    main()
