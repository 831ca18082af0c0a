"""Words that the person changed or took back later: what was noted from them is asked about, never silently changed."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.content.loader import Content
from assistant.conversations import Answer, Conversation, Offer
from assistant.engine import commands
from assistant.engine.answers import answer_of, fitting, keep
from assistant.engine.scene import Line, Outcome, Scene
from assistant.engine.talk import talk
from assistant.messages import Earlier, Inbound, Question


def as_it_was(conversation: Conversation, inbound: Inbound, question: Question | None) -> Conversation:
    """The conversation to read words in that do not answer the open ``question``: at the one that the changed words
    answered, if they did, or that the writer's device was showing."""
    earlier = inbound.earlier
    slot = next((slot for slot, told in conversation.told.items() if earlier and told.turn == earlier.turn), None)
    if not slot and moved_on(inbound, question):
        slot = inbound.asked
    return conversation.model_copy(update={"state": slot, "offer": None}) if slot else conversation


def moved_on(inbound: Inbound, question: Question | None) -> bool:
    """Whether the writer's device was showing another question than the open one."""
    return inbound.asked is not None and inbound.asked != (question.slot if question else None)


def elsewhere(scene: Scene) -> tuple[Line, ...]:
    """A word to a device that was showing another question than the open one."""
    return (scene.line("device.moved_on"),) if moved_on(scene.inbound, scene.question) else ()


def withdraw(conversation: Conversation, inbound: Inbound, content: Content) -> Conversation:
    """For a message that is deleted: its words leave the answers, and to delete what they told is offered."""
    if inbound.kind != "delete" or not inbound.earlier:
        return conversation
    without = _without(conversation, inbound.earlier, content)
    turn = inbound.earlier.turn
    return conversation.model_copy(
        update={
            "told": {slot: _wordless(told, turn) for slot, told in conversation.told.items()},
            "undo": tuple(
                {slot: _wordless(told, turn) if told else None for slot, told in record.items()}
                for record in conversation.undo
            ),
            "undone": {},
            "offer": Offer(kind="erase", answers=without) if without else None,
        }
    )


def _wordless(told: Answer, turn: int) -> Answer:
    return told.model_copy(update={"text": None}) if told.turn == turn else told


def _without(conversation: Conversation, earlier: Earlier, content: Content) -> dict[str, Answer | None]:
    """The answers that came from the earlier words as they are without them; of a list of texts the others stay."""
    found: dict[str, Answer | None] = {}
    for slot, told in ((slot, told) for slot, told in conversation.told.items() if slot in content.slots):
        texts = told.value if isinstance(told.value, tuple) and content.slots[slot].kind == "texts" else ()
        left = tuple(text for text in texts if not any(text in words for words in earlier.texts))
        if len(left) < len(texts) and left:
            found[slot] = told.model_copy(update={"value": left})
        elif len(left) < len(texts) or told.turn == earlier.turn:
            found[slot] = None
    return found


def erased(conversation: Conversation, answers: Mapping[str, Answer | None]) -> Conversation:
    """The conversation with these answers, and nothing left to undo them from."""
    after = keep(conversation, answers)
    undo = ({slot: told for slot, told in record.items() if slot not in answers} for record in after.undo)
    return after.model_copy(update={"undo": tuple(record for record in undo if record)})


def respond(scene: Scene) -> Outcome | None:
    """Ask whether what the changed words say shall count; None for a message that changes no other."""
    if not scene.inbound.earlier:
        return None
    if scene.inbound.kind == "delete":
        return scene.stay(scene.line("edited.deleted"), intent="correct")
    if not scene.conversation.consent:
        return None
    if answers := _said_now(scene, scene.inbound.earlier):
        after = scene.conversation.model_copy(update={"offer": Offer(kind="edit", answers=answers)})
        return Outcome(conversation=after, intent="correct")
    said = commands.respond(scene) or talk(scene)
    return said or scene.stay(scene.line("edited.same"), intent="correct")


def _said_now(scene: Scene, earlier: Earlier) -> dict[str, Answer]:
    """The answers in the changed words that differ from what was told. They count as told when the first words were,
    so that the message can be changed once more."""
    found = (item for given in scene.understanding.found if (item := fitting(scene, given)))
    answers = {item.slot: answer_of(scene, item) for item in found}
    return {
        slot: answer.model_copy(update={"turn": earlier.turn})
        for slot, answer in answers.items()
        if not answer.same(scene.conversation.told.get(slot))
    }
