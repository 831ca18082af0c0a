"""Questions answered from checked claims: the surest entry at once, else what may be meant, else honestly nothing."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.content.answers import Entry
from assistant.conversations import Offer
from assistant.engine.scene import Line, Outcome, Scene
from assistant.knowledge import claims
from assistant.knowledge.claims import Statement
from assistant.knowledge.search import Hit
from assistant.messages import Citation, Intent

UNASKED = 0.8
"""How sure an entry must be to answer words that are no question ("I read that ..."), when nothing is being asked."""
FEW = 3
"""Fewer words than this, and without a question mark, are rather an answer that was not understood."""


def respond(scene: Scene, intent: Intent) -> Outcome:
    """The answer, or a choice of what may have been meant, or the offer to ask the team."""
    hits = _find(scene)
    if hits and hits[0].sure:
        return scene.stay(answer(scene, scene.words.answers[hits[0].id]), intent=intent)
    return _did_you_mean(scene, hits, intent) if hits else nothing(scene, scene.inbound.text, intent)


def recognised(scene: Scene) -> Outcome | None:
    """A question that is not worded as one ("rinvoq and grapefruit?"), or a feeling; None for anything else.

    While a question of the pathway is open, other words without a question mark are an answer to it, understood or not.
    """
    text = scene.inbound.text
    at_length = len(text.split()) >= FEW
    hits = _find(scene)
    if hits and hits[0].sure and scene.words.answers[hits[0].id].comforts and not scene.conversation.misses:
        return _comfort(scene, scene.words.answers[hits[0].id])
    if "?" in text:
        return respond(scene, "ask") if at_length or hits else None
    if scene.asked or not at_length or not hits or hits[0].confidence < UNASKED:
        return None
    return respond(scene, "ask")


def _comfort(scene: Scene, entry: Entry) -> Outcome:
    """Whoever tells how they feel is answered, not quoted; said on and on, it is what was not understood."""
    said = _said(scene, entry)
    line = Line(text=" ".join(one.text for one in said), keys=tuple(one.id for one in said), citations=_cited(said))
    after = scene.conversation.model_copy(update={"misses": scene.conversation.misses + 1})
    return Outcome(conversation=after, lines=(line,), intent="ask", style="again")


def answer(scene: Scene, entry: Entry) -> Line:
    """The question as it was understood, and what is known, with its sources."""
    said = _said(scene, entry)
    text = scene.wording.say("talk.answer", question=entry.asks[0], answer=" ".join(one.text for one in said))
    return Line(text=text, keys=("talk.answer", *(one.id for one in said)), citations=_cited(said))


def _said(scene: Scene, entry: Entry) -> tuple[Statement, ...]:
    """What answers the entry, for their region where rules differ."""
    held = scene.conversation
    return claims.answer(scene.content, held.locale, entry.claims, held.cared_for_in, scene.inbound.at.date())


def claim(scene: Scene, name: str) -> Line:
    """One claim as it may be said on the day of the message."""
    said = claims.state(scene.content, scene.conversation.locale, name, scene.inbound.at.date())
    return Line(text=said.text, keys=(name,))


def simpler(scene: Scene) -> tuple[Line, ...]:
    """The claims of the last reply in simpler words, where there are any; none if it told no claim.

    Their ids are not among the keys: whoever asks once more means the question.
    """
    today = scene.inbound.at.date()
    told = [name for name in scene.conversation.said if name in scene.content.claims]
    said = [claims.state(scene.content, scene.conversation.locale, name, today) for name in told]
    if not any(one.simpler for one in said):
        return (scene.line("talk.no_simpler"),) if said else ()
    text = scene.wording.say("talk.simpler", answer=" ".join(one.simpler or one.text for one in said))
    return (Line(text=text, keys=("talk.simpler",), citations=_cited(said)),)


def _cited(said: Sequence[Statement]) -> tuple[Citation, ...]:
    """The sources of what is said, each once."""
    return tuple({cited.id: cited for one in said if not one.withheld for cited in one.citations}.values())


def nothing(scene: Scene, question: str, intent: Intent, key: str = "talk.nothing_checked") -> Outcome:
    """What cannot be answered is offered for the person's own list, in their words."""
    line = scene.line(key)
    if not scene.conversation.consent:
        return scene.stay(line, intent=intent)
    offer = Offer(kind="ask_team", text=question.strip())
    return Outcome(conversation=scene.conversation.model_copy(update={"offer": offer}), lines=(line,), intent=intent)


def _did_you_mean(scene: Scene, hits: tuple[Hit, ...], intent: Intent) -> Outcome:
    """Choices to pick from; where nothing may be kept, the same in words."""
    if not scene.conversation.consent:
        return scene.stay(
            scene.line("talk.did_you_mean", questions=" ".join(hit.question for hit in hits)), intent=intent
        )
    offer = Offer(kind="did_you_mean", text=scene.inbound.text.strip(), entries=tuple(hit.id for hit in hits))
    return Outcome(conversation=scene.conversation.model_copy(update={"offer": offer}), intent=intent)


def _find(scene: Scene) -> tuple[Hit, ...]:
    """What the question in the message is like, or the whole message, whichever is surer."""
    texts = dict.fromkeys((scene.understanding.topic, scene.inbound.text))
    return max(map(scene.search.find, texts), key=lambda hits: hits[0].confidence if hits else 0.0)
