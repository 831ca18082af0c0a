"""Load over HTTP/1.1 keep-alive, made as cheaply as Python can, so that the server is what is measured.

Closed loop: so many conversations at a time, each sending when it was answered. Open loop: messages are due at fixed
times, and a late one counts from when it was due, so that a server that stalls is not spared.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

SPEAKERS = 256
"""How many conversations an open loop is spread over."""


class Ask(Protocol):
    """Sends one message: a path, its JSON, the bearer token if one is needed; returns the answer's JSON."""

    def __call__(self, path: str, body: dict[str, Any], token: str = "") -> Awaitable[Any]: ...


Talk = Callable[[Ask], Awaitable[None]]
"""One whole conversation."""


class Pace(NamedTuple):
    """``at_once`` conversations until ``seconds`` are over; with ``rate``, so many messages a second among them."""

    seconds: float
    at_once: int = SPEAKERS
    rate: float = 0.0


class Enough(Exception):
    """Ends the talking of one connection: the time is up, or a talk was the only one wanted."""


class _Connection(asyncio.Protocol):
    """One keep-alive connection with one request in flight; answers have a length."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._answer: asyncio.Future[Any] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, body = self._buffer.partition(b"\r\n\r\n")
        if not end or not self._answer:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(body) < length:
            return
        self._buffer.clear()
        if head[9:10] == b"2":
            self._answer.set_result(json.loads(body))
        else:
            self._answer.set_exception(ValueError(f"answered with {head[9:12].decode()}: {bytes(body[:300])!r}"))

    def send(self, host: str, path: str, body: dict[str, Any], token: str) -> Awaitable[Any]:
        assert self._transport
        raw = json.dumps(body).encode()
        key = f"Authorization: Bearer {token}\r\n" if token else ""
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{key}Content-Type: application/json\r\n"
        self._transport.write(f"{head}Content-Length: {len(raw)}\r\n\r\n".encode() + raw)
        self._answer = asyncio.get_running_loop().create_future()
        return self._answer

    def close(self) -> None:
        if self._transport:
            self._transport.close()


async def drive(url: str, talk: Talk, pace: Pace) -> list[float]:
    """How many seconds each message took. Raises ``ValueError`` for an answer that is no success."""
    took: list[float] = []
    begins = time.perf_counter() + (0.1 if pace.rate else 0.0)
    ends = begins + pace.seconds
    gap = 1 / pace.rate if pace.rate else 0.0
    places = (_speak(url, talk, took, begins + place * gap, ends, gap * pace.at_once) for place in range(pace.at_once))
    await asyncio.gather(*places)
    return took


async def _speak(url: str, talk: Talk, took: list[float], due: float, ends: float, gap: float) -> None:
    """Talk over one connection until ``ends``; the first message is due at ``due``, one more every ``gap`` seconds."""
    address = urlsplit(url)
    connect = asyncio.get_running_loop().create_connection(_Connection, address.hostname or "", address.port or 80)
    _, connection = await connect

    async def ask(path: str, body: dict[str, Any], token: str = "") -> Any:
        nonlocal due
        began = due if gap else time.perf_counter()
        if began >= ends:
            raise Enough
        if (early := began - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        answer = await connection.send(address.netloc, path, body, token)
        took.append(time.perf_counter() - began)
        due += gap
        return answer

    with suppress(Enough):
        while True:
            await talk(ask)
    connection.close()
