"""Who does not read what is sent is cut off, and nobody else notices."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from assistant.web import streams
from assistant.web.connection import Connection
from tests.web.conftest import Person, Server

MOST_HELD = 256 * 1024
NARROW = 4096


@pytest.fixture
def transports(monkeypatch: pytest.MonkeyPatch) -> list[asyncio.Transport]:
    """The server's ends of all connections, with hardly any room in the kernel, and little patience."""
    monkeypatch.setattr(streams, "SLOWEST_READER_SECONDS", 0.5)
    found: list[Any] = []
    usual = Connection.connection_made

    def made(self: Connection, transport: asyncio.BaseTransport) -> None:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, NARROW)
        found.append(transport)
        usual(self, transport)

    monkeypatch.setattr(Connection, "connection_made", made)
    return found


def _narrow(address: Any) -> socket.socket:
    made = socket.socket(address[0], address[1], address[2])
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, NARROW)
    return made


async def _cut_off(person: Person, transports: list[asyncio.Transport]) -> None:
    """Wait until no stream is left; meanwhile little is held, and somebody else is answered at once."""
    other = await person.server.begin()
    began = time.monotonic()
    while b"assistant_open_streams 0.0" not in (await person.server.call("GET", "/metrics")).body:
        assert max(transport.get_write_buffer_size() for transport in transports) <= MOST_HELD
        before = time.process_time()
        await other.say("hello")
        assert time.process_time() - before < 1
        assert time.monotonic() - began < 10, "it is still there"
        await asyncio.sleep(0.02)


@pytest.mark.promise(27)
@pytest.mark.parametrize("kind", ["events", "socket"])
async def test_a_reader_that_stands_still_is_cut_off(
    own_server: Server, transports: list[asyncio.Transport], kind: str
) -> None:
    person = await own_server.begin()
    for number in range(60):
        await person.send(text="ü" * 4000, message_id=f"m{number}")
    connector = aiohttp.TCPConnector(socket_factory=_narrow)
    async with aiohttp.ClientSession(connector=connector, read_bufsize=NARROW) as session:
        address = f"{own_server.address}{person.path}/{kind}"
        if kind == "events":
            async with session.get(address, headers=person.key):
                await _cut_off(person, transports)
            return
        async with session.ws_connect(address, headers=person.key) as opened:
            _transport(opened).pause_reading()
            with suppress(ConnectionError):  # cut off before we are done
                for _ in range(1000):
                    await opened.send_json({"message_id": "short", "text": "hello"})
            await _cut_off(person, transports)


def _transport(opened: aiohttp.ClientWebSocketResponse) -> asyncio.Transport:
    connection = opened._response.connection
    assert connection
    assert isinstance(connection.transport, asyncio.Transport)
    return connection.transport
