"""What a start, a turn and an idle socket cost, in processor time and memory: whatever else the machine does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.faults.crowd import idle, megabytes
from tests.programs import Program, started

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process used")

TURNS, SOCKETS = 200, 400
START_SECONDS = 3.0
TURN_SECONDS = 1 / 150
SOCKET_MEGABYTES = 400 / 10_000


def worked(program: Program) -> float:
    """Seconds of processor time that the server has used so far."""
    fields = Path(f"/proc/{program.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.promise(11)
async def test_a_server_that_was_killed_is_ready_again_after_little_work(tmp_path: Path) -> None:
    async with started(tmp_path) as program:
        conversation_id, token = await program.begin()
        program.process.kill()
    async with started(tmp_path) as program:
        assert (await program.call("GET", "/readyz"))[0] == 200
        assert 0 < worked(program) < START_SECONDS
        assert (await program.call("GET", f"/v1/conversations/{conversation_id}", token))[0] == 200


@pytest.mark.promise(37)
async def test_a_turn_is_little_work(tmp_path: Path) -> None:
    async with started(tmp_path, ASSISTANT_LOG_LEVEL="error") as program:
        conversation_id, token = await program.begin()
        path = f"/v1/conversations/{conversation_id}/messages"
        before = worked(program)
        for number in range(TURNS):
            text = ("I take humira", "actually remicade", "what is a fistula?", "undo")[number % 4]
            assert (await program.call("POST", path, token, json={"message_id": str(number), "text": text}))[0] == 200
        assert 0 < (worked(program) - before) / TURNS < TURN_SECONDS


@pytest.mark.promise(28)
async def test_a_socket_that_is_idle_takes_little_room(tmp_path: Path) -> None:
    async with started(tmp_path, ASSISTANT_LOG_LEVEL="error") as program:
        async with idle(program, SOCKETS // 4) as left:
            assert await left() == SOCKETS // 4
        before = megabytes(program)
        async with idle(program, SOCKETS) as left:
            assert (megabytes(program) - before) / SOCKETS < SOCKET_MEGABYTES
            assert await left() == SOCKETS
