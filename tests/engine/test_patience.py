"""Nobody wrote for a while: one nudge, one honest word while the team is awaited in vain, and else nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.engine.engine import Engine, Opening
from assistant.engine.guide import Guide, load_guide
from assistant.engine.patience import Patience
from assistant.hours import Hours, Quiet
from assistant.hours import Opening as Open
from assistant.messages import Deed, Inbound
from assistant.rounds import look
from assistant.store.base import Store
from assistant.testing.backstage import stop
from tests.postgres import Cluster
from tests.store.places import Place, PostgresDatabase

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PATIENCE = Patience(silence=15 * MINUTE, unclaimed=30 * MINUTE, quiet=Quiet.read("21:00-08:00", "Europe/London"))
WORKING = Hours(openings=(Open.read("Mon-Fri 09:00-17:00"),), zone="Europe/London")


class Afternoon:
    """A clock that only moves when it is told to, an engine beside it, and its timers."""

    def __init__(self, store: Store, guide: Guide, at: datetime = FRIDAY) -> None:
        self.at = at
        self.store = store
        self.engine = Engine(guide.content, store, lambda: self.at, guide)
        self.engine.tells = True

    async def begin(self, **known: Any) -> str:
        return (await self.engine.open(Opening(**{"consent": True, **known}))).conversation_id

    async def say(self, name: str, text: str) -> None:
        await self.engine.handle(name, Inbound(kind="text", at=self.at, text=text))

    async def do(self, name: str, kind: str, text: str = "") -> None:
        deed = Deed.model_validate({"kind": kind, "by": "ana", "name": "Ana"})
        await self.engine.handle(name, Inbound(kind="staff", at=self.at, text=text, deed=deed))

    async def passes(self, span: timedelta) -> None:
        """Time goes on, a minute at a time, and the timers are looked after as a server does."""
        ends = self.at + span
        while self.at < ends:
            self.at = min(self.at + MINUTE, ends)
            await look(self.store.timers, self.engine.tick, self.engine.now, stop)

    async def heard(self, name: str) -> list[str]:
        return [entry.text for entry in await self.store.transcript(name)]

    async def events(self) -> list[str]:
        """Kinds of what is outgoing, which is taken out."""
        found: list[str] = []
        while letters := await self.store.outbox.take(self.at, 10):
            for letter in letters:
                found.append(letter.event.kind)
                await self.store.outbox.delivered(letter)
        return found


Begun = Callable[[datetime], Afternoon]


@pytest.fixture
async def begun(place: Place) -> AsyncIterator[Begun]:
    store = await place.open()
    guide = replace(load_guide(), patience=PATIENCE, staff=WORKING)
    yield lambda at: Afternoon(store, guide, at)
    await store.close()


@pytest.fixture
def afternoon(begun: Begun) -> Afternoon:
    return begun(FRIDAY)


# --- silence ------------------------------------------------------------------------------------------------------


async def test_after_a_silence_there_is_one_nudge_and_no_second(afternoon: Afternoon) -> None:
    name = await afternoon.begin()
    await afternoon.passes(10 * MINUTE)
    await afternoon.say(name, "me")
    before = await afternoon.heard(name)
    await afternoon.passes(14 * MINUTE)
    assert await afternoon.heard(name) == before, "whoever wrote meanwhile is not disturbed yet"
    await afternoon.passes(2 * MINUTE)
    after = await afternoon.heard(name)
    assert len(after) == len(before) + 1
    assert "There is no hurry" in after[-1]
    assert await afternoon.events() == ["message.added"]
    await afternoon.say(name, "42")
    answered = await afternoon.heard(name)
    await afternoon.passes(120 * MINUTE)
    assert await afternoon.heard(name) == answered


async def test_a_nudge_changes_nothing_but_the_transcript(afternoon: Afternoon) -> None:
    name = await afternoon.begin()
    await afternoon.say(name, "me")
    before = await afternoon.engine.conversation(name)
    await afternoon.passes(20 * MINUTE)
    assert len(await afternoon.heard(name)) > 0
    assert await afternoon.engine.conversation(name) == before


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"channel": "sms"}, ()),
        ({"consent": False}, ("no",)),
        ({"consent": False}, ()),
        ({}, ("my bottom is bleeding heavily and I feel faint",)),
        ({}, ("stop",)),
        ({}, ("me", "15")),
    ],
    ids=["sms", "refused", "undecided", "warned", "stopped", "finished"],
)
async def test_nobody_is_nudged_who_is_not_at_a_question_on_the_page(
    afternoon: Afternoon, known: dict[str, Any], said: tuple[str, ...]
) -> None:
    name = await afternoon.begin(**known)
    for text in said:
        await afternoon.say(name, text)
    before = await afternoon.heard(name)
    await afternoon.passes(60 * MINUTE)
    assert await afternoon.heard(name) == before


async def test_in_quiet_hours_nothing_is_said(begun: Begun) -> None:
    night = begun(FRIDAY.replace(hour=20, minute=50))
    name = await night.begin()
    before = await night.heard(name)
    await night.passes(timedelta(hours=11, minutes=9))
    assert await night.heard(name) == before
    await night.passes(2 * MINUTE)
    assert len(await night.heard(name)) == len(before) + 1


@pytest.mark.parametrize(("hour", "ends"), [(20, 20), (21, 32), (23, 32), (24, 32), (31, 32), (32, 32), (36, 36)])
def test_quiet_hours_may_go_over_midnight(hour: int, ends: int) -> None:
    midnight = FRIDAY.replace(hour=0)
    quiet = Quiet.read("21:00-08:00", "Europe/London")
    assert quiet.over(midnight + timedelta(hours=hour)) == midnight + timedelta(hours=ends)
    by_day = Quiet.read("12:00-13:00", "UTC")
    assert by_day.over(FRIDAY) == FRIDAY + timedelta(hours=1)
    assert by_day.over(FRIDAY + timedelta(hours=1)) == FRIDAY + timedelta(hours=1)


# --- waiting for the team -----------------------------------------------------------------------------------------


async def test_who_waits_for_the_team_in_vain_hears_so_once_and_the_clinic_is_told(afternoon: Afternoon) -> None:
    name = await afternoon.begin(region="uk")
    await afternoon.say(name, "can I talk to a nurse")
    await afternoon.passes(20 * MINUTE)
    await afternoon.say(name, "it is about my next infusion")
    before = await afternoon.heard(name)
    assert await afternoon.events() == ["conversation.handed_off"]
    await afternoon.passes(11 * MINUTE)
    (late,) = (await afternoon.heard(name))[len(before) :]
    assert "Nobody from the team has been able to write to you yet" in late
    assert "Monday to Friday 09:00 to 17:00 (London time)" in late
    assert "NHS 111" in late
    assert await afternoon.events() == ["message.added", "conversation.unclaimed"]
    await afternoon.passes(120 * MINUTE)
    assert len(await afternoon.heard(name)) == len(before) + 1


async def test_who_is_taken_on_hears_nothing_unless_the_claim_lapses(afternoon: Afternoon) -> None:
    one, other = await afternoon.begin(), await afternoon.begin()
    for name in (one, other):
        await afternoon.say(name, "can I talk to a nurse")
    await afternoon.passes(29 * MINUTE + timedelta(seconds=30))
    for name in (one, other):
        await afternoon.do(name, "claim")
    await afternoon.do(one, "reply", "Hello, Ana here.")
    before = {name: await afternoon.heard(name) for name in (one, other)}
    await afternoon.passes(timedelta(seconds=45))
    assert {name: await afternoon.heard(name) for name in (one, other)} == before
    await afternoon.passes(5 * MINUTE)
    assert await afternoon.heard(one) == before[one]
    assert len(await afternoon.heard(other)) == len(before[other]) + 1


# --- timers -------------------------------------------------------------------------------------------------------


async def test_a_timer_survives_a_restart_and_goes_with_its_conversation(place: Place) -> None:
    guide = replace(load_guide(), patience=PATIENCE)
    store = await place.open()
    before = Afternoon(store, guide)
    kept, erased = await before.begin(), await before.begin()
    await before.engine.forget(erased)
    await store.close()
    store = await place.open()
    after = Afternoon(store, guide, FRIDAY + timedelta(hours=1))
    assert await look(store.timers, after.engine.tick, after.engine.now) == 1
    assert "There is no hurry" in (await after.heard(kept))[-1]
    assert await place.sql("SELECT conversation_id FROM timers") == []
    await store.close()


@pytest.mark.promise(25)
async def test_two_servers_on_one_database_say_it_once(postgres: Cluster) -> None:
    place = PostgresDatabase(postgres, await postgres.new_database())
    guide = replace(load_guide(), patience=PATIENCE)
    stores = [await place.open(), await place.open()]
    servers = [Afternoon(store, guide) for store in stores]
    names = [await servers[0].begin() for _ in range(12)]
    before = len(await servers[0].heard(names[0]))
    for server in servers:
        server.at = FRIDAY + 15 * MINUTE
    for _ in range(3):
        await asyncio.gather(
            *(look(server.store.timers, server.engine.tick, server.engine.now) for server in servers * 2)
        )
    assert [len(await servers[1].heard(name)) for name in names] == [before + 1] * 12
    for store in stores:
        await store.close()
