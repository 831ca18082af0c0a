"""Questions answered from checked claims: the surest entry at once, else what may be meant, else honestly nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.content.answers import Entry
from assistant.content.models import DRUGS
from assistant.conversations import Offer
from assistant.engine.scene import Line, Outcome, Scene
from assistant.knowledge import claims
from assistant.knowledge.claims import Statement
from assistant.knowledge.search import Hit
from assistant.messages import Citation, Intent
from assistant.understanding.slots import DRUG_LEVEL, EARLIER, LEVEL, MEDICINES, NOW, PARTNER, STEROIDS

OF_ITSELF, WORDS = "this_project.", "terms."
"""Entries about the program, and what words mean."""
OF_IT, SURE_OF_IT = ("given", "speed", "pregnancy", "monitoring", "cancer"), 0.75
"""What is told of the medicine meant by "it", and how sure that must be."""
HARMS, UNBORN = "methotrexate", "pregnancy."
"""Whoever takes it beside the anti-TNF, and asks of pregnancy, is told of this first."""
RESULTS = "results."
"""Entries on what a test found."""
ENOUGH = "adequate"
"""A level beside which antibodies mean something else than they do alone."""
OF_NO_MEDICINE = ("appointment.", "vaccines.", "condition.", "conditions.painkillers")
"""What is told also to whoever asks what they should do."""
COMPARED = "comparing."
"""Entries on two medicines side by side."""
OTHERS = (PARTNER, EARLIER, STEROIDS, MEDICINES)
"""Questions at which "it" may be another medicine."""
UNASKED = 0.8
"""How sure an entry must be to answer words that are no question ("I read that ..."), when nothing is being asked."""
SENTENCES = re.compile(r"(?<=[.?!])\s+")
FEW = 3
"""Fewer words than this, and without a question mark, are rather an answer that was not understood."""


def respond(scene: Scene, intent: Intent) -> Outcome:
    """The answer, or a choice of what may have been meant, or the offer to ask the team."""
    hits = _find(scene, intent)
    judges = any(map(scene.search.judges, (scene.inbound.text, scene.understanding.topic)))
    if judges and _is_of_a_test(scene):  # "is that serious" is then no question of emergencies
        return _unjudged(scene, intent)
    if hits and hits[0].sure:
        return scene.stay(answer(scene, scene.words.answers[hits[0].id]), intent=intent)
    if judges:
        return _unjudged(scene, intent)
    return _did_you_mean(scene, hits, intent) if hits else nothing(scene, question_of(scene), intent)


def advise(scene: Scene) -> Outcome:
    """ "Should I take it weekly" is for the team; what is asked of the visit, vaccines or when to call is told."""
    hits = _find(scene, "advice")
    if hits and hits[0].sure and hits[0].id.startswith(OF_NO_MEDICINE):
        return scene.stay(answer(scene, scene.words.answers[hits[0].id]), intent="advice")
    return nothing(scene, question_of(scene), "advice", "talk.advice")


def _is_of_a_test(scene: Scene) -> bool:
    """Whether the open question is of a test that has numbers."""
    return bool(scene.asked and scene.wording.number(scene.asked.id))


def question_of(scene: Scene) -> str:
    """What is asked, without the list of medicines before it."""
    listed = scene.inbound.kind == "text" and any(item.slot == MEDICINES for item in scene.understanding.found)
    return scene.understanding.topic if listed and scene.understanding.topic else scene.inbound.text


def of_itself(scene: Scene, intent: Intent) -> Outcome | None:
    """What is asked of the program ("why so many questions"), where that has an answer of its own."""
    hits = _find(scene, intent)
    if not (hits and hits[0].sure and hits[0].id.startswith(OF_ITSELF)):
        return None
    return scene.stay(answer(scene, scene.words.answers[hits[0].id]), intent=intent)


def _unjudged(scene: Scene, intent: Intent) -> Outcome:
    """ "So is that bad?": where a test is asked about, why that is not said here."""
    number = scene.wording.number(scene.asked.id) if scene.asked else None
    if not (scene.asked and number):
        return nothing(scene, scene.inbound.text, intent)
    told, level = scene.answers.get(scene.asked.id), scene.answers.get(LEVEL)
    alone = scene.asked.id == LEVEL or not level or level.value != ENOUGH
    hits = scene.search.find(scene.wording.answer(scene.asked.id, told)) if told and told.value and alone else ()
    named = hits if scene.asked.id == DRUG_LEVEL else hits[:1]  # beside why a level is low, what a low one means
    if meant := next((hit.id for hit in named if hit.sure and hit.id.startswith(RESULTS)), None):
        return scene.stay(answer(scene, scene.words.answers[meant]), intent=intent)
    return scene.stay(Line(text=number, keys=(f"number.{scene.asked.id}",)), intent=intent)


def recognised(scene: Scene) -> Outcome | None:
    """A question that is not worded as one ("rinvoq and grapefruit?"), or a feeling; None for anything else.

    While a question of the pathway is open, other words without a question mark are an answer to it, understood or not.
    """
    text = scene.inbound.text
    at_length = len(text.split()) >= FEW
    hits = _find(scene, "ask")
    if hits and hits[0].sure and scene.words.answers[hits[0].id].comforts and not scene.conversation.misses:
        return _comfort(scene, scene.words.answers[hits[0].id])
    if hits and hits[0].sure and hits[0].id.startswith(COMPARED) and _sets_side_by_side(scene):
        return respond(scene, "ask")
    if _asks(text):
        return respond(scene, "ask") if at_length or hits else None
    if scene.asked or not at_length or not hits or hits[0].confidence < UNASKED:
        return None
    return respond(scene, "ask")


def _sets_side_by_side(scene: Scene) -> bool:
    """ "Skyrizi or Stelara", where no medicine is asked for."""
    named = scene.search.medicines(scene.inbound.text) & scene.content.options.keys()
    return len(named) > 1 and not (scene.asked and scene.asked.id in (NOW, *OTHERS))


def _asks(text: str) -> bool:
    """Whether it holds a question; what it only echoes is none: "before this? nothing"."""
    *parts, last = SENTENCES.split(text.strip())
    return last.endswith("?") or any(part.endswith("?") and len(part.split()) >= FEW for part in parts)


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


def _find(scene: Scene, intent: Intent) -> tuple[Hit, ...]:
    """What the question in the message is like, or the whole message, whichever is surer; a word is defined first."""
    both = dict.fromkeys((scene.understanding.topic, scene.inbound.text))
    texts = [text for text in both if not scene.search.judges(text)] or [*both]  # "is that better" asks of nothing
    hits = max(map(scene.search.find, texts), key=lambda hits: hits[0].confidence if hits else 0.0)
    if intent == "define":
        hits = tuple(sorted(hits, key=lambda hit: (-hit.confidence, not hit.id.startswith(WORDS))))
    return _of_it(scene, hits) or hits


def _of_it(scene: Scene, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """ "Is it safe if I am pregnant": what is known of the medicine that was just told of, or of the one now taken."""
    text = scene.inbound.text
    if not scene.search.means_it(text):
        return ()
    other, unborn = scene.answers.get(PARTNER), any(hit.id.startswith(UNBORN) for hit in hits)
    found = scene.search.find(f"{text} {HARMS}") if unborn and other and other.value == HARMS else ()
    if found and found[0].id == UNBORN + HARMS and found[0].sure:
        return found
    medicine = _it(scene)
    if not medicine or (hits and hits[0].confidence == 1.0):
        return ()
    found = scene.search.find(f"{text} {medicine}")
    least = max(SURE_OF_IT, hits[0].confidence if hits else 0.0)
    fitting = found and found[0].id in {f"{medicine}.{kind}" for kind in OF_IT} and found[0].confidence >= least
    return found if fitting else ()


def _it(scene: Scene) -> str | None:
    """The one medicine of the last reply; else the anti-TNF, where no other medicine is talked of or taken."""
    told = {part for key in scene.conversation.said for part in re.split(r"[._]", key)}.intersection(DRUGS)
    if told:
        return next(iter(told)) if len(told) == 1 else None
    other = scene.answers.get(PARTNER)
    if (scene.asked and scene.asked.id in OTHERS) or (other and other.value != "none"):
        return None
    taken = scene.answers.get(NOW)
    return taken.value if taken and isinstance(taken.value, str) and taken.value in DRUGS else None
