"""What a server does without being called goes on, whatever one piece of it may hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from assistant.cli import main
from assistant.errors import StoreUnavailable
from assistant.rounds import GIVEN_UP_AFTER, LONGEST_WAIT, deliver, going, look
from assistant.store.base import Store
from assistant.store.outbox import Letter
from assistant.webhook import envelope
from tests.store.places import Place
from tests.store.stories import AT, begin, next_turn, telling

PEOPLE = ("c_ada", "c_ben", "c_cid")
NOT_OURS = '{"kind": "of another program"}'


@pytest.fixture
async def store(place: Place) -> AsyncIterator[Store]:
    opened = await place.open()
    for name in PEOPLE:
        turn = telling(next_turn(await begin(opened, name)), "flag.raised")
        await opened.commit(turn.model_copy(update={"timer": AT}))
    yield opened
    await opened.close()


class Platform:
    """Takes everything, but for what ``breaks``."""

    def __init__(self, breaks: str = "") -> None:
        self.taken: list[str] = []
        self._breaks = breaks

    async def send(self, letter: Letter, _at: datetime) -> str | None:
        if letter.conversation_id == self._breaks:
            raise KeyError(letter.conversation_id)
        assert envelope(letter)
        self.taken.append(letter.conversation_id)
        return None


async def output(*arguments: str) -> str:
    return (await asyncio.to_thread(CliRunner().invoke, main, list(arguments))).output


@pytest.mark.promise(25)
async def test_an_event_that_cannot_be_read_holds_up_no_other_and_is_given_up_with_its_reason(
    place: Place, store: Store
) -> None:
    await place.sql(f"UPDATE outgoing SET body = '{NOT_OURS}' WHERE conversation_id = 'c_ben'")
    platform = Platform()
    assert await deliver(store.outbox, platform.send, lambda: AT) == 3
    assert sorted(platform.taken) == ["c_ada", "c_cid"]
    assert await store.outbox.load() == (1, AT, 0, "Unreadable")
    assert await deliver(store.outbox, platform.send, lambda: AT + GIVEN_UP_AFTER) == 1
    assert "c_ben_2000" in (listed := await output("outbox", "list", *place.options))
    assert "unreadable  2 tries  Unreadable" in listed
    await place.sql("UPDATE outgoing SET body = '' WHERE conversation_id = 'c_ben'")
    assert await store.outbox.retry(AT) == 1
    await deliver(store.outbox, platform.send, lambda: AT)
    assert platform.taken[-1] == "c_ben"


@pytest.mark.promise(25)
async def test_an_unexpected_error_of_one_event_holds_up_no_other(store: Store) -> None:
    told: list[BaseException] = []
    platform = Platform(breaks="c_ada")
    assert await deliver(store.outbox, platform.send, lambda: AT, told.append) == 3
    assert sorted(platform.taken) == ["c_ben", "c_cid"]
    assert [type(error) for error in told] == [KeyError]
    assert await store.outbox.load() == (1, AT, 0, "KeyError")


@pytest.mark.parametrize("error", [KeyError, StoreUnavailable])
async def test_a_timer_that_fails_holds_up_no_other(place: Place, store: Store, error: type[Exception]) -> None:
    ticked, told = [], list[BaseException]()

    async def tick(name: str) -> datetime | None:
        ticked.append(name)
        if name == "c_ben":
            raise error
        return None

    assert await look(store.timers, tick, lambda: AT, told.append) == 3
    assert sorted(ticked) == list(PEOPLE)
    assert len(told) == (error is KeyError), "a store that is away is no fault"
    doctor = await output("doctor", *place.options)
    assert ("look  timers" in doctor) == (error is KeyError)
    assert await look(store.timers, tick, lambda: AT + LONGEST_WAIT, told.append) == 1
    assert ticked[3:] == ["c_ben"]


async def test_a_conversation_that_cannot_be_read_waits_beside_the_others(place: Place, store: Store) -> None:
    ((body,),) = await place.sql("SELECT body FROM conversations WHERE id = 'c_ben'")
    await place.sql(f"UPDATE conversations SET body = '{NOT_OURS}' WHERE id = 'c_ben'")

    async def tick(name: str) -> datetime | None:
        await store.load(name)
        return None

    assert await look(store.timers, tick, lambda: AT) == 3
    assert "look  timers      1 fail again and again: Unreadable" in await output("doctor", *place.options)
    assert not await look(store.timers, tick, lambda: AT + LONGEST_WAIT - timedelta(seconds=1))
    await place.sql(f"UPDATE conversations SET body = '{body}' WHERE id = 'c_ben'")
    assert await look(store.timers, tick, lambda: AT + LONGEST_WAIT) == 1
    assert (await store.timers.failing()).timers == 0


async def test_a_round_that_fails_is_told_and_followed_by_others() -> None:
    done, told = asyncio.Event(), list[BaseException]()
    rounds = 0

    async def one_round() -> int:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise ValueError("MARKER")
        done.set()
        return 0

    async with going([one_round], told.append), asyncio.timeout(10):
        await done.wait()
    assert [type(error) for error in told] == [ValueError]
