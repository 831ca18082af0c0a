"""Stories of one conversation over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.web.conftest import Person, Server


async def test_a_conversation_begins_with_a_token_and_a_question(server: Server) -> None:
    begun = await server.call("POST", "/v1/conversations", json={"consent": True, "locale": "en-GB", "region": "uk"})
    assert begun.status == 201
    assert begun.headers["Location"] == f"/v1/conversations/{begun.json['conversation_id']}"
    assert len(begun.json["token"]) >= 22
    turn = begun.json["turn"]
    assert turn["status"] == "active"
    assert turn["question"]["slot"].startswith("about.")
    assert turn["messages"][0]["sender"] == "assistant"


async def test_nothing_at_all_is_enough_to_begin_and_consent_is_asked_first(server: Server) -> None:
    begun = await server.call("POST", "/v1/conversations")
    assert begun.status == 201
    assert begun.json["turn"]["question"]["slot"] == "consent"


async def test_what_the_platform_knows_is_not_asked_again(server: Server) -> None:
    person = await server.begin(
        region="us",
        answers={
            "about.respondent": "patient",
            "about.age_band": {"value": "35_49", "status": "given"},
            "history.anti_tnf": {"value": "adalimumab", "status": "unsure"},
            "history.surgery": False,
            "health.smoking": {"status": "declined"},
            "tests.level_value": {"value": 3.5, "unit": "ug/mL"},
        },
    )
    answers = (await person.view())["answers"]
    assert answers["about.age_band"]["value"] == "35_49"
    assert answers["history.anti_tnf"]["status"] == "unsure"
    assert answers["history.surgery"]["value"] is False
    assert (answers["health.smoking"]["value"], answers["health.smoking"]["status"]) == (None, "declined")
    assert {answer["source"] for answer in answers.values()} == {"platform"}
    assert person.first["question"]["slot"] not in answers


async def test_words_and_taps_are_answered_by_turns_that_the_transcript_repeats(person: Person) -> None:
    question = person.first["question"]
    tapped = await person.send(choice=question["choices"][0]["id"], message_id="tap-1")
    assert tapped.status == 200
    assert tapped.json["changes"][0]["slot"] == question["slot"]
    told = await person.say("I have been on humira for 2 years and it wore off")
    transcript = (await person.call("GET", "/messages?after=0&limit=200")).json
    entries = transcript["messages"]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    assert transcript["next"] == len(entries)
    assert "tap-1" in [entry.get("message_id") for entry in entries]
    by_id = {entry["id"]: entry["text"] for entry in entries}
    for message in (*tapped.json["messages"], *told["messages"]):
        assert by_id[message["id"]] == message["text"]


async def test_what_cannot_be_read_is_said_to_be_so(person: Person) -> None:
    sent = await person.send(attachment={"kind": "image", "name": "letter.jpg"}, message_id="picture-1")
    assert sent.status == 200
    assert "cannot look at pictures" in sent.json["messages"][0]["text"]
    assert sent.json["question"]["slot"] == person.first["question"]["slot"]
    (entry,) = [
        entry
        for entry in (await person.call("GET", "/messages")).json["messages"]
        if "message_id" in entry and entry["message_id"] == "picture-1"
    ]
    assert entry["text"] == "[picture] letter.jpg"
    with_words = await person.send(attachment={"kind": "file"}, text="me")
    assert with_words.json["changes"][0]["value"] == "patient"
    assert "I have read your words" in with_words.json["messages"][0]["text"]
    refused = [
        await person.send(attachment={"kind": "smell"}),
        await person.send(attachment={"kind": "image"}, choice="patient"),
        await person.send(attachment={"kind": "image", "data": "AAAA"}),
    ]
    assert [each.status for each in refused] == [422, 422, 422]


async def test_the_transcript_comes_in_pages(person: Person) -> None:
    for text in ("me", "40", "hello"):
        await person.say(text)
    seen, after = [], 0
    while page := (await person.call("GET", f"/messages?after={after}&limit=2")).json["messages"]:
        assert len(page) <= 2
        seen += [entry["seq"] for entry in page]
        after = page[-1]["seq"]
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) >= 7


async def test_one_answer_is_set_and_corrected_from_outside(person: Person) -> None:
    first = await person.call("PUT", "/answers/history.anti_tnf", json={"value": "infliximab"})
    assert first.status == 200
    assert first.json["changes"][0] | {"change": "set", "value": "infliximab"} == first.json["changes"][0]
    await person.call("PUT", "/answers/history.weeks_on", json={"value": 60})
    corrected = await person.call("PUT", "/answers/history.anti_tnf", json={"value": "none"})
    changes = {change["slot"]: change["change"] for change in corrected.json["changes"]}
    assert changes["history.anti_tnf"] == "corrected"
    assert changes["history.weeks_on"] == "set_aside"
    unknown = await person.call("PUT", "/answers/health.smoking", json={"status": "declined"})
    assert unknown.status == 200
    assert (await person.view())["answers"]["health.smoking"]["status"] == "declined"


@pytest.mark.parametrize(
    ("slot", "body", "status"),
    [
        ("history.anti_tnf", {"value": "aspirin"}, 422),
        ("history.anti_tnf", {"value": None}, 422),
        ("history.anti_tnf", {}, 422),
        ("history.anti_tnf", {"value": "infliximab", "status": "declined"}, 422),
        ("history.anti_tnf", {"status": "perhaps"}, 422),
        ("history.anti_tnf", {"value": "infliximab", "sure": True}, 422),
        ("history.weeks_on", {"value": "60"}, 422),
        ("history.weeks_on", {"value": -1}, 422),
        ("history.weeks_on", {"value": 1e300}, 422),
        ("history.surgery", {"value": "yes"}, 422),
        ("tests.level_value", {"value": {"value": 3, "unit": "stone"}}, 422),
        ("history.shoe_size", {"value": 42}, 404),
        ("__initial__", {"value": "x"}, 404),
    ],
)
async def test_an_answer_that_does_not_fit_changes_nothing(
    person: Person, slot: str, body: dict[str, Any], status: int
) -> None:
    before = await person.view()
    refused = await person.call("PUT", f"/answers/{slot}", json=body)
    assert refused.status == status
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert (await person.view())["answers"] == before["answers"]


async def test_a_form_before_consent_is_refused(server: Server) -> None:
    person = await server.begin(consent=False)
    refused = await person.call("PUT", "/answers/history.anti_tnf", json={"value": "infliximab"})
    assert refused.status == 409
    assert refused.json["type"] == "urn:second-line:consent-needed"


@pytest.mark.promise(5)
async def test_the_same_message_again_is_the_same_turn(person: Person) -> None:
    body = {"message_id": "once", "text": "I take humira"}
    first = await person.call("POST", "/messages", json=body)
    await person.say("hello")
    again = await person.call("POST", "/messages", json=body)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.body == first.body
    entries = (await person.call("GET", "/messages")).json["messages"]
    assert [entry.get("message_id") for entry in entries].count("once") == 1


@pytest.mark.promise(6)
async def test_the_same_message_id_with_other_words_is_refused(person: Person) -> None:
    await person.send(message_id="once", text="I take humira")
    answers = (await person.view())["answers"]
    for other in ({"text": "I take remicade"}, {"choice": "infliximab"}):
        refused = await person.send(message_id="once", **other)
        assert refused.status == 409
        assert refused.json["status"] == 409
    assert (await person.view())["answers"] == answers


@pytest.mark.promise(5)
async def test_twins_sent_at_once_count_once(person: Person) -> None:
    answers = await asyncio.gather(*(person.send(message_id="twin", text="I take humira") for _ in range(10)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1


async def test_what_if_shows_a_difference_and_keeps_nothing(person: Person) -> None:
    await person.call("PUT", "/answers/history.anti_tnf", json={"value": "infliximab"})
    before = await person.view()
    supposed = await person.call("POST", "/what-if", json={"answers": {"tests.inflammation": "quiet"}})
    assert supposed.status == 200
    assert supposed.json
    assert await person.view() == before
    wrong = await person.call("POST", "/what-if", json={"answers": {"tests.inflammation": "boiling"}})
    assert wrong.json["errors"][0]["pointer"] == "/answers/tests.inflammation"


@pytest.mark.promise(49)
async def test_export_holds_every_word_and_answer(person: Person) -> None:
    await person.say("I take humira and my worry is my sister's wedding")
    exported = (await person.call("GET", "/export")).json
    transcript = (await person.call("GET", "/messages?limit=200")).json["messages"]
    assert [message["text"] for message in exported["messages"]] == [entry["text"] for entry in transcript]
    assert exported["conversation"]["id"] == person.id
    assert person.token not in str(exported)


@pytest.mark.promise(17)
async def test_forgetting_is_at_once_and_for_good(person: Person) -> None:
    await person.say("I take humira")
    assert (await person.call("DELETE")).status == 204
    for method, part in (
        ("GET", ""), ("GET", "/messages"), ("GET", "/events"), ("GET", "/report"), ("GET", "/export"), ("DELETE", ""),
    ):  # fmt: skip
        assert (await person.call(method, part)).status == 404
    assert (await person.send(text="hello?")).status == 404


async def test_a_red_flag_is_answered_even_when_the_store_is_away(own_server: Server) -> None:
    person = await own_server.begin()
    await own_server.store.close()
    warned = await person.send(text="I am vomiting blood and I fainted")
    assert warned.status == 200
    assert warned.json["intent"] == "red_flag"
    assert warned.json["messages"][0]["text"]
    refused = await person.send(text="my sister has a cat")
    assert refused.status == 503
    assert refused.headers["Retry-After"]
    assert "emergency" in refused.json["detail"]


async def test_a_message_is_changed_and_deleted_later_on(person: Person) -> None:
    await person.send(text="me", message_id="first")
    changed = await person.send(text="for my mother", edits="first")
    assert (changed.json["question"]["slot"], changed.json["changes"]) == ("offer", [])
    assert (await person.say("yes"))["changes"][0]["value"] == "caregiver"
    deleted = await person.send(deletes="first")
    assert deleted.status == 200
    texts = [entry["text"] for entry in (await person.call("GET", "/messages")).json["messages"]]
    assert not [text for text in texts if "my mother" in text]
    assert texts.count("[deleted]") == 2
    refused = [
        await person.send(deletes="never"),
        await person.send(text="me", edits="never"),
        await person.send(deletes="first", text="me"),
        await person.send(choice="patient", edits="first"),
    ]
    assert [each.status for each in refused] == [422, 422, 422, 422]
    assert "no earlier message" in refused[0].json["detail"]
    assert [each.json["errors"][0]["pointer"] for each in refused[:2]] == ["/deletes", "/edits"]


async def test_a_refusal_says_where_what_and_what_would_be_right(server: Server, person: Person) -> None:
    unknown = await server.call("POST", "/v1/conversations", json={"conset": True})
    assert unknown.json["errors"][0]["detail"].startswith("a field here is not known; known here: locale, region,")
    listed = await server.call("POST", "/v1/conversations", json=[])
    assert listed.json["errors"] == [{"pointer": "", "detail": "an object is needed"}]
    one = await person.send(choice="nonsense")
    several = await person.send(choices=["nonsense", "more"])
    assert (one.status, one.json["errors"][0]["pointer"]) == (422, "/choice")
    assert (several.status, several.json["errors"][0]["pointer"]) == (422, "/choices")
    assert one.json["errors"][0]["detail"].startswith("no such choice; the choices now are ")
