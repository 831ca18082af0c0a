"""A server of our own in a process of its own: its address, its log and its metrics."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

import aiohttp

ALWAYS = "Mon-Sun 00:00-23:59"
"""Hours of a team that is always there."""


class Server:
    """Started when first needed; or somebody else's, at ``url``, whose log nobody shows us."""

    def __init__(self, url: str | None = None, has_team: bool = False) -> None:
        self._url = url
        self._has_team = has_team
        self._staffed: Server | None = None
        self._process: subprocess.Popen[str] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.is_ours = url is None
        self.staff_token = secrets.token_urlsafe(24)
        self.clinic_key = secrets.token_urlsafe(24) if self.is_ours else os.environ.get("ASSISTANT_CLINIC_KEY", "")

    def url(self) -> str:
        """The address of a running server. Raises ``RuntimeError`` with what it printed if it would not start."""
        if not self._url:
            self._folder = tempfile.TemporaryDirectory()
            command = [sys.executable, "-m", "assistant", "serve", "--port", "0", "--data", self._folder.name]
            environment = {
                **os.environ,
                "ASSISTANT_RATE_LIMITS": "off",
                "ASSISTANT_LOG_LEVEL": "debug",
                "ASSISTANT_CLINIC_KEY": self.clinic_key,
                "ASSISTANT_STAFF_TOKEN": self.staff_token,
                "ASSISTANT_STAFF_HOURS": ALWAYS if self._has_team else "",
            }
            with self._log.open("w") as log:
                self._process = subprocess.Popen(  # noqa: S603  # our own module
                    command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment
                )
            assert self._process.stdout
            line = self._process.stdout.readline()
            if "http://" not in line:
                raise RuntimeError(f"the server did not start: {line or self.log()}")
            self._url = "http://" + line.partition("http://")[2].split()[0]
        return self._url

    def staffed(self) -> Server:
        """Another one like it, with people of the team who are always there."""
        self._staffed = self._staffed or Server(has_team=True)
        return self._staffed

    @property
    def _log(self) -> Path:
        assert self._folder
        return Path(self._folder.name) / "server.log"

    def log(self) -> str:
        """Everything logged so far, at the level that says most."""
        return self._log.read_text(encoding="utf-8")

    async def metrics(self) -> str:
        """The page that Prometheus reads."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url()}/metrics") as response:
            return await response.text()

    def stop(self) -> None:
        if self._staffed:
            self._staffed.stop()
        if self._process:
            self._process.terminate()
            self._process.communicate(timeout=15)
        if self._folder:
            self._folder.cleanup()
