"""The places where scripts can be played: here, on a server, with somebody else's bot."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from assistant.content.loader import Content
from assistant.testing.rasa import beyond, rasa
from assistant.testing.script import Script
from assistant.testing.server import Server
from assistant.testing.stage import Setting, Stage, fresh, remote


class Venue(Protocol):
    """Gives each script a stage, if it can be played there at all."""

    def cannot(self, script: Script) -> str:
        """Why the script cannot be played here; empty when it can."""

    def stage(self, script: Script) -> AbstractAsyncContextManager[Stage]: ...


class Here:
    """In this process, each script with a store and a clock of its own."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def cannot(self, script: Script) -> str:
        return "it looks at a log, metrics or the audit: play it with --serve" if script.needs_server else ""

    def stage(self, script: Script) -> AbstractAsyncContextManager[Stage]:
        return fresh(self._content, Setting(script.today, script.hours, script.needs_backstage, script.patience))


class OnServer:
    """Over HTTP."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def cannot(self, script: Script) -> str:
        if script.needs_clock:
            return "it moves a clock, which a server does not let it do"
        if script.needs_backstage:
            return "it looks at timers or at what a clinic's platform is told, which a server keeps to itself"
        if script.needs_server and not self._server.is_ours:
            return "it looks at a log, metrics or the audit: play it with --serve"
        if script.team and not self._server.is_ours:
            return "it needs a team of ours: play it with --serve"
        return ""

    def stage(self, script: Script) -> AbstractAsyncContextManager[Stage]:
        return remote(self._server.staffed() if script.team else self._server)


class Elsewhere:
    """With another bot, over the Rasa REST channel."""

    def __init__(self, url: str, key: str | None = None) -> None:
        self._url = url
        self._key = key

    def cannot(self, script: Script) -> str:
        return beyond(script)

    def stage(self, _script: Script) -> AbstractAsyncContextManager[Stage]:
        return rasa(self._url, self._key)
