"""With a key, nobody reads in the database what people said; and nobody moves it to another place there."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner

from assistant.cli import main
from assistant.conversations import Answer, Conversation, Offer
from assistant.errors import SettingsError, StoreUnavailable
from assistant.store.base import Commit, Store, Taken
from assistant.store.sealing import Seals, key_id
from tests.store.contract import Reopened, StoreContract, reopening
from tests.store.places import Place, SqliteFile
from tests.store.stories import AT, begin, next_turn

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
MARKER = "MARKER-my-stomach"


class TestSealedStore(StoreContract):
    """Whatever a store promises it keeps with a key as well."""

    @pytest.fixture
    async def store(self, place: Place) -> AsyncIterator[Store]:
        opened = await place.open(OLD)
        yield opened
        await opened.close()

    @pytest.fixture
    async def reopened(self, place: Place) -> AsyncIterator[Reopened]:
        async with reopening(lambda: place.open(OLD)) as reopen:
            yield reopen


async def tell(store: Store, name: str, marker: str = MARKER) -> Conversation:
    """A conversation with the person's words wherever there is a place for them."""
    answer = Answer(value=marker, text=marker)
    turn = next_turn(await begin(store, name), marker, "first")
    after = turn.conversation.model_copy(
        update={
            "told": {"preferences.worry": answer},
            "held": {"health.medicines": answer},
            "undo": ({"preferences.worry": answer},),
            "offer": Offer(kind="ask_team", text=marker),
            "reference": marker,
        }
    )
    taken = Taken(message_id="first", fingerprint="f1", reply=f'{{"text": "{marker}"}}')
    kept = Commit.model_validate({**dict(turn), "conversation": after, "taken": taken})
    await store.commit(kept)
    return kept.conversation


async def holds(store: Store, kept: Conversation) -> bool:
    """Whether all of what was told is read back."""
    _, taken = await store.recall(kept.id, "first")
    said = await store.transcript(kept.id)
    return await store.load(kept.id) == kept and bool(taken and MARKER in taken.reply) and said[1].text == MARKER


@pytest.mark.promise(17)
async def test_words_are_in_no_file_while_a_key_is_set(place: Place) -> None:
    for keys, found in (((OLD,), False), ((), True)):
        if not keys:  # the control: the search finds words that are not encrypted
            await place.sql("DELETE FROM keys")
        store = await place.open(*keys)
        kept = await tell(store, f"c_{len(keys)}")
        assert await holds(store, kept)
        assert bool(await place.files_with(MARKER)) is found
        await store.close()
        assert bool(await place.files_with(MARKER)) is found


async def test_without_the_right_key_it_does_not_start_and_says_which_is_missing(place: Place) -> None:
    store = await place.open(OLD)
    await begin(store)
    await store.close()
    for keys in ((), (NEW,)):
        with pytest.raises(SettingsError, match=f"encrypted with the key {key_id(OLD)}, which is not among") as refused:
            await place.open(*keys)
        assert b64encode(OLD).decode() not in str(refused.value)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entries SET body = (SELECT body FROM entries WHERE conversation_id = 'c_ben' AND seq = 2)"
        " WHERE conversation_id = 'c_ada' AND seq = 2",
        "UPDATE entries SET body = (SELECT body FROM entries WHERE conversation_id = 'c_ada' AND seq = 3)"
        " WHERE conversation_id = 'c_ada' AND seq = 2",
        "UPDATE conversations SET body = (SELECT body FROM conversations WHERE id = 'c_ben') WHERE id = 'c_ada'",
        "UPDATE taken SET reply = (SELECT reply FROM taken WHERE conversation_id = 'c_ben')"
        " WHERE conversation_id = 'c_ada'",
        "UPDATE taken SET reply = fingerprint WHERE conversation_id = 'c_ada'",
        "UPDATE entries SET body = substr(body, 1, 60) || 'AAAA' || substr(body, 65) WHERE conversation_id = 'c_ada'",
        "UPDATE entries SET body = substr(body, 1, 20) WHERE conversation_id = 'c_ada'",
    ],
    ids=["entry of another", "entry from elsewhere", "state", "reply", "column", "changed", "cut off"],
)
async def test_what_was_moved_or_changed_is_refused(place: Place, change: str) -> None:
    store = await place.open(OLD)
    ada, ben = await tell(store, "c_ada"), await tell(store, "c_ben")
    await place.sql(change)
    with (
        structlog.testing.capture_logs() as lines,
        pytest.raises(StoreUnavailable, match="was changed, or moved from another place") as refused,
    ):
        await holds(store, ada)
    assert refused.value.__cause__ is None
    assert [line["event"] for line in lines] == ["stored_unreadable"]
    assert "c_ada" not in str(lines)
    assert await holds(store, ben)
    await store.close()


async def test_a_new_key_takes_over_and_the_old_one_is_not_needed_any_more(place: Place) -> None:
    store = await place.open(OLD)
    before = [await tell(store, f"c_{number}") for number in range(230)]
    await store.close()
    store = await place.open(NEW, OLD)
    before.append(await tell(store, "c_new"))
    assert all([await holds(store, each) for each in before])
    assert await store.reseal() == 230 * (1 + 3 + 1)
    assert await store.reseal() == 0
    await store.close()
    store = await place.open(NEW)
    assert all([await holds(store, each) for each in before])
    await store.close()
    with pytest.raises(SettingsError, match=key_id(NEW)):
        await place.open(OLD)


async def test_turns_go_on_while_a_new_key_takes_over(place: Place) -> None:
    old, new = await place.open(OLD, NEW), await place.open(NEW, OLD)
    held = {name: await begin(old, name) for name in (f"c_{number}" for number in range(40))}

    async def talk(name: str) -> None:
        for number in range(10):
            turn = next_turn(held[name], f"Turn {number}", f"{number}")
            await (old if number < 5 else new).commit(turn)
            held[name] = turn.conversation

    await asyncio.gather(new.reseal(), *map(talk, held))
    await old.close()
    await new.reseal()
    await new.close()
    store = await place.open(NEW)
    for name, conversation in held.items():
        assert await store.load(name) == conversation
        assert [entry.seq for entry in await store.transcript(name)] == [*range(1, 22)]
    await store.close()


async def test_what_was_kept_in_the_clear_is_read_and_then_encrypted(tmp_path: Path) -> None:
    place = SqliteFile(tmp_path / "assistant.db")
    store = await place.open()
    kept = await tell(store, "c_ada")
    await store.close()
    arguments = ["keys", "rotate", "--data", str(tmp_path)]
    refused = await asyncio.to_thread(CliRunner().invoke, main, arguments)
    assert refused.output == "Error: there is no key in encryption_keys; assistant keys new prints one\n"
    key = CliRunner().invoke(main, ["keys", "new"]).output.strip()
    done = await asyncio.to_thread(CliRunner().invoke, main, arguments, env={"ASSISTANT_ENCRYPTION_KEYS": key})
    assert done.output == "5 rows encrypted anew. Only the first key is needed now.\n"
    assert not await place.files_with(MARKER)
    with pytest.raises(SettingsError):
        await place.open()
    again = await asyncio.to_thread(CliRunner().invoke, main, arguments, env={"ASSISTANT_ENCRYPTION_KEYS": key})
    assert again.output.startswith("0 rows")
    assert kept.reference == MARKER


def test_the_same_words_never_look_the_same() -> None:
    seals = Seals((OLD,))
    assert len({seals.seal("yes", "place") for _ in range(100)}) == 100
    assert AT.isoformat() not in seals.seal(AT.isoformat(), "place")
