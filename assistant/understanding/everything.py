"""Everything that a message tells: the answer to the question first, then what is told beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.conversations import Certainty
from assistant.understanding.ages import age
from assistant.understanding.answers import answer
from assistant.understanding.appointments import is_of_some_month, visit
from assistant.understanding.asked import Asked, stated
from assistant.understanding.chosen import harmed
from assistant.understanding.dates import days
from assistant.understanding.durations import durations, time_since
from assistant.understanding.findings import QUIET, has_an_open_number
from assistant.understanding.intents import trimmed
from assistant.understanding.levels import quantity
from assistant.understanding.lexicon import ELSE
from assistant.understanding.model import Found
from assistant.understanding.passing import in_passing
from assistant.understanding.patterns import Match
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.replies import of_another_result, of_the_level, status_said, tells
from assistant.understanding.slots import (
    AGE,
    ANTIBODIES,
    APPOINTMENT,
    DRUG_LEVEL,
    EARLIER,
    INFLAMMATION,
    LEVEL,
    LEVELS,
    MISSED,
    NOW,
    PARTNER,
    PREGNANCY,
    REACTION,
    RESPONSE,
    SIDE_EFFECT,
    SKIPPED,
    SURGERY,
    TESTS,
    TIME_ON,
)
from assistant.understanding.stray import STORY, told_of_it
from assistant.understanding.telegraphic import facts
from assistant.understanding.text import Plain
from assistant.understanding.time_on import ASK_TIME_ON, time_on
from assistant.understanding.volunteered import volunteered

NEVER = "none"
NOT_TESTED = "not_tested"
TOO_LITTLE = ("none_detected", "low")
"""What a level that was not given as a number is called, where "fine" may be said of anything."""
BESIDE_A_LEVEL = (DRUG_LEVEL, ANTIBODIES)
"""Where these are asked for, an amount with its unit is the level."""

WISHES = "preferences."
COVERAGE = "access.coverage"
BARRIERS, FORCED = "access.barriers", "forced_switch"
QUESTION = "?"
FIRST, SECOND = "1", "2"

PLAIN_KINDS = ("allergic_reaction", "infusion_reaction", "infection")
"""Kinds of side effect that are plain in passing; a rash need not be like psoriasis."""


def everything_told(asked: Asked) -> Iterator[Found]:
    """The answer to the question first, then everything else that was told."""
    if not asked.text.words:
        return
    seen: set[str] = set()
    regimen = tuple(_of_it(asked, asked.regimen))
    if not any(item.slot == asked.about for item in regimen):
        regimen = _stopped_last(asked, regimen) or regimen
    if asked.about == ANTIBODIES and asked.lexicon.replies["against_another"].any_in(asked.text):
        regimen = ()
    direct = tuple(_direct(asked, regimen))
    if asked.about in LEVELS and _of_two_medicines(asked):  # "none to Humira. Remicade yes"
        regimen = tuple(item for item in regimen if item.slot != NOW)
        direct = tuple(item.roughly() for item in direct)
    forced = any(item.slot == BARRIERS and FORCED in _values(item) for item in direct)
    if forced and asked.lexicon.regimen["was"].any_in(asked.text):  # "forced me off Remicade onto this"
        regimen = tuple(item for item in regimen if item.slot != NOW)
    beside = tuple(item for item in volunteered(asked) if _counts_beside(asked, item))
    beside = beside if direct else tuple(_of_any_level(asked, item) for item in beside)
    if asked.about == NOW and any(item.slot == APPOINTMENT for item in beside):  # "no, not booked anymore"
        direct = tuple(item.roughly() if item.value == NEVER else item for item in direct)
    if any((item.slot, item.value) == (SKIPPED, True) for item in direct):  # "never skipped, but put one off"
        beside = tuple(item for item in beside if (item.slot, item.value) != (MISSED, NEVER))
    for item in (*direct, *_what_kind(asked, (*direct, *beside)), *regimen, *beside, *_beside(asked)):
        if item.slot not in seen or item.near:
            seen.add(item.slot)
            yield item
    side_by_side = [item for item in facts(asked) if item.slot not in seen]
    yield from side_by_side
    seen.update(item.slot for item in side_by_side)
    if seen or (asked.question and asked.question.kind == "text"):  # beside nothing else a mere word tells nothing
        passing = [item for item in in_passing(asked) if item.slot not in seen]
        yield from passing
        seen.update(item.slot for item in passing)
        yield from (item for item in _given_up(asked) if REACTION in seen and item.slot not in seen)


def _counts_beside(asked: Asked, item: Found) -> bool:
    """ "CRP normal, but the calprotectin was 2000": not quiet, where the tests are weighed together."""
    if (item.slot, item.value) == (COVERAGE, NEVER) and asked.about.startswith("history."):  # "missed 4, it had lapsed"
        return False
    if asked.about.startswith(WISHES) and (item.slot, item.value) in ((PARTNER, NEVER), (SURGERY, False)):
        return False  # "just the infusion", "no surgery": what is wished for
    if item.slot != INFLAMMATION:
        return True
    if asked.about == PREGNANCY:  # "20 weeks, scan was fine"
        return False
    together = answer(asked.about_slot(INFLAMMATION))
    return together is not None and together.value == item.value


def _of_two_medicines(asked: Asked) -> bool:
    """Whether a result is told of more than one medicine: by their names, or of one that is named and "this one"."""
    named = {word.medicine for word in asked.text.words if word.plain == ANTI_TNF}
    return len(named) > 1 or (len(named) == 1 and asked.lexicon.regimen["this_one"].any_in(asked.text))


def _values(item: Found) -> tuple[object, ...]:
    return item.value if isinstance(item.value, tuple) else (item.value,)


def _of_any_level(asked: Asked, item: Found) -> Found:
    """ "My levels are all normal", asked for signs of inflammation: of what, is open."""
    drug = any(word.medicine for word in asked.text.words) or asked.lexicon.days["of_the_drug"].any_in(asked.text)
    return item.roughly() if asked.about == INFLAMMATION and item.slot == DRUG_LEVEL and not drug else item


def _given_up(asked: Asked) -> Iterator[Found]:
    """ "20 weeks, got hives and came off it": what was told in passing was why it was stopped."""
    told = harmed(asked.about_slot(RESPONSE)) if asked.about in (NOW, TIME_ON) else None
    yield from [told] if told else []


def _stopped_last(asked: Asked, told: Sequence[Found]) -> tuple[Found, ...]:
    """ "None at the moment, | came off Humira in June": asked which one it is, or was last.

    "None now but had Remicade in the past": the only one there was is asked about.
    """
    denies = (asked.said and not asked.said.value) or any(pick.value == NEVER for pick in asked.named)
    if asked.about != NOW or not denies:
        return ()
    first, *others = asked.text.clauses
    rest = asked.of(asked.text.part(len(first.words), len(asked.text.words)), asked.question) if others else asked
    ended = others and asked.lexicon.regimen["stopped"].any_in(rest.text)
    now = tuple(item for item in rest.regimen if item.slot == NOW and item.value != NEVER)
    if now and ended:
        return now
    had = [item for item in (*told, *rest.regimen) if item.slot == EARLIER and isinstance(item.value, tuple)]
    anti = {str(value): item for item in had for value in _values(item) if value in asked.ids}
    last = (item.model_copy(update={"slot": NOW, "value": value}).roughly() for value, item in anti.items())
    return tuple(last) if len(anti) == 1 else ()


def _of_it(asked: Asked, regimen: tuple[Found, ...]) -> Iterator[Found]:
    """Without the answer to the question where that is told of something else."""
    kept = (told_of_it(asked, item) if item.slot == asked.about else item for item in regimen)
    yield from (item for item in kept if item)


def _direct(asked: Asked, regimen: tuple[Found, ...]) -> Iterator[Found]:
    """The answer to the question, unless it is one of the medicines named."""
    if any(item.slot == asked.about for item in regimen):
        return
    if asked.about == NOW and _names_a_medicine(asked.text) and not any(pick.value == NEVER for pick in asked.named):
        return
    direct = _pending(asked) or _status(asked, asked.text) or answer(asked)
    if direct:
        yield direct
        return
    parts = asked.text.sentences if len(asked.text.sentences) > 1 else ()
    told = tuple(item for sentence in parts if (item := _status(asked, sentence)))
    told = told or tuple(_in_a_sentence(asked, parts))
    yield from told or (_in_words(asked) if asked.about == LEVEL else ())


def _in_a_sentence(asked: Asked, sentences: Sequence[Plain]) -> Iterator[Found]:
    """ "No. | The roads here are narrow enough": what one sentence alone answers."""
    if not asked.question or QUESTION in asked.text.raw or len(asked.text.words) > STORY or _is_numbered(sentences):
        return
    read = (answer(asked.of(sentence, asked.question)) for sentence in sentences)
    told = [item for item in read if item and not item.near]
    moved = asked.about == APPOINTMENT and is_of_some_month(asked)  # "cancelled twice. | Now it's March"
    if len(told) == 1 and not moved and not _is_open(asked):
        yield told[0]


def _is_open(asked: Asked) -> bool:
    """ "Calprotectin was 950. | Bloods normal": what the one sentence says is not all."""
    quiet = [(pick.value, pick) for pick in asked.named if pick.value == QUIET]
    return asked.about == INFLAMMATION and has_an_open_number(asked, quiet)


def _is_numbered(sentences: Sequence[Plain]) -> bool:
    """ "1. no insurance 2. can't get off work": the numbers count what is told, and are no places in the list."""
    ends = [sentence.words[-1].plain for sentence in sentences]
    return ends[:1] == [FIRST] and len(sentences[0].words) == 1 and SECOND in ends


def _in_words(asked: Asked) -> Iterator[Found]:
    """ "They only said low, never a figure": the number is not known, but what it was called; "low" calls it so."""
    unknown = next((item for part in asked.text.clauses if (item := _status(asked, part))), None)
    called = asked.about_slot(DRUG_LEVEL)
    in_words = called.named and not (asked.amounts or asked.said)  # "no it was low" puts right what was said before
    told = answer(called) if unknown or in_words else None
    if told and told.value != NOT_TESTED and not told.near and (unknown or told.value in TOO_LITTLE):
        yield from (unknown, told) if unknown else (told,)


def _status(asked: Asked, text: Plain) -> Found | None:
    """ "I'd rather not", beside something else that was said."""
    status = status_said(text, asked.lexicon) if asked.slot and asked.question else None
    if status is None or asked.question is None:
        return None
    if tells(text, status.key, asked.question, asked.lexicon):
        return None
    if of_another_result(asked.text, asked.about, asked.lexicon):
        return None
    return stated(asked, text, Certainty(status.key))


def _pending(asked: Asked) -> Found | None:
    """ "Bloods gone off, | not back yet", "they took it and never called me": a test whose result is not known yet."""
    if not asked.about.startswith(TESTS) or asked.text.asks or asked.assertions.places("others"):
        return None
    marks = tuple(asked.lexicon.replies["pending"].anywhere(asked.text))
    told = (pick for pick in asked.named if pick.value != ELSE)
    inside = (any(mark.first <= pick.first and pick.end <= mark.end for mark in marks) for pick in told)
    if not marks or not all(inside) or _has_a_result(asked, marks):
        return None
    return stated(asked, asked.text, Certainty.UNKNOWN)


def _has_a_result(asked: Asked, marks: Sequence[Match]) -> bool:
    """A number that counts no days, is part of no date and not of what is waited for: "that one"."""
    named = days(asked.text, asked.lexicon.times, asked.today, future=False)
    timed = [(time.first, time.end) for time in asked.lengths] + [(day.first, day.end) for day in named]
    timed += [(mark.first, mark.end) for mark in marks]
    return any(all(end <= each.first or each.end <= first for first, end in timed) for each in asked.amounts)


def _what_kind(asked: Asked, direct: tuple[Found, ...]) -> Iterator[Found]:
    """ "It gave me psoriasis, so they stopped it" says which side effect, too."""
    if any((item.slot, item.value) == (RESPONSE, SIDE_EFFECT) for item in direct):
        kinds = asked.about_slot(REACTION)
        told = answer(kinds) if any(pick.value in PLAIN_KINDS for pick in kinds.named) else None
        if told and not told.near:
            yield told


def _names_a_medicine(text: Plain) -> bool:
    return any(word.medicine for word in text.words)


def _beside(asked: Asked) -> Iterator[Found]:
    """Age, and time on the medicine."""
    if asked.about != AGE:
        yield from (item for item in (age(asked),) if item)
    if asked.about != APPOINTMENT:
        yield from (item for item in (visit(asked),) if item)
    if asked.about in BESIDE_A_LEVEL or of_the_level(asked.text, asked.lexicon):
        yield from (item for item in (quantity(asked),) if item and not item.near)
    yield from time_on(asked)
    if asked.about == NOW:  # "two years", to which medicine it is
        yield from (item.roughly() for item in only_a_time(asked))


def only_a_time(asked: Asked) -> Iterator[Found]:
    """ "I meant 3 years", and nothing else: there is one question that a length of time can answer."""
    bare = trimmed(asked.text, asked.lexicon)
    light = (*asked.lexicon.times.instead, *asked.lexicon.times.alone)  # "more like 4 years"
    begin = next((at for at, word in enumerate(bare.words) if word.plain not in light), 0)
    since = [time.first for time in time_since(bare, asked.lexicon, asked.today)]
    persons = {asked.lexicon.persons.speaker, *asked.lexicon.persons.words}
    begun = bool(since) and not _names_a_medicine(bare)
    told_begun = begun and all(word.plain in persons for word in bare.words[: since[0]])  # "I started in May"
    lengths = [time for time in durations(bare, asked.lexicon) if time.first <= begin and bare.clause_ends(time.end)]
    told = answer(replace(asked, question=ASK_TIME_ON)) if lengths or told_begun else None
    if told and not told.near:
        yield told
