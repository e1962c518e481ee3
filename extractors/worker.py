"""A reading process that is kept for many documents, where there is no fork.

Runs as `python -m extractors.worker READER`.
"""

from __future__ import annotations

import os
import signal
import sys

from extractors.child import answer_task, load_reader
from extractors.confinement import die_with_parent, drop_network, limit_memory
from extractors.frames import READY, as_raw_frame, read_frame
from extractors.task_json import settings_from_json, task_from_json


def main() -> None:
    """Settings come first, then one task after another; ends when its input ends."""
    sink = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    reader = load_reader(sys.argv[1])
    drop_network()
    with os.fdopen(0, "rb") as source, os.fdopen(sink, "wb") as answers:
        settings = settings_from_json((read_frame(source) or {})["settings"])
        limit_memory(settings.limits)
        answers.write(as_raw_frame(READY))
        answers.flush()
        while (message := read_frame(source)) is not None:
            answer = answer_task(task_from_json(message), settings, reader)
            answers.write(as_raw_frame(b'{"key":%d,"answer":%b}' % (message["key"], answer)))
            answers.flush()


if __name__ == "__main__":
    main()
