"""The clinic's platform hears what happens: signed, without words, in order, at least once."""

from __future__ import annotations

import asyncio
import itertools
import json
import resource
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner

from assistant.app import utc_now
from assistant.cli import main
from assistant.errors import StoreUnavailable
from assistant.rounds import AT_ONCE, deliver
from assistant.settings import Settings
from assistant.store.base import Store
from assistant.store.leases import LEASE
from assistant.store.outbox import Letter
from assistant.webhook import Webhook
from tests.postgres import Cluster
from tests.programs import started
from tests.receiver import SECRET, Receiver, receiving
from tests.store.places import Place, PostgresDatabase, SqliteFile
from tests.store.stories import AT, begin, next_turn, telling
from tests.web.conftest import STAFF_KEY, Server, serving

REPOSITORY = Path(__file__).parents[1]
WORDS = "my bottom is bleeding heavily and I feel faint"


@pytest.fixture
async def clinic() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def own_server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


@pytest.fixture
async def store(place: Place) -> AsyncIterator[Store]:
    opened = await place.open()
    yield opened
    await opened.close()


def later(now: datetime) -> Callable[[], datetime]:
    """A clock that stands."""
    return lambda: now


# --- what is told -------------------------------------------------------------------------------------------------


async def test_a_red_flag_and_an_erasure_are_told_without_words(tmp_path: Path, clinic: Receiver) -> None:
    async with serving(tmp_path, **clinic.settings) as server:
        person = await server.begin()
        await person.say(WORDS)
        await clinic.until(1)
        assert (await person.call("DELETE")).status == 204
        await clinic.until(2)
        metrics = (await server.call("GET", "/metrics")).body.decode()
    flag, erased = clinic.events
    assert flag["specversion"] == "1.0"
    assert flag["type"] == "second-line.flag.raised"
    assert flag["source"] == erased["source"] == person.path
    assert flag["data"] == {"conversation_id": person.id, "flag": "heavy_bleeding", "tier": "emergency"}
    assert datetime.fromisoformat(flag["time"]).tzinfo
    assert erased["type"] == "second-line.conversation.erased"
    assert not any(word in body for body in clinic.bodies for word in ("bottom", "faint", person.token))
    assert 'assistant_outgoing_events{state="given_up"} 0.0' in metrics


async def test_a_finished_sheet_is_told_and_nothing_before_the_person_agreed(tmp_path: Path, clinic: Receiver) -> None:
    async with serving(tmp_path, **clinic.settings) as server:
        undecided = await server.begin(consent=False)
        heard = await undecided.say(WORDS)
        assert [flag["id"] for flag in heard["flags"]] == ["heavy_bleeding"], "whoever made the call knows"
        minor = await server.begin()
        await minor.say("me")
        await minor.say("I am 15")
        await clinic.until(1)
        assert (await minor.view())["status"] == "completed"
    assert [(event["type"], event["source"]) for event in clinic.events] == [
        ("second-line.report.completed", minor.path)
    ]


async def test_without_a_webhook_nothing_is_kept_for_one(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        person = await server.begin()
        await person.say(WORDS)
        await person.call("DELETE")
        assert await server.store.outbox.load() == (0, None, 0, None)


# --- delivery -----------------------------------------------------------------------------------------------------


async def test_what_is_not_taken_is_tried_again_for_a_day_and_then_kept_for_staff(store: Store) -> None:
    await store.commit(telling(next_turn(await begin(store)), "flag.raised", "message.added"))
    now, tried, ids = AT, [], []

    async def send(letter: Letter, at: datetime) -> str | None:
        tried.append(at)
        ids.append(letter.id)
        return "no answer"

    while (await store.outbox.load()).waiting == 2:
        if not await deliver(store.outbox, send, later(now)):
            now += timedelta(seconds=5 if now - AT < timedelta(seconds=915) else 300)
    waits = [after - before for before, after in itertools.pairwise(tried)]
    assert waits[:7] == [timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 80, 160, 300)]
    assert max(waits) == timedelta(minutes=5)
    assert timedelta(hours=24) <= tried[-1] - AT <= timedelta(hours=24, minutes=5)
    assert set(ids) == {"c_ada_2000"}
    assert await deliver(store.outbox, send, later(now)) == 1
    assert ids[-1] == "c_ada_2001", "what waited behind it has its turn"


