from __future__ import annotations

import os

from hypothesis import settings

# Where a run decides whether a change may land, the examples are the same each time; elsewhere they are new.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("own", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "own")
