"""Which question is open, and how it is put."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.content.loader import Content
from assistant.content.models import Slot
from assistant.content.wording import Wording
from assistant.conversations import VALUED, Answer, Conversation, Offer, Status
from assistant.engine.scene import Style
from assistant.messages import Choice, Question, QuestionKind


def pending(
    conversation: Conversation, content: Content, answers: Mapping[str, Answer], style: Style = "ask"
) -> Question | None:
    """The open question: about safety first, then what the assistant offered, consent, the pathway; or none.

    ``answers`` are those in force.
    """
    wording = Wording(content, conversation.locale, answers)
    if conversation.status == Status.HANDED_OFF and not conversation.offer:
        return _own(wording, "staff", "choice", ("carry_on",))
    if conversation.status != Status.HANDED_OFF and conversation.state.startswith("safety."):
        return _own(wording, "safety", "choice", ("safe", "being_seen", "not_now"), "ask_safe")
    if conversation.offer and conversation.offer.kind == "did_you_mean":
        return _did_you_mean(conversation, content, wording)
    if conversation.offer and conversation.offer.kind == "leave_message":
        nothing = Choice(id="no", label=wording.say("offer.nothing"))
        text = wording.say("offer.leave_message")
        return Question(slot="offer", kind="text", text=text, choices=(nothing,), optional=False)
    if conversation.offer:
        return _offer(conversation, wording)
    if conversation.state in ("consent", "refused"):
        return _own(wording, "consent", "yes_no", ("yes", "no"), "ask" if style == "ask" else "again")
    slot = content.slots.get(conversation.state)
    told = answers.get(conversation.state) if conversation.revisit is None else None
    return _slot_question(slot, wording, style, told) if slot else None


def _own(wording: Wording, name: str, kind: QuestionKind, choices: tuple[str, ...], phrase: str = "ask") -> Question:
    return Question(
        slot=name,
        kind=kind,
        text=wording.say(f"{name}.{phrase}"),
        choices=tuple(Choice(id=choice, label=wording.say(f"{name}.{choice}")) for choice in choices),
        optional=False,
    )


def _offer(conversation: Conversation, wording: Wording) -> Question:
    offer = conversation.offer
    assert offer is not None
    return Question(
        slot=offer.slot or "offer",
        kind="yes_no",
        text=_offered(offer, conversation.told, wording),
        choices=tuple(Choice(id=choice, label=wording.say(f"offer.{choice}")) for choice in ("yes", "no")),
        optional=False,
    )


def _offered(offer: Offer, told: Mapping[str, Answer], wording: Wording) -> str:
    """What is offered; a change shows what was told before, where it was another value."""
    if offer.answers:
        items = (wording.item(slot, answer) for slot, answer in offer.answers.items() if answer)
        labels = wording.listed([wording.label(slot) for slot in offer.answers])
        return wording.say(f"offer.{offer.kind}", items="; ".join(items), labels=labels)
    if not offer.slot or not offer.answer:
        return wording.say(f"offer.{offer.kind}")
    before, label, value = told.get(offer.slot), wording.label(offer.slot), wording.answer(offer.slot, offer.answer)
    if before and before.status in VALUED and before.value != offer.answer.value:
        return wording.say("offer.correct", label=label, before=wording.answer(offer.slot, before), value=value)
    return wording.say("offer.change", label=label, value=value)


def _did_you_mean(conversation: Conversation, content: Content, wording: Wording) -> Question:
    """The questions that may have been meant, each on a button."""
    assert conversation.offer
    known = content.words(conversation.locale).answers
    meant = [Choice(id=name, label=known[name].asks[0]) for name in conversation.offer.entries if name in known]
    none = Choice(id="no", label=wording.say("offer.none"))
    text = wording.say("offer.did_you_mean", nth=len(meant) > 1)
    return Question(slot="offer", kind="choice", text=text, choices=(*meant, none), optional=False)


def _slot_question(slot: Slot, wording: Wording, style: Style, told: Answer | None) -> Question:
    text = wording.ask(slot.id, "ask" if style == "silent" else style)
    if told and told.partial:
        text = wording.say("answer.so_far", value=wording.answer(slot.id, told), question=text)
    return Question(
        slot=slot.id,
        kind=slot.question_kind,
        text=text,
        choices=wording.buttons(slot.id),
        units=slot.units,
        minimum=slot.least,
        maximum=slot.greatest,
        most=slot.most,
        alone=slot.alone,
    )
