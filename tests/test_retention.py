"""What has lasted long enough is erased: that, all of it, and nothing else; tested by moving the clock."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner

from assistant.cli import main
from assistant.conversations import Conversation, Status
from assistant.errors import ConversationNotFound, StoreUnavailable, TurnConflict
from assistant.retention import purge, purge_daily
from assistant.settings import Settings
from assistant.store.base import Purged, Store
from tests.store.places import Place, SqliteFile
from tests.store.stories import AT, begin, next_turn

SETTINGS = Settings(idle_days=30, finished_days=60, receipt_days=100)
DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)


async def left_alone(store: Store, name: str, status: Status, since: datetime) -> Conversation:
    """A conversation of two turns that was last written in at ``since``."""
    turn = next_turn(await begin(store, name), "It wore off.", "first")
    after = turn.conversation.model_copy(update={"status": status, "updated_at": since})
    await store.commit(turn.model_copy(update={"conversation": after}))
    return after


@pytest.mark.promise(18)
async def test_exactly_what_is_due_is_erased(place: Place) -> None:
    store = await place.open()
    kept = []
    for status in Status:
        days = 60 if status in (Status.COMPLETED, Status.CLOSED) else 30
        for number in range(15):
            kept.append(await left_alone(store, f"c_{status}_kept_{number}", status, AT - days * DAY))
            await left_alone(store, f"c_{status}_due_{number}", status, AT - days * DAY - INSTANT)
    await store.keep_ticket(kept[0].id, b"ticket", AT, AT + DAY)
    assert await purge(store, SETTINGS, AT) == Purged(idle=3 * 15, finished=2 * 15)
    assert await purge(store, SETTINGS, AT) == Purged()
    for conversation in kept:
        assert await store.load(conversation.id) == conversation
        assert len(await store.transcript(conversation.id)) == 3
        assert (await store.recall(conversation.id, "first"))[1]
    assert await store.admits(kept[0].id, b"ticket", AT)
    counts = [(await place.sql(f"SELECT count(*) FROM {table}"))[0][0] for table in ("entries", "taken", "receipts")]
    assert counts == [75 * 3, 75, 75]
    assert await store.load("c_active_due_7") is None
    assert await purge(store, SETTINGS, AT + 100 * DAY) == Purged(idle=3 * 15, finished=2 * 15)
    assert await purge(store, SETTINGS, AT + 100 * DAY + INSTANT) == Purged(receipts=75)
    await store.close()


@pytest.mark.promise(18)
async def test_who_writes_meanwhile_keeps_their_conversation(place: Place) -> None:
    store = await place.open()
    long_ago = [await left_alone(store, f"c_{number}", Status.ACTIVE, AT - 31 * DAY) for number in range(150)]

    async def write(before: Conversation) -> str | None:
        turn = next_turn(before, "I am back.", "second")
        now = turn.model_copy(update={"conversation": turn.conversation.model_copy(update={"updated_at": AT})})
        with suppress(ConversationNotFound, TurnConflict):
            await store.commit(now)
            return before.id
        return None

    purging = asyncio.create_task(purge(store, SETTINGS, AT))
    back = {name for name in await asyncio.gather(*map(write, long_ago[::3])) if name}
    purged = await purging
    assert purged.idle == 150 - len(back)
    for conversation in long_ago:
        assert bool(await store.load(conversation.id)) == (conversation.id in back)
        assert len(await store.transcript(conversation.id)) == (5 if conversation.id in back else 0)
    await store.close()


@pytest.mark.promise(18)
async def test_purged_words_are_in_no_file_any_more(tmp_path: Path) -> None:
    place = SqliteFile(tmp_path / "data" / "store.db")
    store = await place.open()
    turn = next_turn(await begin(store), "FORGET-THIS")
    await store.commit(turn)
    assert await place.files_with("FORGET-THIS")
    await purge(store, SETTINGS, AT + 31 * DAY)
    assert await place.files_with("FORGET-THIS") == []
    await store.close()


@pytest.mark.promise(18)
async def test_a_server_looks_after_it_every_day_also_after_a_day_without_a_store(place: Place) -> None:
    store = await place.open()
    await begin(store)
    days = iter(AT + number * 16 * DAY for number in range(10))
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 4:
            await store.close()
        if len(pauses) == 5:
            raise asyncio.CancelledError

    with structlog.testing.capture_logs() as lines, suppress(asyncio.CancelledError):
        await purge_daily(store, SETTINGS, lambda: next(days), pause)
    assert pauses == [60, 86_400, 86_400, 86_400, 86_400]
    assert [line.get("idle") for line in lines] == [0, 0, 1, None]
    assert lines[-1]["event"] == "purge_failed"
    with pytest.raises(StoreUnavailable):
        await store.ready()


async def test_the_command_says_what_it_erased(tmp_path: Path) -> None:
    place = SqliteFile(tmp_path / "assistant.db")
    store = await place.open()
    for number, status in enumerate((Status.ACTIVE, Status.COMPLETED, Status.CLOSED)):
        await left_alone(store, f"c_{number}", status, datetime.now(tz=AT.tzinfo) - 181 * DAY)
    await left_alone(store, "c_new", Status.ACTIVE, datetime.now(tz=AT.tzinfo))
    await store.close()
    done = await asyncio.to_thread(CliRunner().invoke, main, ["purge", "--data", str(tmp_path)])
    assert done.output == "Erased: 1 idle and 2 finished conversations, 0 receipts, 0 audit entries.\n"
    store = await place.open()
    assert await store.load("c_new")
    await store.close()
