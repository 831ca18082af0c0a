"""What people write leaves no trace where it has no business: logs, counts, refusals; and nowhere once they go."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from assistant.app import utc_now
from assistant.content.loader import load_content
from assistant.conversations import Answer, Conversation
from assistant.engine.engine import Engine, Opening
from assistant.engine.export import Export
from assistant.engine.guide import load_guide
from assistant.engine.patience import Patience
from assistant.errors import ConsentNeeded, ConversationNotFound
from assistant.messages import Event, Inbound, Message
from assistant.store.base import Store
from tests.programs import Program, started
from tests.store.places import Place
from tests.web.conftest import CLINIC

MARKER = "Zqxmarker"
WORDS = f"{MARKER} my sister Zqxmarkerina worries me, I take humira"


@dataclass
class Caller:
    """Somebody whose every word is a marker. ``refusals``: the bodies of all errors they met."""

    program: Program
    id: str
    token: str
    refusals: list[bytes] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    async def call(self, method: str, part: str, **options: Any) -> bytes:
        address = f"{self.program.address}/v1/conversations/{self.id}{part}"
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        async with self.program.session.request(method, address, headers=headers, **options) as response:
            body = await response.read()
            self.statuses.append(response.status)
            if response.status >= 400:
                self.refusals.append(body)
            return body


async def opened(program: Program) -> Caller:
    known = {"consent": True, "reference": MARKER, "answers": {"preferences.worry": WORDS}}
    status, begun = await program.call("POST", "/v1/conversations", json=known)
    assert status == 201
    return Caller(program, begun["conversation_id"], begun["token"])


async def talk(caller: Caller) -> None:
    """By every way in."""
    await caller.call("POST", "/messages", json={"message_id": "1", "text": WORDS})
    await caller.call("PUT", "/answers/health.medicines", json={"value": WORDS})
    await caller.call("POST", "/what-if", json={"answers": {"preferences.worry": WORDS}})
    address = f"{caller.program.address}/v1/conversations/{caller.id}"
    headers = {"Authorization": f"Bearer {caller.token}"}
    async with caller.program.session.ws_connect(f"{address}/socket", headers=headers) as socket:
        for sent in ({"message_id": "2", "text": WORDS}, {"message_id": "2", "text": f"no, {WORDS}"}, WORDS):
            await socket.send_str(json.dumps(sent))
            await socket.receive(timeout=10)
    async with caller.program.session.get(f"{address}/events", headers=headers) as stream:
        assert MARKER.encode() in await stream.content.readuntil(WORDS.encode())
    for form in ("application/json", "text/html", "text/markdown", "text/plain", "application/fhir+json"):
        await caller.call("GET", "/report", headers={"Accept": form})
    await caller.call("GET", "/export")


async def err(caller: Caller) -> None:
    """In every way a call can be wrong."""
    say = {"message_id": "1", "text": f"other words of {MARKER}"}
    bodies = (
        MARKER,
        f'{{"{MARKER}": 1}}',
        f'{{"message_id": "3", "text": ["{MARKER}"]}}',
        f'{{"message_id": "{MARKER}',
    )
    await caller.call("POST", "/messages", json=say)
    await caller.call("POST", "/messages", json={"message_id": "4", "text": WORDS * 2_000})
    await caller.call("POST", "/messages", json={"message_id": "5", "choice": MARKER, "text": WORDS})
    await caller.call("POST", "/messages", data=WORDS.encode() + b"\xff", headers={"Content-Type": "application/json"})
    for body in bodies:
        await caller.call("POST", "/messages", data=body, headers={"Content-Type": "application/json"})
    await caller.call("PUT", "/answers/history.anti_tnf", json={"value": MARKER})
    await caller.call("PUT", "/answers/about.age_band", json={"value": MARKER, "status": MARKER})
    await caller.call("POST", "/what-if", json={"answers": {"tests.drug_level": MARKER}})
    await caller.call("GET", f"/messages?after={MARKER}")
    await caller.call("GET", "/report", headers={"Accept": MARKER})
    await caller.call("GET", "/messages", headers={"Authorization": f"Bearer {MARKER}"})
    await caller.call("GET", f"/events?ticket={MARKER}", headers={"Authorization": MARKER})


async def ask_as_clinic(program: Program) -> None:
    for path in ("/v1/understand", "/v1/triage"):
        assert (await program.call("POST", path, CLINIC["clinic_key"], json={"text": WORDS}))[0] == 200
        assert (await program.call("POST", path, CLINIC["clinic_key"], json={"text": 7, MARKER: WORDS}))[0] == 422
        assert (await program.call("POST", path, MARKER, json={"text": WORDS}))[0] == 401
    await program.call("GET", f"/v1/knowledge/search?q={MARKER}")


def with_words(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file() and MARKER.encode() in file.read_bytes()]


@pytest.mark.promise(17, 41, 47, 48)
async def test_a_person_who_goes_leaves_nothing_behind_and_was_in_no_log(tmp_path: Path) -> None:
    settings = {"ASSISTANT_LOG_LEVEL": "debug", "ASSISTANT_CLINIC_KEY": CLINIC["clinic_key"]}
    async with started(tmp_path, **settings) as program:
        caller = await opened(program)
        await talk(caller)
        assert [status for status in caller.statuses if status != 200] == []
        await err(caller)
        assert len(caller.refusals) == 15
        await ask_as_clinic(program)
        assert with_words(tmp_path)
        for text in ("forget me", "yes"):
            await caller.call("POST", "/messages", json={"message_id": text, "text": text})
        await caller.call("POST", "/messages", json={"message_id": "late", "text": WORDS})
        assert caller.statuses[-3:] == [200, 200, 404]
        assert with_words(tmp_path) == []
        async with program.session.get(f"{program.address}/metrics") as counted:
            metrics = await counted.read()
        program.process.terminate()
        written = b"".join(await program.process.communicate())
    assert written.count(b'"event": "request"') > 30
    for secret in (MARKER.lower(), caller.token.lower(), caller.id, "humira"):
        assert secret.encode() not in written.lower() + metrics.lower(), "in a log or a count"
    for body in caller.refusals:
        assert MARKER.lower().encode() not in body.lower(), body


async def said(engine: Engine, name: str, *texts: str) -> None:
    for text in texts:
        await engine.handle(name, Inbound(kind="text", at=utc_now(), message_id=secrets.token_hex(8), text=text))


NOT_OF_ONE_PERSON = {
    "audit", "audit_head", "keys", "pulse", "quotas", "receipts", "shape", "staff", "staff_factors", "staff_sessions",
}  # fmt: skip


def engine_over(store: Store) -> Engine:
    return Engine(load_content(), store, utc_now)


@pytest.mark.promise(50)
async def test_nothing_is_kept_of_what_is_said_before_agreeing_or_after_refusing(place: Place) -> None:
    store = await place.open()
    engine = engine_over(store)
    known = {"access.coverage": Answer(value="public", source="platform")}
    name = (await engine.open(Opening(answers=known))).conversation_id
    await said(engine, name, WORDS, "no")
    counts, held = await counted(place), await store.load(name)
    assert held
    assert (held.consent, held.told, held.held) == (False, {}, {})
    await said(engine, name, WORDS, "I have Crohn's", "I am 42")
    assert (await counted(place), await store.load(name)) == (counts, held)
    assert await place.files_with(MARKER) == []
    await store.close()


@pytest.mark.promise(50)
@pytest.mark.parametrize("way", [{"text": "I take back my consent"}, {"choices": ("withdraw",)}])
async def test_agreement_taken_back_ends_it_in_one_step_and_deleting_takes_one_more(
    place: Place, way: dict[str, Any]
) -> None:
    store = await place.open()
    engine = engine_over(store)
    name = (await engine.open(Opening(consent=True))).conversation_id
    await said(engine, name, "I have Crohn's")
    kind = "text" if "text" in way else "choices"
    await engine.handle(name, Inbound(kind=kind, at=utc_now(), message_id="back", **way))
    counts, held = await counted(place), await store.load(name)
    assert held
    assert (held.consent, list(held.told)) == (False, ["about.respondent"])
    await said(engine, name, WORDS, "I am 42", f"which questions should I ask about {MARKER}?", "what is a biosimilar")
    assert (await counted(place), await store.load(name)) == (counts, held)
    answer = Inbound(kind="answer", at=utc_now(), slot="preferences.worry", answer=Answer(value=WORDS))
    with pytest.raises(ConsentNeeded):
        await engine.handle(name, answer)
    with pytest.raises(ConsentNeeded):
        await engine.report(name)
    assert (await engine.export(name))["conversation"]["told"]
    await said(engine, name, "yes")
    with pytest.raises(ConversationNotFound):
        await said(engine, name, WORDS)
    assert await counted(place) == [0, 0, 0]
    assert await place.files_with(MARKER) == []
    await store.close()


async def counted(place: Place) -> list[int]:
    tables = ("conversations", "entries", "taken")
    return [(await place.sql(f"SELECT count(*) FROM {table}"))[0][0] for table in tables]


@pytest.mark.promise(49)
async def test_the_export_is_all_that_the_database_holds(place: Place) -> None:
    store = await place.open()
    guide = replace(load_guide(), patience=Patience(silence=timedelta(hours=1)))
    engine = Engine(guide.content, store, utc_now, guide)
    engine.tells = True
    known = {"preferences.worry": Answer(value=WORDS), "access.coverage": Answer(value="public", source="platform")}
    name = (await engine.open(Opening(consent=True, reference=MARKER, answers=known))).conversation_id
    await said(
        engine,
        name,
        "humira for two years, it wore off",
        "change my drug",
        "never had one",
        "undo",
        WORDS,
        "I am vomiting blood",
    )
    await engine.admission.ticket(name)
    exported = await engine.export(name)
    ((body,),) = await place.sql(f"SELECT body FROM conversations WHERE id = '{name}'")
    entries = await place.sql(f"SELECT body FROM entries WHERE conversation_id = '{name}' ORDER BY seq")
    taken = await place.sql(f"SELECT message_id, reply FROM taken WHERE conversation_id = '{name}'")
    outgoing = await place.sql(f"SELECT body FROM outgoing WHERE held_by = '{name}' ORDER BY number")
    ((due,),) = await place.sql(f"SELECT due FROM timers WHERE conversation_id = '{name}'")
    assert min(map(len, (entries, taken, outgoing))) > 0
    assert Conversation.model_validate(exported["conversation"]) == Conversation.model_validate_json(body)
    assert [Message.model_validate(each) for each in exported["messages"]] == [
        Message.model_validate_json(entry) for (entry,) in entries
    ]
    assert {kept["message_id"]: kept["reply"] for kept in exported["replies"]} == {
        message_id: json.loads(reply) for message_id, reply in taken
    }
    assert [Event.model_validate(each) for each in exported["outgoing"]] == [
        Event.model_validate_json(event) for (event,) in outgoing
    ]
    assert datetime.fromisoformat(exported["reminder_at"]).timestamp() == due / 1_000_000
    jsonschema.validate(exported, Export.model_json_schema(mode="serialization"))
    tables = {table for (table,) in await place.sql(place.tables)}
    assert tables - NOT_OF_ONE_PERSON == {"conversations", "entries", "taken", "outgoing", "timers", "tickets"}
    await store.close()
