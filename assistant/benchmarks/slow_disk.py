"""The command line on a slower disk: ``python -m assistant.benchmarks.slow_disk MILLISECONDS serve …``.

Every commit to SQLite takes so much longer, in its own thread, as if the disk took that long to sync. What a server
loses by this shows whether turns that wait share one sync.
"""

from __future__ import annotations

import runpy
import sqlite3
import sys
import time
from functools import partial


class Slow(sqlite3.Connection):
    """Waits before each commit; others run meanwhile, as during a sync."""

    seconds = 0.0

    def execute(self, sql: str, /, *parameters: object) -> sqlite3.Cursor:
        if sql == "COMMIT":
            time.sleep(self.seconds)
        return super().execute(sql, *parameters)  # type: ignore[arg-type]


if __name__ == "__main__":
    Slow.seconds = float(sys.argv.pop(1)) / 1000
    sqlite3.connect = partial(sqlite3.connect, factory=Slow)  # type: ignore[assignment]
    runpy.run_module("assistant", run_name="__main__")
