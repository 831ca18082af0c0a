"""The program as it is run: started, talked to, killed, started again, stopped."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.programs import started


@pytest.mark.promise(1, 5)
async def test_nothing_acknowledged_is_lost_to_a_kill(tmp_path: Path) -> None:
    acknowledged: dict[str, Any] = {}
    async with started(tmp_path) as program:
        conversations = [await program.begin() for _ in range(4)]

        async def talk(number: int) -> None:
            conversation_id, token = conversations[number]
            for count in range(1000):
                body = {"message_id": f"{number}-{count}", "text": f"hello {count}"}
                try:
                    status, turn = await program.call(
                        "POST", f"/v1/conversations/{conversation_id}/messages", token, json=body
                    )
                except aiohttp.ClientError:
                    return
                assert status == 200
                acknowledged[body["message_id"]] = turn

        talking = [asyncio.create_task(talk(number)) for number in range(4)]
        await asyncio.sleep(1)
        program.process.kill()
        await asyncio.gather(*talking)
    assert len(acknowledged) > 20
    async with started(tmp_path) as program:
        for number, (conversation_id, token) in enumerate(conversations):
            path = f"/v1/conversations/{conversation_id}/messages"
            entries: list[Any] = []
            while page := (await program.call("GET", f"{path}?limit=200&after={len(entries)}", token))[1]["messages"]:
                entries += page
            assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
            mine = [name for name in acknowledged if name.startswith(f"{number}-")]
            kept = [entry["message_id"] for entry in entries if entry.get("message_id")]
            assert kept[: len(mine)] == mine
            assert len(kept) - len(mine) <= 1  # at most the one that was under way
            texts = {entry["id"]: entry["text"] for entry in entries}
            for name in mine:
                assert all(texts[message["id"]] == message["text"] for message in acknowledged[name]["messages"])
            again = {"message_id": mine[-1], "text": f"hello {len(mine) - 1}"}
            assert (await program.call("POST", path, token, json=again))[1] == acknowledged[mine[-1]]
            assert (await program.call("POST", path, token, json={"message_id": "new", "text": "go on"}))[0] == 200


@pytest.mark.promise(10)
async def test_a_stop_is_announced_and_finishes_what_it_began(tmp_path: Path) -> None:
    async with started(tmp_path) as program:
        conversation_id, token = await program.begin()
        path = f"/v1/conversations/{conversation_id}/messages"
        waiting = asyncio.create_task(program.call("GET", f"{path}?after=1000&wait=30", token))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        program.process.send_signal(signal.SIGTERM)
        assert (await waiting) == (200, {"messages": [], "next": 1000})
        ready = [await program.call("GET", "/readyz")]
        said = await program.call("POST", path, token, json={"message_id": "late", "text": "hello"})
        assert ready[0][0] == 503
        assert said[0] == 200
        assert await asyncio.wait_for(program.process.wait(), 10) == 0
        assert time.monotonic() - began < 10
    async with started(tmp_path) as program:
        _, page = await program.call("GET", path, token)
        assert "late" in [entry.get("message_id") for entry in page["messages"]]


@pytest.mark.promise(10)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_with_zero_when_asked(tmp_path: Path, number: signal.Signals) -> None:
    async with started(tmp_path) as program:
        program.process.send_signal(number)
        assert await asyncio.wait_for(program.process.wait(), 10) == 0


@pytest.mark.promise(41, 47)
async def test_no_words_and_no_tokens_in_any_output(tmp_path: Path) -> None:
    async with started(tmp_path, ASSISTANT_LOG_LEVEL="debug") as program:
        conversation_id, token = await program.begin()
        path = f"/v1/conversations/{conversation_id}"
        said = {"message_id": "MARKER", "text": "MARKER my stomach hurts and I take humira"}
        assert (await program.call("POST", f"{path}/messages", token, json=said))[0] == 200
        for body in (b"MARKER", b'{"MARKER": 1}', b'{"message_id": "1", "text": "MARKER\xff"}'):
            await program.call("POST", f"{path}/messages", token, data=body)
        await program.call("PUT", f"{path}/answers/MARKER", token, json={"value": "MARKER"})
        await program.call("GET", "/v1/conversations/MARKER?MARKER=MARKER", "MARKERMARKERMARKER")
        host, _, port = program.address.removeprefix("http://").rpartition(":")
        for sent in (
            b"GET /MARKER\x00",
            b"GET / HTTP/1.1\r\nAuthorization: Bearer MARKER\x01\r\n\r\n",
            b"MARKER\r\n\r\n",
        ):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(sent + b"\r\n\r\n")
            await reader.read()
            writer.close()
        program.process.terminate()
        output, errors = await program.process.communicate()
        written = output + errors
        assert written.count(b'"event": "request"') >= 8
        for secret in ("MARKER", "stomach", token, conversation_id):
            assert secret.encode() not in written


@pytest.mark.promise(53)
async def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    async with started(tmp_path / "one") as program:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "assistant", "serve", "--port", program.address.rpartition(":")[2],
            "--data", str(tmp_path / "two"), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, errors = await asyncio.wait_for(process.communicate(), 20)
        assert process.returncode == 1
        assert errors.decode().count("\n") == 1
        assert "cannot listen on" in errors.decode()
