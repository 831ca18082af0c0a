"""A bare yes, no or word of a label, where several values can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.asked import Asked, found, held_until, meaning
from assistant.understanding.choices import labelled
from assistant.understanding.intents import trimmed
from assistant.understanding.lexicon import ELSE
from assistant.understanding.model import Found
from assistant.understanding.slots import AGE, APPOINTMENT, NO
from assistant.understanding.text import NOT

CLAUSES = ("subjects", "mine", "myself", "stops", "contrast")
"""What begins a clause of its own after a "no"."""

ROUGHLY_NO = ("tests.antibodies", "history.anti_tnf")
"""A bare "no" may mean that nothing was found, or that nobody looked; or it ends the pathway, and so is asked about."""

YES = {"tests.antibodies": "present"}
"""What a bare "yes" means."""

PAIR = 2
"""What "both" and "neither" are said of."""

LONG_TAIL = 8
"""More words than these after a yes or no may be about something else."""


def doubted(asked: Asked) -> bool:
    """ "I think the second one": whether a doubt stands anywhere."""
    return any(match.key == "hedged" for match in asked.lexicon.replies["yes_no"].anywhere(asked.text))


def ends_with_no(asked: Asked) -> bool:
    last = asked.lexicon.replies["yes_no"].whole(asked.text.part(len(asked.text.words) - 1, len(asked.text.words)))
    return last is not None and last.key == "no"


def bare_no(asked: Asked, ids: Sequence[str]) -> Found | None:
    """ "No", "none of them", "no I have not": the one of ``ids`` that says so."""
    none = next((value for value in NO if value in ids), None)
    if none is None or asked.named:
        return None
    wholes = asked.lexicon.replies["wholes"]
    denies = wholes.whole(asked.text)
    if not asked.regimen:  # "nothing, and no steroids either"
        denies = denies or wholes.whole(asked.text.clauses[0])
    if asked.lexicon.replies["two"].whole(trimmed(asked.text, asked.lexicon)) and len(ids) > PAIR:
        return None
    said = asked.said
    if said and not said.value and held_until(asked, said.end):
        return None
    if said and not said.value and _stands_alone(asked, said.end):
        hedged = said.hedged or asked.hedged(0, said.end)
        return found(asked, none, hedged=hedged, confidence=0.5 if asked.about in ROUGHLY_NO else 0.95)
    return found(asked, none, hedged=doubted(asked)) if denies and denies.key == "none" else None


def _stands_alone(asked: Asked, end: int) -> bool:
    """Whether the "no" is an answer ("no", "no I have not") and not part of a denial ("no blood in my stool")."""
    rest = asked.text.part(end, len(asked.text.words))
    if not rest.words or rest.words[0].sentence != asked.text.words[end - 1].sentence:
        return True
    goes_on = asked.lexicon.assertion.leading(rest)
    if asked.about == APPOINTMENT and any(word.medicine for word in rest.words):  # "no I take Humira alone"
        return False
    if rest.words[0].plain in asked.lexicon.grammar.contrasts:  # "no but narrowing yes"
        return True
    if rest.words[0].plain in asked.lexicon.grammar.adding and rest.word_at(1) in asked.lexicon.grammar.answers:
        return True  # "no and no narrowing"
    told = (match for match in asked.volunteered if not match.key.endswith(f"={ELSE}"))
    if any(match.first >= end for match in told) and not rest.words[0].comma:  # "no I'm done having kids"
        return False
    return goes_on is not None and goes_on.key in CLAUSES and len(rest.words) <= LONG_TAIL


def bare_yes(asked: Asked) -> Found | None:
    """ "Yes", "they did": where that names one value."""
    said = asked.said
    value = YES.get(asked.about)
    if not (value and said and said.value) or any(meaning(asked.about, pick) for pick in asked.named):
        return None
    replies = asked.lexicon.replies
    if replies["judged"].whole(asked.text) or replies["agreeing"].whole(asked.text):  # "fine": what was found, is open
        return None
    return found(asked, value, hedged=said.hedged)


def by_label(asked: Asked) -> Found | None:
    """Words of a label, unless something else was named, or denied in one alone: "tested" is not "not tested"."""
    choices = asked.question.choices if asked.question else ()
    light = asked.lexicon.grammar.articles  # "some of these" is not "none of these"
    labels = [(choice.id, frozenset(asked.lexicon.line(choice.label).split()) - light) for choice in choices]
    told = {at for match in asked.of_other_slots for at in range(match.first, match.end)}  # "fed up with injections"
    own = tuple(word for at, word in enumerate(asked.text.words) if at not in told)
    value = labelled(replace(asked.text, words=own), labels)
    denials = {NOT, *asked.lexicon.grammar.answers}
    if value is not None and denials & dict(labels)[value] and denials.isdisjoint(asked.text.vocabulary):
        return None
    turned = (asked.assertions.of(at, at + 1) for at in range(len(asked.text.words)))
    if value is None or asked.about == AGE or asked.named or any(said.negated or not said.holds for said in turned):
        return None
    return found(asked, value, confidence=0.8)
