"""A person is asked for: the team takes over, the assistant keeps quiet, and goes on where it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.conversations import Conversation, Status
from assistant.engine.guide import Guide, load_guide
from assistant.engine.turn import take_turn
from assistant.errors import Claimed, ClaimNeeded, ConversationNotFound
from assistant.hours import Closed, Hours, Opening
from assistant.messages import Deed, Inbound, Turn
from tests.engine.test_turn import at as asking

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVENING = FRIDAY + timedelta(hours=8)
WORKING = Hours(openings=(Opening.read("Mon-Fri 09:00-17:00"),), zone="Europe/London")


@pytest.fixture(scope="module")
def guide() -> Guide:
    return replace(load_guide(), staff=WORKING)


def say(before: Conversation, text: str, guide: Guide, at: datetime = FRIDAY) -> Turn:
    return take_turn(before, Inbound(kind="text", at=at, message_id="m", text=text), guide)


def tap(before: Conversation, choice: str, guide: Guide, at: datetime = FRIDAY) -> Turn:
    return take_turn(before, Inbound(kind="choices", at=at, message_id="m", choices=(choice,)), guide)


def do(before: Conversation, kind: str, guide: Guide, text: str = "", at: datetime = FRIDAY, **more: Any) -> Turn:
    deed = Deed.model_validate({"kind": kind, "by": "ana", "name": "Ana", **more})
    return take_turn(before, Inbound(kind="staff", at=at, message_id="s", text=text, deed=deed), guide)


def told(turn: Turn) -> str:
    return "\n".join(message.text for message in turn.reply.messages)


def asked_for(guide: Guide) -> Conversation:
    """Somebody at the question after the first who has asked for a person."""
    return say(asking("history.anti_tnf"), "can I talk to a nurse", guide).conversation


def taken_over(guide: Guide) -> Conversation:
    return do(asked_for(guide), "claim", guide).conversation


@pytest.mark.parametrize("how", ["words", "tap"])
def test_a_person_is_brought_in_and_the_hours_are_told(guide: Guide, how: str) -> None:
    before = asking("history.anti_tnf")
    turn = say(before, "I want to talk to a person", guide) if how == "words" else tap(before, "human", guide)
    assert turn.reply.status == Status.HANDED_OFF
    assert "Monday to Friday 09:00 to 17:00 (London time)" in told(turn)
    assert "your local emergency number" in told(turn)
    assert turn.conversation.waiting
    assert (turn.conversation.waiting.since, turn.conversation.waiting.why) == (FRIDAY, "asked")
    assert turn.reply.question
    assert [choice.id for choice in turn.reply.question.choices] == ["carry_on"]


@pytest.mark.parametrize(
    "words", ["I take humira", "1", "skip", "continue", "I am back", "thanks", "summary", "what is a biologic?", "hi"]
)
def test_while_the_team_has_it_the_assistant_says_nothing_and_takes_nothing(guide: Guide, words: str) -> None:
    before = asked_for(guide)
    turn = say(before, words, guide)
    assert turn.reply.messages == ()
    assert [entry.text for entry in turn.entries] == [words]
    assert turn.conversation.told == before.told
    assert turn.reply.status == Status.HANDED_OFF


def test_an_emergency_is_answered_all_the_same_and_stands_in_the_queue_word_for_word(guide: Guide) -> None:
    turn = say(asked_for(guide), "crushing chest pain", guide)
    assert "your local emergency number" in told(turn)
    assert turn.reply.status == Status.HANDED_OFF
    assert turn.conversation.waiting
    assert [(flag.id, flag.seq) for flag in turn.conversation.waiting.flags] == [
        ("heart_stroke_clot", turn.entries[0].seq)
    ]
    assert turn.entries[0].text == "crushing chest pain"
    assert say(turn.conversation, "still there?", guide).reply.messages == ()


def test_an_emergency_is_shown_to_the_team_though_nobody_asked_for_them(guide: Guide) -> None:
    warned = say(asking("history.anti_tnf"), "crushing chest pain", guide)
    assert warned.reply.status == Status.PAUSED
    assert warned.conversation.waiting
    assert warned.conversation.waiting.why == "flag"
    again = say(warned.conversation, "the chest pain is worse, crushing", guide)
    assert again.conversation.waiting
    assert [flag.id for flag in again.conversation.waiting.flags] == ["heart_stroke_clot"] * 2
    assert again.conversation.waiting.since == FRIDAY
    alone = say(asking("history.anti_tnf"), "crushing chest pain", load_guide())
    assert alone.conversation.waiting is None, "nobody would look"
    unasked = asking("history.anti_tnf").model_copy(update={"consent": None, "state": "consent"})
    assert say(unasked, "crushing chest pain", guide).conversation.waiting is None, "nothing was agreed to yet"


@pytest.mark.parametrize("how", ["carry on without them", "I do not want to wait any longer", "tap"])
def test_the_person_may_go_on_without_them(guide: Guide, how: str) -> None:
    before = asked_for(guide)
    turn = tap(before, "carry_on", guide) if how == "tap" else say(before, how, guide)
    assert turn.reply.status == Status.ACTIVE
    assert turn.reply.question
    assert turn.reply.question.slot == "history.anti_tnf"
    assert turn.conversation.waiting, "the request is not lost"


def test_a_tap_that_comes_after_the_team_has_handed_back_does_no_harm(guide: Guide) -> None:
    back = do(taken_over(guide), "release", guide, hands_back=True).conversation
    turn = tap(back, "staff=carry_on", guide)
    assert turn.entries[0].text == "Carry on without them"
    assert turn.reply.question
    assert turn.reply.question.slot == "history.anti_tnf"


def test_who_goes_on_without_them_is_still_asked_whether_they_are_safe(guide: Guide) -> None:
    warned = say(asking("history.anti_tnf"), "crushing chest pain", guide).conversation
    taken = say(warned, "I want a human", guide)
    assert taken.reply.status == Status.HANDED_OFF
    alone = say(taken.conversation, "carry on without them", guide)
    assert alone.reply.status == Status.PAUSED
    assert alone.reply.question
    assert alone.reply.question.slot == "safety"


def test_everything_can_be_deleted_while_the_team_has_it(guide: Guide) -> None:
    sure = say(asked_for(guide), "forget me", guide)
    assert sure.reply.question
    assert sure.reply.question.slot == "offer"
    assert say(sure.conversation, "yes", guide).erase
    kept = say(sure.conversation, "no", guide)
    assert (kept.erase, kept.reply.status) == (False, Status.HANDED_OFF)


# --- nobody there -----------------------------------------------------------------------------------------------------


def test_out_of_hours_the_hours_are_told_and_a_message_is_taken(guide: Guide) -> None:
    asked = say(asking("history.anti_tnf"), "can I talk to a nurse", guide, EVENING)
    assert asked.reply.status == Status.ACTIVE
    assert "next on Monday at 09:00" in told(asked)
    assert asked.reply.question
    assert (asked.reply.question.slot, asked.reply.question.kind) == ("offer", "text")
    left = say(asked.conversation, "Hi, can a nurse call me about my humira level please", guide, EVENING)
    assert left.conversation.waiting
    assert left.conversation.waiting.why == "message"
    assert left.conversation.told == asked.conversation.told, "it was for the team"
    assert left.reply.question
    assert left.reply.question.slot == "history.anti_tnf"


@pytest.mark.parametrize(
    ("closed", "next_time"),
    [
        ("2026-11-23", "next on Tuesday at 09:00"),
        ("2026-11-23 to 2026-11-27", "next on Monday, 30 November 2026, at 09:00"),
    ],
)
def test_on_a_public_holiday_the_next_working_day_is_told(guide: Guide, closed: str, next_time: str) -> None:
    away = replace(guide, staff=WORKING.model_copy(update={"closed": (Closed.read(closed),)}))
    assert next_time in told(say(asking("history.anti_tnf"), "can I talk to a nurse", away, EVENING))
    holiday = EVENING.replace(day=23, hour=11)
    assert "nobody is there now" in told(say(asking("history.anti_tnf"), "can I talk to a nurse", away, holiday))


@pytest.mark.parametrize("words", ["nothing more", "no", "skip"])
def test_a_message_need_not_be_left(guide: Guide, words: str) -> None:
    asked = say(asking("history.anti_tnf"), "can I talk to a nurse", guide, EVENING).conversation
    turn = say(asked, words, guide, EVENING)
    assert turn.conversation.waiting
    assert turn.conversation.waiting.why == "asked"
    assert turn.reply.question
    assert turn.reply.question.slot == "history.anti_tnf"


def test_who_waits_when_the_team_goes_home_is_told_once(guide: Guide) -> None:
    late = say(asked_for(guide), "hello?", guide, EVENING)
    assert "Nobody from the team is there now" in told(late)
    assert say(late.conversation, "ok", guide, EVENING).reply.messages == ()
    monday = FRIDAY + timedelta(days=3)
    back_at_work = say(late.conversation, "good morning", guide, monday)
    assert back_at_work.reply.messages == ()
    assert told(say(back_at_work.conversation, "hello?", guide, monday + timedelta(hours=8)))


def test_without_a_team_it_is_said_that_nobody_can_come() -> None:
    turn = say(asking("history.anti_tnf"), "can I talk to a nurse", load_guide())
    assert "I cannot bring a person" in told(turn)
    assert turn.reply.status == Status.ACTIVE


def test_before_consent_a_request_for_a_person_is_answered_honestly(guide: Guide) -> None:
    unasked = asking("history.anti_tnf").model_copy(update={"consent": None, "state": "consent"})
    turn = say(unasked, "can I talk to a nurse", guide)
    assert "once I may keep what you write" in told(turn)
    assert (turn.reply.status, turn.conversation.waiting) == (Status.ACTIVE, None)


def test_what_the_team_can_read_is_said_at_the_beginning_and_when_asked(guide: Guide) -> None:
    new = Conversation(id="c_new", created_at=FRIDAY, updated_at=FRIDAY)
    opened = take_turn(new, Inbound(kind="open", at=FRIDAY), guide)
    assert "People of the team can read this chat" in told(opened)
    assert "nobody reads along" not in told(say(asking("history.anti_tnf"), "are you a robot?", guide))


# --- the team ---------------------------------------------------------------------------------------------------------


def test_what_the_team_writes_stands_in_the_transcript_and_after_it_the_assistant_goes_on(guide: Guide) -> None:
    written = do(taken_over(guide), "reply", guide, "Hello, Ana here.")
    assert [(entry.sender, entry.text) for entry in written.entries] == [("staff", "Hello, Ana here.")]
    back = do(written.conversation, "release", guide, hands_back=True)
    assert back.reply.status == Status.ACTIVE
    assert "The team has written to you above" in told(back)
    assert back.reply.question
    assert back.reply.question.slot == "history.anti_tnf"
    assert (back.conversation.waiting, back.conversation.claim) == (None, None)
    assert say(back.conversation, "humira", guide).conversation.told["history.anti_tnf"].value == "adalimumab"


def test_two_cannot_have_it_at_once_and_a_lead_may_take_it(guide: Guide) -> None:
    held = taken_over(guide)
    with pytest.raises(Claimed):
        do(held, "claim", guide, by="ben", name="Ben")
    with pytest.raises(Claimed):
        do(held, "claim", guide, by="ben", name="Ben", take_over=True)
    with pytest.raises(Claimed):
        do(held, "reply", guide, "Hello", by="ben", name="Ben", leads=True)
    with pytest.raises(Claimed):
        do(held, "resolve", guide, by="ben", name="Ben")
    taken = do(held, "claim", guide, by="ben", name="Ben", leads=True, take_over=True).conversation
    with pytest.raises(Claimed):
        do(taken, "reply", guide, "Hello")


@pytest.mark.promise(59)
def test_a_claim_lapses_a_minute_after_its_holder_was_last_heard_of(guide: Guide) -> None:
    held = taken_over(guide)
    at = FRIDAY
    for kind in ("seen", "reply", "note", "claim"):
        at += timedelta(seconds=59)
        held = do(held, kind, guide, "Hello", at=at).conversation
        with pytest.raises(Claimed):
            do(held, "claim", guide, at=at + timedelta(seconds=59), by="ben")
    held = do(held, "note", guide, "Mine?", at=at + timedelta(seconds=59), by="ben").conversation
    late = at + timedelta(seconds=60)
    with pytest.raises(ClaimNeeded):
        do(held, "reply", guide, "Hello again", at=late)
    assert do(held, "claim", guide, at=late, by="ben").conversation.claim


def test_what_is_let_go_waits_for_a_colleague_at_its_old_place(guide: Guide) -> None:
    turn = do(taken_over(guide), "release", guide)
    assert turn.reply.messages == ()
    assert turn.conversation.claim is None
    assert turn.conversation.waiting
    assert turn.conversation.waiting.since == FRIDAY
    assert turn.reply.status == Status.HANDED_OFF


def test_a_resolved_request_leaves_the_conversation_as_it_was(guide: Guide) -> None:
    asked = say(asking("history.anti_tnf"), "can I talk to a nurse", guide, EVENING).conversation
    going_on = say(asked, "Please call me", guide, EVENING).conversation
    turn = do(going_on, "resolve", guide)
    assert turn.reply.messages == ()
    assert turn.conversation.model_copy(update={"waiting": going_on.waiting, "version": going_on.version}) == going_on
    with pytest.raises(ConversationNotFound):
        do(turn.conversation, "claim", guide)


def test_once_the_team_has_seen_to_it_nobody_asks_again_whether_somebody_is_safe(guide: Guide) -> None:
    warned = say(asking("history.anti_tnf"), "crushing chest pain", guide).conversation
    with pytest.raises(ClaimNeeded):
        do(warned, "reply", guide, "Have you called them?")
    written = do(do(warned, "claim", guide).conversation, "reply", guide, "Have you called them?").conversation
    assert say(written, "yes, they are here", guide).reply.messages == ()
    back = do(written, "resolve", guide)
    assert back.reply.status == Status.ACTIVE
    assert back.reply.question
    assert back.reply.question.slot == "history.anti_tnf"


def test_claims_and_notes_are_nobodys_turn(guide: Guide) -> None:
    held = taken_over(guide)
    noted = do(held, "note", guide, "Rang, no answer.", at=FRIDAY + timedelta(seconds=5))
    assert noted.entries == ()
    assert noted.reply.messages == ()
    assert [note.text for note in noted.conversation.notes] == ["Rang, no answer."]
    assert (noted.conversation.turn, noted.conversation.updated_at) == (held.turn, held.updated_at)
    assert noted == do(held, "note", guide, "Rang, no answer.", at=FRIDAY + timedelta(seconds=5))
