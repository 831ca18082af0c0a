"""One turn: pure, replayable, and always where the answers lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.content.loader import load_content
from assistant.conversations import Answer, Conversation, Status
from assistant.engine.answers import keep
from assistant.engine.guide import Guide, load_guide
from assistant.engine.turn import take_turn
from assistant.errors import BadValue
from assistant.flows.pathway import asks, in_force, to_ask
from assistant.messages import Inbound, Turn
from assistant.reports.model import build_report
from tests.people import anything, people

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BLANK = Conversation(id="c_1", created_at=NOW, updated_at=NOW, consent=True)


LETTERS = ("a)", "b)", "c)", "d)", "e)", "f)", "g)", "h)", "i)", "j)", "11.", "l)", "m)")
"""Without k: alone it is how people write "okay"."""


@pytest.fixture(scope="session")
def guide() -> Guide:
    return load_guide()


def say(conversation: Conversation, text: str, guide: Guide) -> Turn:
    return take_turn(conversation, Inbound(kind="text", at=NOW, message_id="m", text=text), guide)


def tell(conversation: Conversation, slot: str, answer: Answer, guide: Guide) -> Conversation:
    """The conversation after a form set one answer."""
    return take_turn(conversation, Inbound(kind="answer", at=NOW, slot=slot, answer=answer), guide).conversation


def sheet(conversation: Conversation) -> dict[str, Any]:
    report = build_report(conversation, load_content(), NOW.date(), NOW)
    return report.model_dump(mode="json", exclude={"conversation_id", "generated_at"})


def at(slot: str) -> Conversation:
    """A conversation in which everything before ``slot`` was skipped, so that it is the open question."""
    before = {}
    for ask in asks():
        if ask.slot == slot:
            break
        before[ask.slot] = Answer(status="skipped")
    opened = {"history.reaction": ("history.response", "side_effect")}
    opened |= dict.fromkeys(("tests.level_value", "tests.antibodies"), ("tests.drug_level", "low"))
    if slot in opened:
        before[opened[slot][0]] = Answer(value=opened[slot][1])
    return BLANK.model_copy(update={"told": before, "state": slot})


def test_the_same_turn_taken_again_is_the_same(guide: Guide) -> None:
    conversation = at("history.anti_tnf")
    assert say(conversation, "humira", guide) == say(conversation, "humira", guide)


@settings(max_examples=40, deadline=None)
@given(people, st.data())
def test_corrections_in_any_order_that_end_alike_give_the_same_sheet(
    person: dict[str, Answer], data: st.DataObject
) -> None:
    guide = load_guide()
    straight = shuffled = BLANK
    for slot, answer in person.items():
        straight = tell(straight, slot, answer, guide)
    for slot in data.draw(st.permutations(list(person))):
        if data.draw(st.booleans()):
            shuffled = tell(shuffled, slot, data.draw(anything(slot)), guide)
        shuffled = tell(shuffled, slot, person[slot], guide)
    assert sheet(shuffled) == sheet(straight)
    assert shuffled.state == straight.state


@settings(max_examples=40, deadline=None)
@given(people, people)
def test_undo_brings_back_exactly_what_was_told_before(person: dict[str, Answer], changes: dict[str, Answer]) -> None:
    guide = load_guide()
    before = keep(BLANK, person)
    after = before
    for slot, answer in changes.items():
        after = tell(after, slot, answer, guide)
    while len(after.undo) > len(before.undo):
        after = say(after, "undo", guide).conversation
    assert {slot: (told.value, told.status) for slot, told in after.told.items()} == {
        slot: (told.value, told.status) for slot, told in before.told.items()
    }


IN_OWN_WORDS = ("preferences.worry", "closing.own_questions")


@pytest.mark.parametrize("slot", [ask.slot for ask in asks() if ask.slot not in IN_OWN_WORDS])
def test_an_emergency_is_seen_at_every_question_and_returns_to_it(slot: str, guide: Guide) -> None:
    warned = say(at(slot), "crushing chest pain", guide)
    assert warned.reply.status == Status.PAUSED
    assert [flag.id for flag in warned.reply.flags] == ["heart_stroke_clot"]
    assert warned.conversation.told == at(slot).told
    safe = say(warned.conversation, "I am safe now", guide)
    assert safe.reply.question
    assert (safe.reply.status, safe.reply.question.slot) == (Status.ACTIVE, slot)


@pytest.mark.parametrize("slot", IN_OWN_WORDS)
def test_an_emergency_written_as_a_fear_or_a_question_is_asked_about_and_kept(slot: str, guide: Guide) -> None:
    warned = say(at(slot), "crushing chest pain", guide)
    assert warned.reply.status == Status.PAUSED
    assert [flag.id for flag in warned.reply.flags] == ["heart_stroke_clot"]
    assert warned.reply.messages[-1].text.startswith("Is this happening")
    safe = say(warned.conversation, "it is not happening now", guide)
    assert safe.reply.status in (Status.ACTIVE, Status.COMPLETED)
    assert safe.conversation.told[slot].text == "crushing chest pain"


@pytest.mark.parametrize("slot", [ask.slot for ask in asks()])
@pytest.mark.parametrize("command", ["why do you ask?", "help", "summary", "repeat", "how many more questions?"])
def test_a_side_question_comes_back_to_the_same_question(slot: str, command: str, guide: Guide) -> None:
    turn = say(at(slot), command, guide)
    assert turn.reply.question
    assert turn.reply.question.slot == slot
    assert turn.reply.changes == ()


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("never worked but can we stop for today", "stop"),
        ("never worked. how many more of these", "progress"),
        ("never worked, can i talk to someone", "human"),
        ("never worked. go back one", "back"),
        ("never worked. summary please", "summary"),
    ],
)
def test_an_answer_beside_a_command_is_kept_and_the_command_obeyed(words: str, intent: str, guide: Guide) -> None:
    turn = say(at("history.response"), words, guide)
    assert turn.reply.intent == intent
    assert turn.conversation.told["history.response"].value == "never_worked"
    assert (turn.reply.status == Status.PAUSED) == (intent == "stop")


@pytest.mark.parametrize("slot", [ask.slot for ask in asks()])
@pytest.mark.parametrize(
    ("words", "status"), [("skip", "skipped"), ("rather not say", "declined"), ("i don't know", "unknown")]
)
def test_every_question_takes_a_skip_a_no_comment_and_a_not_known(
    slot: str, words: str, status: str, guide: Guide
) -> None:
    turn = say(at(slot), words, guide)
    assert turn.conversation.told[slot].status == status
    assert slot not in to_ask(in_force(turn.conversation.told))


@pytest.mark.parametrize("slot", load_content().slots.values(), ids=lambda slot: slot.id)
def test_every_choice_is_taken_by_id_label_number_and_letter(slot: Any, guide: Guide) -> None:
    if not slot.choices or slot.kind == "date":
        return
    for number, choice in enumerate(slot.choices, start=1):
        label = guide.content.words("en").slots[slot.id].values[choice].label
        tapped = Inbound(kind="choices", at=NOW, choices=(choice,))
        wanted = take_turn(at(slot.id), tapped, guide).conversation.told[slot.id].value
        for words in (label, str(number), LETTERS[number - 1]):
            told = say(at(slot.id), words, guide).conversation.told.get(slot.id)
            assert told, f"{words!r} was not understood"
            assert told.value == wanted, words


def test_a_button_nobody_showed_is_refused_with_those_there_are(guide: Guide) -> None:
    with pytest.raises(BadValue, match="adalimumab"):
        take_turn(at("history.anti_tnf"), Inbound(kind="choices", at=NOW, choices=("aspirin",)), guide)


def test_replies_never_show_ids_or_blanks(guide: Guide) -> None:
    for ask in asks():
        turn = say(at(ask.slot), "summary", guide)
        for message in turn.reply.messages:
            assert "{" not in message.text
            assert "None" not in message.text
            assert ask.slot not in message.text


def test_after_days_away_the_assistant_asks_whether_anything_has_changed(guide: Guide) -> None:
    conversation = at("history.anti_tnf").model_copy(update={"updated_at": NOW - timedelta(days=4)})
    later = say(conversation, "humira", guide)
    assert later.reply.messages[0].text.startswith("It has been a while.")
    assert later.conversation.told["history.anti_tnf"].value == "adalimumab"
    soon = say(conversation.model_copy(update={"updated_at": NOW - timedelta(days=1)}), "humira", guide)
    assert "back" not in soon.reply.messages[0].text


def test_an_alarming_reaction_named_where_reactions_are_asked_for_is_asked_about(guide: Guide) -> None:
    turn = say(at("history.reaction"), "my throat swelled up", guide)
    assert turn.reply.status == Status.PAUSED
    assert "Is this happening to you now" in turn.reply.messages[-1].text


@pytest.mark.parametrize(
    ("respondent", "asked"),
    [("patient", "to you now?"), ("caregiver", "now to the person you are helping?")],
)
def test_whether_it_is_so_is_asked_about_the_one_who_is_ill(respondent: str, asked: str, guide: Guide) -> None:
    told = tell(at("history.reaction"), "about.respondent", Answer(value=respondent), guide)
    assert say(told, "my throat swelled up", guide).reply.messages[-1].text == f"Is this happening {asked}"


def test_despair_told_as_a_worry_is_taken_as_it_is(guide: Guide) -> None:
    told = say(at("preferences.worry"), "i want to kill myself", guide)
    assert [flag.id for flag in told.reply.flags] == ["self_harm"]
    assert "Is this happening" not in "".join(message.text for message in told.reply.messages)


@pytest.mark.parametrize("flag", [flag for flag, facts in load_content().flags.items() if facts.tier != "soon"])
def test_where_it_is_not_clear_the_safety_text_comes_with_one_question(flag: str, guide: Guide) -> None:
    words = guide.content.words("en")
    for said in words.flags.flags[flag].examples.raised:
        turn = say(at("history.reaction"), said, guide)
        told = "\n".join(message.text for message in turn.reply.messages)
        assert turn.reply.status == Status.PAUSED
        assert flag in {found.id for found in turn.reply.flags}
        assert any(words.phrases[f"safety.{found.id}"][0].partition("{")[0] in told for found in turn.reply.flags)
        assert told.count(words.phrases["safety.doubt"][0]) == 1


def test_pregnant_and_on_methotrexate_by_buttons_alone_is_for_the_same_day(guide: Guide) -> None:
    before = tell(at("health.pregnancy"), "history.partner_drug", Answer(value="methotrexate"), guide)
    told = Inbound(kind="answer", at=NOW, slot="health.pregnancy", answer=Answer(value="pregnant"))
    turn = take_turn(before, told, guide)
    assert "something your team should hear about today" in turn.reply.messages[0].text
    assert [flag["id"] for flag in sheet(turn.conversation)["flags"]] == ["exposure_pregnancy_vaccine"]
    again = tell(turn.conversation, "history.surgery", Answer(value=False), guide)
    assert "hear about today" not in take_turn(again, told, guide).reply.messages[0].text, "once is enough"
    corrected = tell(turn.conversation, "health.pregnancy", Answer(value="no"), guide)
    assert sheet(corrected)["flags"] == []
    for partner in ("azathioprine", "none"):
        other = tell(at("health.pregnancy"), "history.partner_drug", Answer(value=partner), guide)
        assert sheet(tell(other, "health.pregnancy", Answer(value="pregnant"), guide))["flags"] == []
