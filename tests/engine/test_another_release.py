"""A conversation that began under another release of the content goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.content.loader import load_content
from assistant.conversations import Answer, Conversation
from assistant.engine.guide import Guide, load_guide
from assistant.engine.turn import take_turn
from assistant.messages import Earlier, Inbound, Turn
from assistant.reports.model import build_report

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BEFORE = Conversation(
    id="c_1",
    created_at=NOW,
    updated_at=NOW,
    consent=True,
    state="history.a_question_that_went",
    turn=3,
    told={
        "about.respondent": Answer(value="patient"),
        "about.age_band": Answer(value="35_49"),
        "about.diagnosis": Answer(value="crohns"),
        "about.region": Answer(value="uk"),
        "about.appointment": Answer(value="not_booked"),
        "history.anti_tnf": Answer(value="adalimumab", turn=2),
        "history.a_question_that_went": Answer(value=("something",), turn=3),
        "history.response": Answer(value="a_choice_that_went", turn=3),
    },
)


@pytest.fixture(scope="module")
def guide() -> Guide:
    return load_guide()


def say(guide: Guide, **message: Any) -> Turn:
    return take_turn(BEFORE, Inbound.model_validate({"kind": "text", "at": NOW, "message_id": "m", **message}), guide)


def test_it_goes_on_where_the_charts_of_now_put_it(guide: Guide) -> None:
    turn = say(guide, text="2 years")
    assert turn.conversation.state == "history.weeks_on" or "history.weeks_on" in turn.conversation.told
    assert turn.reply.question
    assert turn.reply.question.slot in load_content().slots


@pytest.mark.parametrize(
    "words", ["summary", "back", "undo", "change my drug", "how much longer?", "what do you know?"]
)
def test_every_command_can_still_be_given(guide: Guide, words: str) -> None:
    turn = say(guide, text=words)
    assert turn.reply.messages
    assert turn.reply.question


def test_what_was_said_then_can_be_changed_and_deleted(guide: Guide) -> None:
    earlier = Earlier(turn=3, texts=("something",))
    assert say(guide, text="remicade", edits="old", earlier=earlier).reply.question
    deleted = say(guide, kind="delete", deletes="old", earlier=earlier).conversation.offer
    assert deleted
    assert "history.response" in deleted.answers


def test_the_sheet_is_made_of_what_still_is_a_question(guide: Guide) -> None:
    report = build_report(say(guide, text="2 years").conversation, load_content(), NOW.date(), NOW)
    assert {line.slot for line in report.answers} <= set(load_content().slots)
