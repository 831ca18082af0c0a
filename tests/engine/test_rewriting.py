"""What a person takes back is gone: from the transcript, the answers, the kept replies and the files."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.content.loader import load_content
from assistant.conversations import Answer
from assistant.engine.engine import Engine, Handled, Opening
from assistant.engine.guide import load_guide
from assistant.errors import BadValue, MessageConflict
from assistant.messages import as_inbound
from assistant.store.sqlite import SqliteStore
from tests.store.places import SqliteFile

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECRET = "I am afraid that my sister Zebedia hears of it"


class Person:
    """Somebody in a conversation."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name

    async def send(self, **message: Any) -> Handled:
        return await self.engine.handle(self.name, as_inbound(message, AT))

    async def say(self, message_id: str, text: str) -> Any:
        return json.loads((await self.send(message_id=message_id, text=text)).body)


@pytest.fixture
async def person(tmp_path: Path) -> AsyncIterator[Person]:
    store = await SqliteStore.open(tmp_path / "data.db")
    engine = Engine(load_content(), store, lambda: AT, load_guide())
    known = {"about.respondent": "patient", "about.age_band": "35_49", "about.diagnosis": "crohns"}
    answers = {slot: Answer(value=value) for slot, value in {**known, "about.appointment": "not_booked"}.items()}
    opened = await engine.open(Opening(consent=True, region="uk", answers=answers))
    yield Person(engine, opened.conversation_id)
    await store.close()


async def tell_a_worry(person: Person) -> None:
    """The worry, said, changed, and read back."""
    await person.say("name", "humira")
    while (await person.engine.conversation(person.name)).state != "preferences.worry":
        await person.say(f"skip-{(await person.engine.conversation(person.name)).state}", "skip")
    await person.say("worry", SECRET)
    await person.say("read", "summary")


@pytest.mark.promise(17)
async def test_deleted_words_are_nowhere_any_more(person: Person, tmp_path: Path) -> None:
    await tell_a_worry(person)
    assert SECRET in json.dumps(await person.engine.export(person.name))
    deleted = await person.send(message_id="gone", deletes="worry")
    assert json.loads(deleted.body)["question"]["slot"] == "offer"
    await person.say("agreed", "yes")
    held = await person.engine.export(person.name)
    assert "Zebedia" not in json.dumps(held)
    assert "preferences.worry" not in held["conversation"]["told"]
    assert await SqliteFile(tmp_path / "data.db").files_with("Zebedia") == []


async def test_a_deleted_message_that_comes_again_is_no_new_one(person: Person) -> None:
    first = await person.say("name", "humira")
    await person.send(message_id="gone", deletes="name")
    again = await person.send(message_id="name", text="humira")
    assert again.replayed
    assert json.loads(again.body)["messages"] == first["messages"]
    assert json.loads(again.body)["changes"][0]["text"] is None
    with pytest.raises(MessageConflict):
        await person.send(message_id="gone", deletes="other")


async def test_what_was_taken_from_one_message_stays_when_another_is_deleted(person: Person) -> None:
    await person.say("one", "humira")
    await person.say("two", "2 years")
    before = await person.engine.export(person.name)
    await person.send(message_id="gone", deletes="one")
    after = await person.engine.export(person.name)
    assert after["conversation"]["told"]["history.weeks_on"] == before["conversation"]["told"]["history.weeks_on"]
    changed = [(old["text"], new["text"]) for old, new in zip(before["messages"], after["messages"], strict=False)]
    assert [pair for pair in changed if pair[0] != pair[1]] == [("humira", "[deleted]")]


async def test_an_edited_message_goes_with_the_one_it_edits(person: Person) -> None:
    await person.say("one", "humira")
    await person.send(message_id="two", edits="one", text="humira Zebedia")
    await person.send(message_id="gone", deletes="one")
    assert "Zebedia" not in json.dumps(await person.engine.export(person.name))


async def test_no_message_that_never_was_can_be_changed_or_deleted(person: Person) -> None:
    other = await person.engine.open(Opening(consent=True))
    await Person(person.engine, other.conversation_id).say("elsewhere", "humira")
    before = await person.engine.export(person.name)
    for message in ({"deletes": "elsewhere"}, {"edits": "never", "text": "humira"}):
        with pytest.raises(BadValue, match="no earlier message"):
            await person.send(message_id="new", **message)
    assert (await person.engine.export(person.name))["messages"] == before["messages"]


async def test_an_emergency_is_answered_whatever_message_it_edits(person: Person) -> None:
    turn = json.loads((await person.send(message_id="new", edits="never", text="I am vomiting blood")).body)
    assert turn["flags"][0]["tier"] == "emergency"
    assert turn["status"] == "paused"
