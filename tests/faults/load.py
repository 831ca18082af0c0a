"""People who talk through several servers at once, try again when one fails them, and remember every answer."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

SAID = ("me", "42", "crohns", "england", "humera", "about 2 yrs", "purple elephants", "it wore off", "go back", "undo")
WAIT_SECONDS = 0.05
PAUSE_SECONDS = 0.1
"""Between an answer and the next message: the machine is to be busy, not swamped."""
PATIENCE_SECONDS = 30.0

Servers = Callable[[], Sequence[str]]
"""The addresses that can be tried now."""


@dataclass
class Person:
    """Somebody in a conversation; ``answers`` are the turns that were acknowledged, in order."""

    id: str
    token: str
    answers: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/v1/conversations/{self.id}"

    @property
    def key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass
class Load:
    """``statuses`` counts all answers; ``slowest`` is the longest that anybody waited for an acknowledgement."""

    servers: Servers
    session: aiohttp.ClientSession
    people: list[Person] = field(default_factory=list)
    statuses: Counter[int | str] = field(default_factory=Counter)
    slowest: float = 0.0
    _acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    _stop: bool = False
    _next: Any = field(default_factory=itertools.count)

    async def begin(self, people: int) -> None:
        for _ in range(people):
            begun = await self._until_taken("/v1/conversations", {"consent": True}, {})
            self.people.append(Person(begun["conversation_id"], begun["token"]))

    async def during(self, fault: Callable[[], Awaitable[None]]) -> None:
        """Everybody talks while ``fault`` goes on, and a little after."""
        self._stop = False
        talking = [asyncio.create_task(self._talk(person)) for person in self.people]
        try:
            await fault()
        finally:
            self._stop = True
            await asyncio.gather(*talking)

    async def first_answer(self) -> float:
        """Seconds until the next acknowledgement from now."""
        began = time.monotonic()
        self._acknowledged.clear()
        await self._acknowledged.wait()
        return time.monotonic() - began

    async def _talk(self, person: Person) -> None:
        while not self._stop:
            name = f"m{len(person.answers)}"
            body = {"message_id": name, "text": SAID[len(person.answers) % len(SAID)]}
            person.answers.append((name, await self._until_taken(f"{person.path}/messages", body, person.key)))
            await asyncio.sleep(PAUSE_SECONDS)

    async def _until_taken(self, path: str, body: Any, headers: dict[str, str]) -> Any:
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_SECONDS:
            addresses = self.servers()
            if addresses:
                address = addresses[next(self._next) % len(addresses)]
                with suppress(aiohttp.ClientError, TimeoutError):
                    async with self.session.post(address + path, json=body, headers=headers) as response:
                        self.statuses[response.status] += 1
                        if response.status in (200, 201):
                            taken = await response.json()
                            self._acknowledged.set()
                            self.slowest = max(self.slowest, time.monotonic() - began)
                            return taken
                        assert response.status == 503, await response.text()
                        assert response.headers["Retry-After"]
            self.statuses["tried again"] += 1
            await asyncio.sleep(WAIT_SECONDS * random.uniform(0.5, 1.5))
        raise AssertionError(f"nobody took a message in {PATIENCE_SECONDS} s: {self.statuses}")

    async def check(self) -> int:
        """Hold what every server shows against what was acknowledged; how many turns that were."""
        for address in self.servers():
            await ready(self.session, address)
        for person in self.people:
            shown = [await self._transcript(address, person) for address in self.servers()]
            assert all(entries == shown[0] for entries in shown), "every server shows the same"
            _check(person, shown[0])
            await self._repeat_last(person)
        return sum(len(person.answers) for person in self.people)

    async def _transcript(self, address: str, person: Person) -> list[Any]:
        entries: list[Any] = []
        while True:
            path = f"{address}{person.path}/messages?limit=200&after={len(entries)}"
            async with self.session.get(path, headers=person.key) as response:
                page = (await response.json())["messages"]
            if not page:
                return entries
            entries += page

    async def _repeat_last(self, person: Person) -> None:
        name, turn = person.answers[-1]
        body = {"message_id": name, "text": SAID[(len(person.answers) - 1) % len(SAID)]}
        for address in self.servers():
            async with self.session.post(f"{address}{person.path}/messages", json=body, headers=person.key) as response:
                assert response.headers["Idempotent-Replayed"] == "true"
                assert await response.json() == turn


async def ready(session: aiohttp.ClientSession, address: str) -> None:
    """Return when the server takes messages again."""
    for _ in range(100):
        async with session.get(f"{address}/readyz") as response:
            if response.status == 200:
                return
        await asyncio.sleep(WAIT_SECONDS)
    raise AssertionError("a server is not ready 5 s after the fault is over")


def _check(person: Person, entries: list[Any]) -> None:
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    said = [entry["message_id"] for entry in entries if entry.get("message_id")]
    assert said == [name for name, _ in person.answers], "each message once, in the order it was said"
    texts = {entry["id"]: entry["text"] for entry in entries}
    for _, turn in person.answers:
        assert all(texts[message["id"]] == message["text"] for message in turn["messages"])
