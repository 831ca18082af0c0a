"""What is measured besides turns a second: memory, and what a slower disk costs."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from assistant.benchmarks.servers import Server
from assistant.benchmarks.slow_disk import Slow


def test_a_slower_disk_takes_its_time_to_commit_and_for_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Slow, "seconds", 0.05)
    connection = sqlite3.connect(tmp_path / "slow.db", isolation_level=None, factory=Slow)
    began = time.perf_counter()
    connection.execute("CREATE TABLE words (word TEXT)")
    connection.execute("BEGIN")
    connection.execute("INSERT INTO words VALUES (?)", ("one",))
    before = time.perf_counter()
    connection.execute("COMMIT")
    assert time.perf_counter() - before >= 0.05 > before - began
    assert connection.execute("SELECT word FROM words").fetchall() == [("one",)]
    connection.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of another process")
def test_the_memory_of_a_server_is_told() -> None:
    memory = Server("http://127.0.0.1:1", os.getpid()).memory
    assert memory
    assert 10 < memory < 10_000
