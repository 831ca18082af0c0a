"""A real PostgreSQL, started for the tests in a folder of its own and reachable through a socket in it only."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import asyncpg
import pytest

NAMES = count()
RULES = "local all locked scram-sha-256\nlocal all all trust\nlocal replication all trust\n"


def binaries() -> Path | None:
    """The folder of initdb, pg_ctl and postgres; Debian keeps them off the path."""
    on_path = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = [Path(on_path).resolve().parent] if on_path else []
    return next((folder for folder in (*found, *folders) if (folder / "pg_ctl").exists()), None)


@dataclass(frozen=True)
class Cluster:
    """A server with its data in ``folder``; ``user`` runs it, as it refuses to be root."""

    folder: Path
    binaries: Path
    user: str | None

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.binaries / program), "-D", str(self.folder / "data"), *arguments],
            check=True, user=self.user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off -c log_min_messages=panic"
        self.run("pg_ctl", "start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def crash(self) -> None:
        """As after a power cut, but for what the operating system still writes to the disk."""
        self.run("pg_ctl", "stop", "-m", "immediate", "-w")

    def signal(self, number: signal.Signals) -> None:
        """To every process of the server."""
        head = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{head}/task/{head}/children").read_text().split()
        for process in (head, *map(int, children)):
            os.kill(process, number)

    def url(self, database: str = "postgres", user: str = "tester", password: str = "") -> str:
        return f"postgresql://{user}{password and ':' + password}@/{database}?host={self.folder}"

    async def sql(self, statement: str, url: str | None = None) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(url or self.url())
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()

    async def new_database(self, name: str | None = None) -> str:
        """The address of a database that nobody else uses."""
        name = name or f"test{next(NAMES)}"
        await self.sql(f"CREATE DATABASE {name}")
        return self.url(name)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running one; skips the test where PostgreSQL is not installed."""
    programs = binaries()
    if not programs:
        missing = "PostgreSQL is not installed (on Debian: apt install postgresql)"
        if os.environ.get("ASSISTANT_NO_SKIPS") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    user = _user() if os.geteuid() == 0 else None
    # Not below pytest's folder: that is closed to the other user, and too long for the name of a socket.
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        running = Cluster(folder, programs, user)
        running.run("initdb", "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        (folder / "data" / "pg_hba.conf").write_text(RULES)
        running.start()
        try:
            yield running
        finally:
            with suppress(subprocess.CalledProcessError):  # a test may have left it dead
                running.crash()


def _user() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
