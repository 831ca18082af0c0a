"""Answers to questions that are not being asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.conversations import Value
from assistant.messages import Question
from assistant.understanding.ages import age
from assistant.understanding.asked import WANTS_NOT, WISHED, Asked, found, lists_findings, meaning, yes_or_no
from assistant.understanding.choices import Pick, longest, picks
from assistant.understanding.intents import trimmed
from assistant.understanding.lexicon import ELSE
from assistant.understanding.model import Found
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.slots import (
    AGE,
    ANTIBODIES,
    CROHNS,
    DIAGNOSIS,
    DRUG_LEVEL,
    EARLIER,
    LOCATION,
    NOW,
    PARTNER,
    REACTION,
    REGION,
    RESPONSE,
    SIDE_EFFECT,
    TESTS,
    TIME_ON,
)
from assistant.understanding.subjects import medicine_in, of_advanced_only, of_the_present
from assistant.understanding.text import Plain
from assistant.understanding.whereabouts import beside_an_age, plainly_named
from assistant.understanding.yes_no import read_yes_no

OF_THE_ANTI_TNF = (RESPONSE, TIME_ON, DRUG_LEVEL, ANTIBODIES)

IN_A_WORD = (DIAGNOSIS, REGION, "health.pregnancy", "history.surgery", LOCATION, NOW)
"""Slots whose values are plain by themselves."""

NAMED_ALONE = (DIAGNOSIS, REGION, NOW)
"""Slots that a message of nothing but names tells of, whatever is asked."""

HISTORY, CONDITIONS = "history.", "health.conditions"

FOUND, LOOKED_FOR = ("tests.inflammation",), ("disease.fistula", "disease.narrowing")
"""What "the scan was clear" tells nothing of, where it was looked for something else."""

OUTSIDE = ("disease.outside_gut",)
"""What a side effect looks like: "psoriasis on my scalp"."""

KEY_WORDS, MOST_KEY_WORDS = 3, 28
"""A message of so many parts describes somebody in key words."""

OVERLAPPING = (f"{DIAGNOSIS}=", f"{LOCATION}=")
"""Named within what is told of it: "ileal Crohn's", "a stricture in the colon"."""

ASK_AGE = Question(slot=AGE, kind="number", text=AGE)


def volunteered(asked: Asked) -> Iterator[Found]:
    """What can hardly mean anything else; a slot named with two values is left alone."""
    alike = FOUND if asked.about in LOOKED_FOR else OUTSIDE if asked.about in (REACTION, RESPONSE) else ()
    skipped = {asked.about, *_of_another_medicine(asked), *alike, *_of_an_illness(asked)}
    told: dict[str, list[Pick]] = {}
    within = [[match for match in asked.volunteered if match.key.startswith(slot)] for slot in OVERLAPPING]
    others = [match for match in asked.volunteered if not match.key.startswith(OVERLAPPING)]
    spans = {(pick.first, pick.end) for group in (*within, others) for pick in longest(group, asked.assertions)}
    denials = {end for first, end in spans if asked.assertions.begins_with_no(first)}  # "no antibodies level low"
    for key, first, end, _ in sorted(asked.volunteered, key=lambda match: match.first):
        if (first, end) in spans:
            slot, _, value = key.partition("=")
            if slot == REGION and any(larger != place for place, larger in plainly_named(asked)):
                continue  # "I live in London, Ontario"
            known = asked.about == REACTION and key == f"{RESPONSE}={SIDE_EFFECT}"  # the question itself says so
            own = slot not in OF_THE_ANTI_TNF or of_the_present(asked, first, medicine_in(asked, first, end))
            wished = value == "no" and _is_wished(asked, first, end)
            if known or value == ELSE or not own or wished:
                continue
            assertion = asked.assertions.of(first, end, lists_findings(slot))
            if not lists_findings(slot) and first in denials:
                assertion = assertion._replace(negated=False)
            if asked.text.words[first].plain in asked.lexicon.grammar.choosing:  # "no strictures | or fistulas"
                if not assertion.negated:
                    continue
                assertion = assertion._replace(negated=False)
            told.setdefault(slot, []).append(Pick(value, first, end, assertion))
    for slot, slot_picks in told.items():
        if asked.lexicon.slots[slot].kind == "choices" and slot not in WANTS_NOT:  # "hates needles, so tablets"
            slot_picks.extend(_listed_on(asked, slot, slot_picks[-1].end))
        if slot not in skipped and (item := _told(asked, slot, slot_picks)):
            yield item
    alone = (*_place_beside(asked), *_in_a_word(asked), *_in_a_sentence(asked), *_living(asked))
    yield from (item for item in alone if item.slot not in (asked.about, *told))


def _is_wished(asked: Asked, first: int, end: int) -> bool:
    """ "Fast, then | no steroids": what is hoped for, and not how it is."""
    return asked.about in WISHED and any(pick.first < end and first < pick.end for pick in asked.named)


def _in_a_sentence(asked: Asked) -> Iterator[Found]:
    """ "Crohns. Had a scope in 2019": the disease in a sentence of its own, before or behind others."""
    sentences = asked.text.sentences
    theirs = asked.assertions.places("others") and not asked.assertions.caregiver  # "My brother has it too. Crohn's."
    if len(sentences) == 1 or asked.text.asks or theirs:
        return
    end = 0
    for sentence in sentences:
        first, end = end, end + len(sentence.words)
        named = asked.lexicon.phrases[DIAGNOSIS].whole(trimmed(sentence, asked.lexicon))
        if named and named.key == CROHNS:
            yield found(asked, CROHNS, (first, end), slot=DIAGNOSIS, confidence=0.85)
            return


def _listed_on(asked: Asked, slot: str, end: int) -> Iterator[Pick]:
    """More of the same list: "disease in the ileum and colon"."""
    named = {pick.first: pick for pick in picks(asked.text, asked.lexicon.phrases[slot], asked.assertions)}
    words = asked.text.words
    while end < len(words) and (words[end].plain in asked.lexicon.times.joins or words[end].comma or end in named):
        yield from [named[end]] if end in named else []
        end = named[end].end if end in named else end + 1


def _place_beside(asked: Asked) -> Iterator[Found]:
    """ "Crohn's, terminal ileum": where it is, in clauses of their own behind what it is called."""
    first, *others = asked.text.clauses
    if asked.about != DIAGNOSIS or not others:
        return
    named = asked.lexicon.phrases[DIAGNOSIS].whole(trimmed(first, asked.lexicon))
    if named is None or named.key != CROHNS:
        return
    told, end = list[Pick](), len(first.words)
    for part in others:
        begin, end = end, end + len(part.words)
        own = [match for match in asked.volunteered if begin < match.end and match.first < end]
        if all(match.key.startswith(LOCATION) for match in own):
            told += _only_places(asked, begin, end)
    values = {pick.value for pick in told}
    if values:
        value = tuple(choice for choice in asked.lexicon.slots[LOCATION].choices if choice in values)
        yield found(asked, value, (told[0].first, told[-1].end), slot=LOCATION, confidence=0.85)


def _only_places(asked: Asked, begin: int, end: int) -> list[Pick]:
    """What names parts of the gut in the words from ``begin`` up to ``end``, if those name nothing else."""
    phrases = asked.lexicon.phrases[LOCATION]
    named = [pick for pick in picks(asked.text, phrases, asked.assertions, twins=True) if begin <= pick.first < end]
    inside = {at for pick in named for at in range(pick.first, pick.end)}
    light = (*asked.lexicon.times.joins, *asked.lexicon.times.leading, *asked.lexicon.grammar.articles)
    beside = [word for at, word in enumerate(asked.text.words[begin:end], begin) if at not in inside]
    plain = Plain(asked.text.raw, tuple(word for word in beside if word.plain not in light))
    if plain.words and not asked.lexicon.replies["beside_places"].whole(plain):
        return []
    return named if all(meaning(LOCATION, pick) not in (None, ELSE) for pick in named) else []


def _living(asked: Asked) -> Iterator[Found]:
    """ "I live in Lyon", "a hospital in Leicester"."""
    named = plainly_named(asked)
    if pick := beside_an_age(asked):
        yield found(asked, pick.value, (pick.first, pick.end), slot=REGION, confidence=0.85)
        return
    for match in asked.lexicon.living.anywhere(asked.text):
        begin, end = match.first, match.end  # "live in London" is a name of its own
        behind = (larger for at, larger in named if at.first == end or at.first <= begin < end < at.end)
        pick = next(behind, None)
        if pick and (value := meaning(REGION, pick)) and value != ELSE:
            yield found(asked, value, (pick.first, pick.end), slot=REGION, confidence=0.85)
            return


def _in_a_word(asked: Asked) -> Iterator[Found]:
    """What somebody who describes themselves in key words puts between commas: "54, crohns, smoker, no surgery"."""
    parts = asked.text.clauses
    if not KEY_WORDS <= len(parts) <= MOST_KEY_WORDS or len(asked.text.words) > KEY_WORDS * len(parts):
        return
    end = 0
    for whole in parts:
        first, end = end, end + len(whole.words)
        if any(first <= pick.first < end for pick in asked.named):  # it answers what is asked
            continue
        first += len(whole.words) > 1 and whole.words[0].plain in asked.lexicon.times.leading  # "in Wales"
        part = asked.text.part(first, end)
        for slot in IN_A_WORD:
            value = called(asked, slot, part)
            if value and not read_yes_no(part, asked.lexicon.replies["yes_no"]):  # a bare "yes" tells of nothing
                yield found(asked, value, (first, end), slot=slot, confidence=0.85)
        counted = asked.about.startswith((TESTS, TIME_ON))  # there it is a result or a length of time, and no age
        number = part.line.strip().isdecimal() and not counted and not _puts_right(asked, first)
        if number and (item := age(replace(asked, text=part, question=ASK_AGE))):
            yield item


def _puts_right(asked: Asked, at: int) -> bool:
    """ "Sorry, | no, | 11": another number than the one said before; "no, 52, that's my daughter's job" is an age."""
    return at + 1 == len(asked.text.words) and asked.text.word_at(at - 1) in (
        *asked.lexicon.grammar.answers,
        *asked.lexicon.times.repairing,
    )


def named_alone(asked: Asked, answered: bool = False) -> Found | None:
    """ "Humira, well amgevita these days", "uk, leeds": one value by its names, and nothing else.

    ``answered``: the words were an answer, and so may be common ones ("reading").
    """
    first, *parts = asked.text.clauses
    words = asked.text.words
    known = (asked.lexicon.common, asked.lexicon.grammar.persons)  # "us", asked who it is for
    common = len(words) == 1 and any(words[0].plain in each for each in known) and not answered
    if common or not (bare := _bare(asked, first)).words:
        return None
    for slot in NAMED_ALONE:
        value = called(asked, slot, bare)
        if value and slot != asked.about and all(_is_called(asked, slot, value, part) for part in parts):
            return found(asked, value, slot=slot, confidence=0.85)
    return None


def _is_called(asked: Asked, slot: str, value: Value, part: Plain) -> bool:
    bare = _bare(asked, part)
    return bool(bare.words) and called(asked, slot, bare) == value


def _bare(asked: Asked, part: Plain) -> Plain:
    """Without politeness, and without "these days"."""
    bare = trimmed(part, asked.lexicon)
    marks = (mark for mark in asked.lexicon.assertion.anywhere(bare) if mark.key == "latest")
    return bare.part(0, min((mark.first for mark in marks if mark.end == len(bare.words)), default=len(bare.words)))


def called(asked: Asked, slot: str, part: Plain) -> Value | None:
    """The value that a key word names: "york", "ileum", "humira"."""
    lexicon, kind = asked.lexicon, asked.lexicon.slots[slot].kind
    if slot == NOW:
        word, own = part.words[0], not asked.about.startswith(HISTORY)
        return word.medicine if own and len(part.words) == 1 and word.plain == ANTI_TNF and not word.near else None
    value = lexicon.called[slot].get(part.line)
    if value is None and slot == REGION and (match := lexicon.phrases[slot].whole(part)):
        value = match.key if match.key != ELSE and plainly_named(asked.of(part, None)) else None
    if kind == "yes_no" and value:
        return value == "yes"
    return (value,) if value and kind == "choices" else value


def _of_another_medicine(asked: Asked) -> tuple[str, ...]:
    """What must not be taken from words about medicines other than the anti-TNF now failing, or about none."""
    groups = {word.plain for word in asked.text.words if word.medicine}
    if asked.about == EARLIER:
        return (*OF_THE_ANTI_TNF, PARTNER, REACTION)  # "just the Humira", "Humira, it gave her psoriasis"
    if of_advanced_only(asked):
        return OF_THE_ANTI_TNF
    named = ANTI_TNF in groups or asked.lexicon.regimen["it"].any_in(asked.text)
    return () if named or asked.about.startswith(HISTORY) else (RESPONSE,)


def _of_an_illness(asked: Asked) -> tuple[str, ...]:
    """ "Had hep B, still have the antibodies": among illnesses, those against a medicine only if that is named."""
    named = any(word.medicine for word in asked.text.words)
    return (ANTIBODIES,) if asked.about == CONDITIONS and not named else ()


def _told(asked: Asked, name: str, named: list[Pick]) -> Found | None:
    slot = asked.lexicon.slots[name]
    read = yes_or_no if slot.kind == "yes_no" else meaning
    readings = ((read(name, pick), pick) for pick in named)
    values: dict[Value, Pick] = {value: pick for value, pick in readings if value is not None}
    if not values or (len(values) > 1 and slot.kind != "choices"):
        return None
    first, pick = next(iter(values.items()))
    denied = any(other.assertion.negated and other.value != pick.value for other in named)
    several = tuple(choice for choice in slot.choices if choice in values)
    several = tuple(choice for choice in several if choice not in slot.alone) or several
    ranked = slot.kind == "ranking" and first not in slot.alone
    value: Value = several if slot.kind == "choices" else (str(first),) if ranked else first
    item = found(asked, value, (pick.first, pick.end), slot=name, hedged=pick.assertion.hedged, confidence=0.85)
    return item.model_copy(update={"corrects": denied and slot.kind == "choice"})
