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
from assistant.benchmarks.soak import Look, grown


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
def test_the_memory_and_the_files_of_a_server_are_told(tmp_path: Path) -> None:
    server = Server("http://127.0.0.1:1", os.getpid())
    assert server.memory
    assert 10 < server.memory < 10_000
    before = server.files
    with (tmp_path / "open").open("w"):
        assert before
        assert server.files == before + 1


@pytest.mark.promise(38)
def test_what_grows_is_told_from_what_only_swings() -> None:
    grows = [Look(minute, 100 + 2.0 * minute + minute % 2, 10 + minute) for minute in range(10)]
    swings = [Look(minute, 100 + minute % 2, 10) for minute in range(10)]
    assert grown(grows).startswith("memory rises by 2.0")
    assert "open files: 10 to 19" in grown(grows)
    assert grown(swings) == "memory rises by 0.03 MiB a minute; open files: 10 to 10"
