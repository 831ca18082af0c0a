"""A disk without room, under a real server: it refuses to write and says so, reads on, and goes on by itself."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.programs import Program, started

FEVER = "I have a fever of 39.8 and I am shaking all over"
LONG = "x" * 3000


@contextmanager
def no_room(program: Program, folder: Path) -> Iterator[None]:
    """No file of the running server may grow beyond what the largest has now."""
    size = max(path.stat().st_size for path in folder.iterdir())
    usual = resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, usual)


@pytest.mark.promise(12)
async def test_without_room_nothing_is_promised_and_everything_held_is_shown(tmp_path: Path) -> None:
    async with started(tmp_path, ASSISTANT_LOG_LEVEL="error") as program:
        conversation_id, token = await program.begin()
        path = f"/v1/conversations/{conversation_id}"
        key, acknowledged = {"Authorization": f"Bearer {token}"}, list[str]()

        async def say(name: str, text: str) -> tuple[int, Any]:
            status, answer = await program.call(
                "POST", f"{path}/messages", token, json={"message_id": name, "text": text}
            )
            if status == 200:
                acknowledged.append(name)
            return status, answer

        assert (await say("before", "hello"))[0] == 200
        for full in range(2):
            with no_room(program, tmp_path):
                answers = [await say(f"{full}-{number}", LONG) for number in range(40)]
                refused = [answer for status, answer in answers if status != 200]
                assert {status for status, _ in answers} <= {200, 503}
                assert refused
                assert "emergency" in refused[0]["detail"]
                status, warned = await program.call(
                    "POST", f"{path}/messages", token, json={"message_id": f"fever {full}", "text": FEVER + LONG}
                )
                assert (status, warned["intent"]) == (200, "red_flag")
                async with program.session.ws_connect(f"{program.address}{path}/socket", headers=key) as socket:
                    await socket.send_json({"message_id": f"fever by socket {full}", "text": FEVER})
                    assert (await socket.receive_json(timeout=10))["intent"] == "red_flag"
                for part in ("", "/messages", "/export"):
                    assert (await program.call("GET", path + part, token))[0] == 200
                assert (await program.call("GET", "/readyz"))[0] in (200, 503)  # a small write may still have room
                assert (await program.call("GET", "/healthz"))[0] == 200
            began = time.monotonic()
            while (await say(f"{full}-again", LONG))[0] != 200:
                assert time.monotonic() - began < 10
                await asyncio.sleep(0.1)
        _, page = await program.call("GET", f"{path}/messages?limit=200", token)
        entries = page["messages"]
        assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
        said = [entry["message_id"] for entry in entries if entry.get("message_id")]
        assert [name for name in said if not name.startswith("fever")] == acknowledged