@pytest.mark.parametrize("status", [302, 400, 410, 500])
async def test_only_an_answer_of_2xx_counts_and_nothing_is_followed(
    store: Store, clinic: Receiver, status: int
) -> None:
    await store.commit(telling(next_turn(await begin(store)), "flag.raised"))
    clinic.answers.append(status)
    async with aiohttp.ClientSession() as session:
        webhook = Webhook(session, clinic.url, Settings(**clinic.settings).webhook_key)

        async def send(letter: Letter, _: datetime) -> str | None:
            return await webhook.send(letter, utc_now())  # the clinic's clock is a real one

        await deliver(store.outbox, send, later(AT))
        assert (await store.outbox.load())[::3] == (1, f"answered {status}")
        await deliver(store.outbox, send, later(AT + timedelta(seconds=6)))
    assert clinic.ids == ["c_ada_2000"] * 2
    assert (await store.outbox.load()).waiting == 0


async def test_nobody_there_and_a_wrong_signature_are_no_delivery(store: Store, clinic: Receiver) -> None:
    await store.commit(telling(next_turn(await begin(store)), "flag.raised"))
    (letter,) = await store.outbox.take(AT, 1)
    async with aiohttp.ClientSession() as session:
        nobody = await Webhook(session, "http://127.0.0.1:9/told", bytes(24)).send(letter, utc_now())
        assert nobody == "ClientConnectorError"
        assert await Webhook(session, clinic.url, bytes(24)).send(letter, utc_now()) == "answered 500"
        key = Settings(**clinic.settings).webhook_key
        assert await Webhook(session, clinic.url, key).send(letter, utc_now() - timedelta(hours=1)) == "answered 500"
        assert not clinic.events
        assert await Webhook(session, clinic.url, key).send(letter, utc_now()) is None


@pytest.mark.promise(25)
async def test_a_server_killed_while_it_delivers_loses_nothing_and_keeps_the_order(
    place: Place, clinic: Receiver
) -> None:
    store = await place.open()
    for number in range(AT_ONCE):
        turn = telling(next_turn(await begin(store, f"c_{number}")), "flag.raised", "message.added")
        await store.commit(turn)
        await store.commit(telling(next_turn(turn.conversation), "report.completed"))
    await store.close()
    database = place.url if isinstance(place, PostgresDatabase) else ""
    file = str(place.path) if isinstance(place, SqliteFile) else ""
    clinic.patience = AT_ONCE + 4
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.delivering", database, file, clinic.url, cwd=REPOSITORY
    )
    await clinic.until(2 * AT_ONCE)
    program.kill()
    await program.wait()
    clinic.patience = None
    store = await place.open()
    assert 2 * AT_ONCE - 4 <= (await store.outbox.load()).waiting <= 2 * AT_ONCE
    async with aiohttp.ClientSession() as session:
        webhook = Webhook(session, clinic.url, Settings(**clinic.settings).webhook_key)

        async def send(letter: Letter, _at: datetime) -> str | None:
            return await webhook.send(letter, utc_now())

        for number in itertools.count():
            if not (await store.outbox.load()).waiting:
                break
            await deliver(store.outbox, send, later(utc_now() + number * LEASE))
    await store.close()
    for number in range(AT_ONCE):
        arrived = [name for name in clinic.ids if name.startswith(f"c_{number}_")]
        first = list(dict.fromkeys(arrived))
        assert first == [f"c_{number}_{each}" for each in (2000, 2001, 3000)]
        assert arrived == sorted(arrived, key=first.index), "what comes twice comes before what follows it"
    assert len(clinic.ids) <= 3 * AT_ONCE + AT_ONCE, "only what was under way came twice"


@pytest.mark.promise(25)
async def test_two_servers_on_one_database_deliver_each_event_once(
    postgres: Cluster, tmp_path: Path, clinic: Receiver
) -> None:
    database = await postgres.new_database()
    async with (
        serving(tmp_path, database=database, **clinic.settings) as one,
        serving(tmp_path, database=database, **clinic.settings) as other,
    ):
        people = [await server.begin() for server in (one, other) * 10]
        await asyncio.gather(*(person.say(WORDS) for person in people))
        await asyncio.gather(*(person.call("DELETE") for person in people[:10]))
        await clinic.until(20)
        async with asyncio.timeout(20):
            while (await one.store.outbox.load()).waiting:  # noqa: ASYNC110 - another process could do it too
                await asyncio.sleep(0.05)
    assert len(set(clinic.ids)) == len(clinic.ids)
    kinds = [event["type"].rpartition(".")[2] for event in clinic.events]
    assert kinds.count("erased") == 10
    for person in people:
        mine = [event["type"] for event in clinic.events if event["source"] == person.path]
        wanted = ["second-line.flag.raised", "second-line.conversation.erased"]
        assert mine == (wanted[len(wanted) - len(mine) :] if person in people[:10] else wanted[:1])


