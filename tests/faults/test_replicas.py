"""Two real servers on one PostgreSQL: the same answers from both, whatever dies.

``python -m tests.faults`` does the same for long.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from assistant.store.postgres import PostgresStore, step_back
from tests.faults.load import ready
from tests.faults.replicas import Replicas, crash_postgres, kill_servers, load, replicas
from tests.postgres import Cluster
from tests.programs import Program
from tests.web.conftest import serving

FEVER = "I have a fever of 39.8 and I am shaking all over"


@pytest.fixture(scope="module")
async def two(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Replicas]:
    async with replicas(postgres, tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
def one(two: Replicas) -> Program:
    return two.program(0)


@pytest.fixture
def other(two: Replicas) -> Program:
    return two.program(1)


async def test_each_server_goes_on_where_the_other_was(one: Program, other: Program) -> None:
    conversation_id, token = await one.begin()
    path = f"/v1/conversations/{conversation_id}"
    for number, text in enumerate(("me", "42", "crohns", "england")):
        server = (one, other)[number % 2]
        status, turn = await server.call(
            "POST", f"{path}/messages", token, json={"message_id": str(number), "text": text}
        )
        assert (status, turn["changes"][0]["change"]) == (200, "set")
    for part in ("", "/messages", "/report"):
        shown = [(await server.call("GET", path + part, token))[1] for server in (one, other)]
        for each in shown:
            each.pop("generated_at", None)
        assert shown[0] == shown[1]
    assert (await other.call("DELETE", path, token))[0] == 204
    assert (await one.call("GET", path, token))[0] == 404


@pytest.mark.promise(5)
async def test_the_same_message_sent_to_both_at_once_counts_once(one: Program, other: Program) -> None:
    conversation_id, token = await one.begin()
    path = f"/v1/conversations/{conversation_id}/messages"
    for number in range(15):
        body = {"message_id": str(number), "text": f"hello {number}"}
        twins = [server.call("POST", path, token, json=body) for server in (one, other, one, other)]
        (status, turn), *others = await asyncio.gather(*twins)
        assert status == 200
        assert others == [(200, turn)] * 3
    _, page = await one.call("GET", path, token)
    assert [entry["message_id"] for entry in page["messages"] if entry.get("message_id")] == [
        str(number) for number in range(15)
    ]


@pytest.mark.promise(7)
async def test_messages_to_both_at_once_become_one_line_of_turns(one: Program, other: Program) -> None:
    conversation_id, token = await one.begin()
    path = f"/v1/conversations/{conversation_id}/messages"
    bodies = [{"message_id": f"m{number}", "text": f"hello {number}"} for number in range(12)]

    async def send(number: int) -> Any:
        while True:
            status, turn = await (one, other)[number % 2].call("POST", path, token, json=bodies[number])
            if status == 200:
                return turn
            assert status == 503

    turns = await asyncio.gather(*map(send, range(12)))
    _, page = await other.call("GET", f"{path}?limit=200", token)
    entries = page["messages"]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    said = [entry["message_id"] for entry in entries if entry.get("message_id")]
    assert sorted(said) == sorted(body["message_id"] for body in bodies)
    assert len({turn["turn"] for turn in turns}) == 12
    places = {entry["id"]: number for number, entry in enumerate(entries)}
    for body, turn in zip(bodies, turns, strict=True):
        asked = next(n for n, entry in enumerate(entries) if entry.get("message_id") == body["message_id"])
        answered = [places[message["id"]] for message in turn["messages"]]
        assert answered == list(range(asked + 1, asked + 1 + len(answered))), "nothing comes between"


@pytest.mark.promise(26)
async def test_streams_on_one_hear_what_is_said_on_the_other(one: Program, other: Program) -> None:
    conversation_id, token = await one.begin()
    path = f"/v1/conversations/{conversation_id}"
    _, issued = await one.call("POST", f"{path}/tickets", token)
    _, page = await one.call("GET", f"{path}/messages", token)
    last = page["next"]
    polling = asyncio.create_task(other.call("GET", f"{path}/messages?after={last}&wait=20", token))
    async with other.session.get(f"{other.address}{path}/events?after={last}&ticket={issued['ticket']}") as stream:
        assert stream.status == 200
        await asyncio.sleep(0.2)
        body = {"message_id": "1", "text": "hello from the other side"}
        assert (await one.call("POST", f"{path}/messages", token, json=body))[0] == 200
        _, polled = await asyncio.wait_for(polling, 2)
        assert polled["messages"][0]["text"] == body["text"]
        async with asyncio.timeout(2):
            while b"hello from the other side" not in await stream.content.readline():
                pass


@pytest.mark.promise(39)
async def test_limits_hold_for_both_together(postgres: Cluster, tmp_path: Path) -> None:
    tight = {"database": await postgres.new_database(), "rate_limits": "on", "openings_per_minute": 6}
    async with serving(tmp_path, **tight) as first, serving(tmp_path, **tight) as second:
        calls = [server.call("POST", "/v1/conversations", json={}) for _ in range(5) for server in (first, second)]
        statuses = [(await call).status for call in calls]
    assert statuses == [201] * 6 + [429] * 4


@pytest.mark.promise(3)
async def test_a_crash_of_the_database_loses_and_doubles_nothing(
    postgres: Cluster, two: Replicas, one: Program
) -> None:
    async with load(two, people=12) as talking:
        away: list[tuple[int, Any]] = []

        async def fault() -> None:
            await crash_postgres(postgres, talking, 1)
            await asyncio.sleep(0.3)
            conversation_id, token = talking.people[0].id, talking.people[0].token
            await asyncio.to_thread(postgres.crash)
            path = f"/v1/conversations/{conversation_id}/messages"
            away.append(await one.call("GET", "/readyz"))
            away.append(await one.call("POST", path, token, json={"message_id": "fever", "text": FEVER}))
            away.append(await one.call("GET", "/healthz"))
            await asyncio.to_thread(postgres.start)
            assert await talking.first_answer() < 5

        await talking.during(fault)
        assert [status for status, _ in away] == [503, 200, 200]
        assert away[1][1]["intent"] == "red_flag"
        assert set(talking.statuses) <= {200, 201, 503, "tried again"}
        assert await talking.check() > 30


@pytest.mark.promise(14)
async def test_a_database_that_stands_still_keeps_nobody_waiting_and_no_red_flag_unheard(
    postgres: Cluster, one: Program
) -> None:
    conversation_id, token = await one.begin()
    path = f"/v1/conversations/{conversation_id}/messages"
    calls = {
        "urgent": one.call("POST", path, token, json={"message_id": "fever", "text": FEVER}),
        "usual": one.call("POST", path, token, json={"message_id": "hello", "text": "hello"}),
        "ready": one.call("GET", "/readyz"),
        "alive": one.call("GET", "/healthz"),
    }
    postgres.signal(signal.SIGSTOP)
    try:
        took = {}

        async def timed(name: str) -> tuple[int, Any]:
            began = time.monotonic()
            answer = await calls[name]
            took[name] = time.monotonic() - began
            return answer

        answers = dict(zip(calls, await asyncio.gather(*map(timed, calls)), strict=True))
    finally:
        postgres.signal(signal.SIGCONT)
    assert {name: status for name, (status, _) in answers.items()} == {
        "urgent": 200, "usual": 503, "ready": 503, "alive": 200,
    }  # fmt: skip
    assert answers["urgent"][1]["intent"] == "red_flag"
    assert took["alive"] < 1
    assert max(took.values()) < 6
    await asyncio.wait_for(ready(one.session, one.address), 5)
    assert (await one.call("POST", path, token, json={"message_id": "hello", "text": "hello"}))[0] == 200


@pytest.mark.promise(16)
async def test_a_migration_down_and_up_under_load_refuses_nobody(two: Replicas) -> None:
    async with load(two, people=12) as talking:

        async def fault() -> None:
            for _ in range(3):
                await asyncio.sleep(0.1)
                await step_back(two.url)
                await asyncio.sleep(0.1)
                await (await PostgresStore.open(two.url)).close()

        await talking.during(fault)
        assert set(talking.statuses) <= {200, 201}
        assert await talking.check() > 30


@pytest.mark.promise(1)
async def test_a_server_killed_under_load_loses_and_doubles_nothing(postgres: Cluster, two: Replicas) -> None:
    async with load(two, people=12) as talking:

        async def fault() -> None:
            await kill_servers(two, 1)

        await talking.during(fault)
        assert set(talking.statuses) <= {200, 201, 503, "tried again"}
        assert await talking.check() > 30


@pytest.mark.promise(10)
async def test_one_that_is_told_to_stop_leaves_nobody_without_an_answer(two: Replicas) -> None:
    async with load(two, people=8) as talking:

        async def fault() -> None:
            await asyncio.sleep(0.3)
            leaving = two.leave(0)
            leaving.process.terminate()
            assert await asyncio.wait_for(leaving.process.wait(), 10) == 0
            await leaving.stop()
            await asyncio.sleep(0.3)

        await talking.during(fault)
        assert talking.statuses[503] == 0
        assert await talking.check() > 30
