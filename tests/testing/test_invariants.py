"""Every invariant that holds by itself can fail: a conversation told wrong is caught, under the right name."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.clients import Client, Json
from assistant.testing.stage import Stage
from tests.testing.plays import Change, Tampered, outcome, written

ONE_ANSWER = """
    steps:
      - patient: humira
"""


def saying(text: str) -> Change:
    """The reply begins with ``text`` instead."""

    def change(reply: Json) -> Json:
        first, *rest = reply["messages"]
        return {**reply, "messages": [{**first, "text": text}, *rest]}

    return change


def with_messages(*messages: Json) -> Change:
    return lambda reply: {**reply, "messages": list(messages)}


def in_view(**parts: Any) -> Change:
    return lambda view: {**view, **parts} if "history.anti_tnf" in view["answers"] else view


def entries(change: Change) -> dict[str, Change]:
    return {"transcript": lambda told: change(told) if len(told) > 3 else told}


ANSWER = {"value": "adalimumab", "status": "given", "source": "patient", "text": None, "turn": 1}
TOLD_WRONG: list[tuple[str, dict[str, Change], str]] = [
    ("speaks", {"send": with_messages()}, "no message"),
    ("speaks", {"send": saying(" ")}, "empty"),
    ("words", {"send": saying("Hello {name}.")}, "{name}"),
    ("words", {"send": saying("You told me: None.")}, "None"),
    ("words", {"send": saying("You told me: wore_off.")}, "wore_off"),
    ("words", {"send": saying("Now history.weeks_on.")}, "history.weeks_on"),
    ("allowed", {"send": saying("I think you should stop it.")}, "you should stop"),
    ("numbered", entries(lambda told: [told[0], *told[2:]]), "numbered [1, 3"),
    ("numbered", entries(lambda told: [{**entry, "id": "m"} for entry in told]), "same id"),
    ("numbered", {"send": saying("Something else.")}, "does not end with the reply"),
    ("asks", {"send": lambda reply: {**reply, "question": {**reply["question"], "text": "And?"}}}, "And?"),
    ("consent", {"view": in_view(consent=None, answers={"history.anti_tnf": ANSWER})}, "without consent"),
    ("consent", {"view": in_view(consent=False, answers={"history.anti_tnf": ANSWER})}, "without consent"),
    ("consent", {"view": in_view(consent=None)}, "words are in the transcript"),
    ("reachable", {"view": in_view(state="tests.inflammation")}, "follows history.weeks_on"),
    ("reachable", {"view": in_view(answers={}, set_aside={"history.anti_tnf": ANSWER})}, "in force"),
]


@pytest.mark.parametrize(("invariant", "changes", "because"), TOLD_WRONG)
async def test_a_conversation_told_wrong_is_caught(invariant: str, changes: dict[str, Change], because: str) -> None:
    (case,) = written(ONE_ANSWER)
    told = await outcome(case, lambda stage: Stage(Tampered(stage.client, changes)))
    assert f"invariant {invariant}" in told
    assert because in " ".join(told.split())
    assert "story.yaml:7: here it went differently" in told


class Hasty:
    """Takes every delivery of a message for a new one."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._deliveries = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def send(self, message: Json) -> Json:
        self._deliveries += 1
        return await self._client.send({**message, "message_id": f"delivery-{self._deliveries}"})


async def test_a_message_that_counts_twice_is_caught() -> None:
    (case,) = written("steps: [{patient: purple elephants}]")
    assert "invariant duplicate" in await outcome(case, lambda stage: Stage(Hasty(stage.client)))


async def test_a_repeated_message_must_be_told_for_one() -> None:
    (case,) = written(ONE_ANSWER)

    class Silent(Tampered):
        replayed = False

    told = await outcome(case, lambda stage: Stage(Silent(stage.client, {})))
    assert "invariant duplicate" in told


async def test_an_engine_that_remembers_more_than_the_store_is_caught() -> None:
    (case,) = written(ONE_ANSWER)

    class Forgets(Tampered):
        def restarted(self) -> Any:
            return Tampered(self._client.restarted(), {"send": saying("Who are you?")})  # type: ignore[attr-defined]

    def dressed(stage: Stage) -> Stage:
        assert stage.twin
        return stage._replace(twin=Forgets(stage.twin, {}))

    assert "invariant restart" in await outcome(case, dressed)


async def test_an_invariant_can_be_turned_off_with_a_reason() -> None:
    (case,) = written("without: {asks: this story is about something else}\n" + "steps: [{patient: humira}]")
    changes: dict[str, Change] = {"send": lambda reply: {**reply, "question": {**reply["question"], "text": "And?"}}}
    assert await outcome(case, lambda stage: Stage(Tampered(stage.client, changes))) == ""


async def test_the_words_of_the_person_are_theirs_to_hear_again() -> None:
    (case,) = written("""
        steps:
          - put: {preferences.worry: "I read that you should stop at 57.1 {sic} None"}
          - patient: summary
            expect: {says: ["57.1 {sic} None"]}
    """)
    assert await outcome(case) == ""


async def test_a_word_that_reaches_another_conversation_is_caught() -> None:
    (case,) = written("""
        actors: {ben: {consent: true}}
        steps: [{as: ben, patient: hello}, {patient: humira}]
    """)

    def dressed(stage: Stage) -> Stage:
        assert stage.another
        leaky = stage.another()

        def leaks(view: Json) -> Json:
            return {**view, "reference": str(len(stage.client.heard))}  # type: ignore[attr-defined]

        client = Listening(stage.client)
        stage = stage._replace(client=client, twin=None)
        return stage._replace(another=lambda: leaky._replace(client=Tampered(leaky.client, {"view": leaks}), twin=None))

    assert "invariant isolated" in await outcome(case, dressed)


class Listening(Tampered):
    """Remembers what it is sent, where others can see it."""

    def __init__(self, client: Client) -> None:
        super().__init__(client, {})
        self.heard: list[Json] = []

    async def send(self, message: Json) -> Json:
        self.heard.append(message)
        return await self._client.send(message)


async def test_a_wrong_figure_may_be_named_to_put_it_right() -> None:
    (case,) = written("steps: [{patient: 'infusion four times a year?', expect: {says: quarterly infusion}}]")
    assert await outcome(case) == ""


class Talkative:
    """A server that logs what it is told."""

    def __init__(self) -> None:
        self.lines = "started\n"

    def log(self) -> str:
        return self.lines

    async def metrics(self) -> str:
        return ""


async def test_words_of_the_person_in_the_log_are_caught() -> None:
    (case,) = written("steps: [{patient: humira}, {patient: about two years}]")
    server = Talkative()

    class Logged(Tampered):
        async def send(self, message: Json) -> Json:
            server.lines += f"message {message}\n"
            return await self._client.send(message)

    told = await outcome(case, lambda stage: stage._replace(client=Logged(stage.client, {}), outside=server))
    assert "invariant private" in told
    assert "about two years" in told.partition("> ")[2]