@pytest.mark.promise(10)
async def test_a_server_told_to_stop_while_it_delivers_ends_in_time_and_leaves_the_event_to_the_next(
    tmp_path: Path, clinic: Receiver
) -> None:
    clinic.patience = 0
    told = {f"ASSISTANT_{name.upper()}": value for name, value in clinic.settings.items()}
    async with started(tmp_path, **told) as program:
        conversation_id, token = await program.begin()
        body = {"message_id": "m", "text": WORDS}
        await program.call("POST", f"/v1/conversations/{conversation_id}/messages", token, json=body)
        await clinic.until(1)
        program.process.terminate()
        assert await asyncio.wait_for(program.process.wait(), 10) == 0
    store = await SqliteFile(tmp_path / "assistant.db").open()
    (letter,) = await store.outbox.take(utc_now() + LEASE, 1)
    await store.close()
    assert [letter.id] == clinic.ids


@pytest.mark.promise(25)
async def test_what_was_delivered_but_not_crossed_off_for_want_of_room_is_delivered_again(
    tmp_path: Path, clinic: Receiver
) -> None:
    store = await SqliteFile(tmp_path / "assistant.db").open()
    await store.commit(telling(next_turn(await begin(store)), "flag.raised"))
    async with aiohttp.ClientSession() as session:
        webhook = Webhook(session, clinic.url, Settings(**clinic.settings).webhook_key)

        async def send(letter: Letter, _at: datetime) -> str | None:
            answer = await webhook.send(letter, utc_now())
            resource.setrlimit(resource.RLIMIT_FSIZE, (1, limits[1]))
            return answer

        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        try:
            with pytest.raises(StoreUnavailable):
                await deliver(store.outbox, send, later(AT))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        await deliver(store.outbox, lambda letter, _: webhook.send(letter, utc_now()), later(AT + LEASE))
    assert clinic.ids == ["c_ada_2000"] * 2
    assert (await store.outbox.load()).waiting == 0
    await store.close()


# --- those who run it ---------------------------------------------------------------------------------------------


async def test_who_runs_it_sees_what_was_given_up_and_has_it_tried_again(place: Place) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, [*arguments, *place.options])
        assert done.exit_code == 0, done.output
        return done.output

    store = await place.open()
    await store.commit(telling(next_turn(await begin(store)), "flag.raised", "message.added"))
    (letter,) = await store.outbox.take(AT, 1)
    await store.outbox.failed(letter, None, "answered 410")
    await store.close()
    assert await asyncio.to_thread(run, "outbox", "list") == (
        "1 events wait, the oldest since 2026-11-21T09:30:15+00:00; 1 were given up.\n"
        f"c_ada_2000  {AT.isoformat()}  flag.raised  1 tries  answered 410\n"
    )
    assert "look  webhook     none, and 2 events are kept for it" in await asyncio.to_thread(run, "doctor")
    assert await asyncio.to_thread(run, "outbox", "retry") == "1 events are tried once more.\n"
    assert (await asyncio.to_thread(run, "outbox", "list")).startswith("2 events wait")


async def test_a_lead_of_the_staff_sees_what_was_given_up_and_has_it_tried_again(own_server: Server) -> None:
    store = own_server.store
    await store.commit(telling(next_turn(await begin(store)), "flag.raised", "message.added"))
    (letter,) = await store.outbox.take(AT, 1)
    await store.outbox.failed(letter, None, "answered 410")
    shown = await own_server.call("GET", "/v1/staff/outbox", headers=STAFF_KEY)
    event = {
        "id": "c_ada_2000",
        "conversation_id": "c_ada",
        "kind": "flag.raised",
        "tries": 1,
        "reason": "answered 410",
    }
    assert (shown.json["waiting"], shown.json["given_up"]) == (1, 1)
    assert [each | {"at": ""} for each in shown.json["events"]] == [event | {"at": ""}]
    tried = await own_server.call("POST", "/v1/staff/outbox/retry", headers=STAFF_KEY)
    assert (tried.status, tried.json) == (200, {"events": 1})
    assert (await store.outbox.load())[::2] == (2, 0)
    assert [entry.action for entry in await store.staff.entries()] == ["outbox.read", "outbox.retried"]


def test_the_envelope_in_the_guide_is_the_one_that_is_sent() -> None:
    guide = (REPOSITORY / "docs" / "running.md").read_text("utf-8")
    shown = json.loads("{" + guide.partition('\n{"specversion"')[2].partition("\n```")[0].join(('"specversion"', "")))
    assert shown["type"] == "second-line.flag.raised"
    assert datetime.fromisoformat(shown["time"]) == datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert SECRET.startswith("whsec_")
