"""Answers in plain words: to the question that is asked, and to those that were not asked yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from assistant.content.models import Slot
from assistant.conversations import Certainty, Value
from assistant.messages import Question
from assistant.understanding.assertion import Assertions
from assistant.understanding.choices import Pick, labelled, picks, places
from assistant.understanding.dates import Day, days
from assistant.understanding.durations import Duration, days_from, durations, time_since
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Found
from assistant.understanding.quantities import amounts
from assistant.understanding.text import Plain
from assistant.understanding.yes_no import read_yes_no

NO = ("no", "none", "not_booked")
"""Values that a bare "no" means, where one of them can be chosen."""

DENIED = {"disease.fistula": "none", "health.pregnancy": "no", "health.smoking": "never"}
"""What it means to deny every value named of a slot."""

OVER = {"disease.fistula": "past", "health.smoking": "former"}
"""What it means that the value named is over."""

GONE = ("disease.outside_gut", "health.pregnancy", "disease.narrowing", "history.steroids")
"""Slots about now: what is over is no answer to them."""

WANTS_NOT = ("preferences.avoid",)
"""Slots that ask what is not wanted: "no needles" names needles."""

OF_OTHERS = ("about.respondent",)
"""Slots in which "my wife" is an answer."""

WHOLE_LISTS = ("history.earlier_advanced", "disease.location")
"""Lists that may be taken unasked; of the others one item named in passing says nothing about the rest."""


AGE = "about.age_band"
SHORT = 6
"""So many words are about what was asked, and nothing else."""


@dataclass(frozen=True)
class Asked:
    """A text, what was asked before it, and what is needed to read it."""

    text: Plain
    question: Question | None
    lexicon: Lexicon
    assertions: Assertions
    today: date

    @property
    def slot(self) -> Slot | None:
        return self.lexicon.slots.get(self.question.slot) if self.question else None


def answer(asked: Asked) -> Found | None:
    """The answer to the question itself."""
    if not asked.question or not asked.text.words:
        return None
    readers = {
        "choice": _choice,
        "choices": _several,
        "ranking": _several,
        "yes_no": _yes_no,
        "number": _number,
        "quantity": _quantity,
        "date": _date,
    }
    reader = readers.get(asked.question.kind)
    return reader(asked) if reader else None


def found(
    asked: Asked, value: Value, first: int = 0, end: int | None = None, *, slot: str = "", hedged: bool = False,
    near: bool = False, confidence: float = 0.95,
) -> Found:  # fmt: skip
    """A value as found in the words ``first`` up to ``end``."""
    words, start, stop = asked.text.said(first, len(asked.text.words) if end is None else end)
    return Found(
        slot=slot or (asked.question.slot if asked.question else ""),
        value=value,
        status=Certainty.UNSURE if hedged else Certainty.GIVEN,
        text=words,
        start=start,
        end=stop,
        confidence=0.5 if near else confidence,
        near=near,
    )


def _choice(asked: Asked) -> Found | None:
    assert asked.question
    ids = [choice.id for choice in asked.question.choices]
    if asked.question.slot == AGE and (told := age(asked)):
        return told
    at = places(asked.text, len(ids), asked.lexicon)
    if len(at) == 1:
        return found(asked, ids[at[0] - 1])
    return _picked(asked, ids) or _bare_no(asked, ids) or _by_label(asked)


def _picked(asked: Asked, ids: list[str]) -> Found | None:
    named = [pick for pick in _picks(asked) if pick.value in ids]
    meant = [meaning for pick in named if (meaning := _meaning(asked, pick))]
    values = {value for value, _ in meant}
    if len(values) == 1:
        return _from_picks(asked, values.pop(), [pick for _, pick in meant])
    denied = [pick for pick in named if pick.assertion.negated and pick.assertion.holds]
    if not values and denied and asked.question and asked.question.slot in DENIED:
        return found(asked, DENIED[asked.question.slot], near=asked.question.slot == "health.smoking")
    return None


def _meaning(asked: Asked, pick: Pick) -> tuple[str, Pick] | None:
    """The value a pick stands for once "no", "used to" and "my mother" are heard; None: nothing about this person."""
    assert asked.question
    slot = asked.question.slot
    if slot in OF_OTHERS:
        return None if pick.assertion.negated or pick.assertion.imagined else (pick.value, pick)
    if not pick.assertion.holds:
        return None
    if pick.assertion.past and slot in OVER:
        return OVER[slot], pick
    if pick.assertion.past and slot in GONE:
        return None
    if pick.assertion.negated and slot not in WANTS_NOT:
        return None
    return pick.value, pick


def _picks(asked: Asked) -> tuple[Pick, ...]:
    assert asked.question
    phrases = asked.lexicon.phrases.get(asked.question.slot)
    return picks(asked.text, phrases, asked.assertions) if phrases else ()


def _from_picks(asked: Asked, value: Value, named: list[Pick]) -> Found:
    hedged = any(pick.assertion.hedged for pick in named)
    first, end = min(pick.first for pick in named), max(pick.end for pick in named)
    return found(asked, value, first, end, hedged=hedged)


def _bare_no(asked: Asked, ids: list[str]) -> Found | None:
    none = next((value for value in NO if value in ids), None)
    said = read_yes_no(asked.text, asked.lexicon.replies["yes_no"])
    denies = asked.lexicon.replies["wholes"].whole(asked.text)
    if none and ((said and not said.value and said.end == len(asked.text.words)) or (denies and denies.key == "none")):
        return found(asked, none, hedged=bool(said and said.hedged))
    return None


def _by_label(asked: Asked) -> Found | None:
    assert asked.question
    labels = [(choice.id, frozenset(asked.lexicon.line(choice.label).split())) for choice in asked.question.choices]
    value = labelled(asked.text, labels)
    if value is None or asked.assertions.of(0, len(asked.text.words)) != asked.assertions.of(0, 0) or _denies(asked):
        return None
    return found(asked, value, confidence=0.8)


def _denies(asked: Asked) -> bool:
    """Any "no" or "not" in the text."""
    return any(asked.assertions.of(at, at + 1).negated for at in range(len(asked.text.words)))


def _several(asked: Asked) -> Found | None:
    assert asked.question
    question = asked.question
    ids = [choice.id for choice in question.choices]
    alone = asked.slot.alone if asked.slot else ()
    plain = [value for value in ids if value not in alone]
    at = places(asked.text, len(ids), asked.lexicon)
    if at:
        return _listed(asked, [ids[place - 1] for place in at], alone)
    whole = asked.lexicon.replies["wholes"].whole(asked.text)
    if whole:
        return _all_or_none(asked, whole.key, plain, alone)
    named = [pick for pick in _picks(asked) if pick.value in ids]
    meant = [meaning for pick in named if (meaning := _meaning(asked, pick))]
    values = list(dict.fromkeys(value for value, _ in meant))
    denied = [pick.value for pick in named if pick.assertion.negated and pick.assertion.holds]
    if denied and question.kind == "ranking" and not set(values) & set(alone):
        values += [value for value in plain if value not in (*values, *denied)]
        return _listed(asked, values, alone)
    if values:
        return _listed(asked, values, alone, [pick for _, pick in meant])
    if denied and _everything_but(asked):
        return _listed(asked, [value for value in plain if value not in denied], alone)
    return _bare_no(asked, ids) or _one_label(asked, alone)


def _everything_but(asked: Asked) -> bool:
    return any(match.first == 0 for match in asked.lexicon.replies["butting"].anywhere(asked.text))


def _one_label(asked: Asked, alone: tuple[str, ...]) -> Found | None:
    one = _by_label(asked)
    return _listed(asked, [str(one.value)], alone) if one else None


def _listed(asked: Asked, values: list[str], alone: tuple[str, ...], named: Iterable[Pick] = ()) -> Found | None:
    """Several values at once; one that excludes the others counts only by itself."""
    assert asked.question
    together = [value for value in values if value not in alone] or values[:1]
    limited = tuple(together[: asked.question.most or len(together)])
    if not limited:
        return None
    ranking = asked.question.kind == "ranking"
    value: Value = limited[0] if ranking and limited[0] in alone else limited
    if named := list(named):
        return _from_picks(asked, value, named)
    return found(asked, value)


def _all_or_none(asked: Asked, which: str, plain: list[str], alone: tuple[str, ...]) -> Found | None:
    assert asked.question
    none = next((value for value in alone if value in NO), None)
    if which == "none":
        return found(asked, (none,)) if none else None
    if "no_preference" in alone:
        return found(asked, "no_preference")
    return found(asked, tuple(plain)) if which == "every" and asked.question.kind == "choices" else None


def _yes_no(asked: Asked) -> Found | None:
    said = read_yes_no(asked.text, asked.lexicon.replies["yes_no"])
    told = {pick.assertion.negated != (pick.value == "yes") for pick in _picks(asked) if _about_me_now(asked, pick)}
    if said and told <= {said.value} and not _goes_on(asked, said.end, told):
        return found(asked, said.value, hedged=said.hedged, confidence=0.98)
    if said is None and len(told) == 1:
        named = [pick for pick in _picks(asked) if pick.assertion.holds]
        return _from_picks(asked, told.pop(), named)
    if said is None and not asked.slot:
        return _yes_no_place(asked)
    at = places(asked.text, 2, asked.lexicon) if asked.question and asked.question.choices and said is None else ()
    return found(asked, at == (1,)) if len(at) == 1 else None


def _yes_no_place(asked: Asked) -> Found | None:
    at = places(asked.text, 2, asked.lexicon)
    return found(asked, at == (1,)) if len(at) == 1 else None


def _about_me_now(asked: Asked, pick: Pick) -> bool:
    assert asked.question
    return pick.assertion.holds and not (pick.assertion.past and asked.question.slot in GONE)


def _goes_on(asked: Asked, end: int, told: set[bool]) -> bool:
    """Whether so much follows the yes or no that it may be about something else."""
    return not told and len(asked.text.words) - end > 8


def age(asked: Asked) -> Found | None:
    """The age band of an age: "34", "I'm thirty four", "a 34 year old". A length of time is none."""
    times = {place for time in durations(asked.text, asked.lexicon) for place in range(time.first, time.end)}
    said = {place for match in asked.lexicon.aged.anywhere(asked.text) for place in range(match.first, match.end)}
    is_asked = asked.question is not None and asked.question.slot == AGE and len(asked.text.words) <= SHORT
    for amount in amounts(asked.text, asked.lexicon):
        sure = is_asked or (amount.first in said and amount.end == len(asked.text.words))
        if 6 <= amount.number <= 120 and amount.first not in times and sure:
            band = next(value for value in asked.lexicon.slots[AGE].values if _within(amount.number, value))
            return found(asked, band, amount.first, amount.end, slot=AGE)
    return None


def _within(age: float, band: str) -> bool:
    """``under_18``, ``35_49``, ``65_plus``."""
    low, _, high = band.partition("_")
    if low == "under":
        return age < int(high)
    return int(low) <= age <= (200 if high == "plus" else int(high))


def _number(asked: Asked) -> Found | None:
    """A time told in any unit as whole weeks; a bare number is only asked about."""
    times = [*time_since(asked.text, asked.lexicon, asked.today), *durations(asked.text, asked.lexicon)]
    past = days(asked.text, asked.lexicon.times, asked.today, future=False) if not times else []
    told: list[Duration] = times or [days_from(day, asked.today) for day in past[:1]]
    if told:
        time = told[0]
        hedged = time.vague or asked.assertions.of(time.first, time.end).hedged
        return found(asked, time.weeks, time.first, time.end, hedged=hedged)
    bare = list(amounts(asked.text, asked.lexicon))
    if len(bare) == 1 and len(asked.text.words) <= 3 and (text := asked.text.words[bare[0].first].plain).isdigit():
        return found(asked, int(text), near=True)
    return None


def _quantity(asked: Asked) -> Found | None:
    """An amount with its unit. Without a unit it is only near, and no value is made up."""
    told = list(amounts(asked.text, asked.lexicon))
    with_unit = [amount for amount in told if amount.quantity]
    if len(with_unit) == 1:
        amount = with_unit[0]
        hedged = asked.assertions.of(amount.first, amount.end).hedged
        assert amount.quantity
        return found(asked, amount.quantity, amount.first, amount.end, hedged=hedged)
    if len(told) == 1 and asked.question:
        words, start, end = asked.text.said(told[0].first, told[0].end)
        return Found(slot=asked.question.slot, text=words, start=start, end=end, confidence=0.4, near=True)
    return None


def _date(asked: Asked) -> Found | None:
    exact: list[Day] = [day for day in days(asked.text, asked.lexicon.times, asked.today, future=True) if day.exact]
    if exact:
        day = exact[0]
        hedged = asked.assertions.of(day.first, day.end).hedged
        near = day.near or len({other.day for other in exact}) > 1
        return found(asked, day.day.isoformat(), day.first, day.end, hedged=hedged, near=near)
    alone = list(asked.slot.alone) if asked.slot else []
    return _picked(asked, alone) or _bare_no(asked, alone)


def volunteered(asked: Asked) -> Iterator[Found]:
    """Answers to questions that are not being asked; a slot named with two values is left alone."""
    skipped = asked.question.slot if asked.question else ""
    named: dict[str, list[Pick]] = {}
    for pick in picks(asked.text, asked.lexicon.volunteered, asked.assertions):
        named.setdefault(pick.value.partition("=")[0], []).append(pick)
    for slot, slot_picks in named.items():
        if slot != skipped and (told := _told_unasked(asked, slot, slot_picks)):
            yield told


def _told_unasked(asked: Asked, name: str, named: list[Pick]) -> Found | None:
    slot = asked.lexicon.slots[name]
    as_asked = Asked(asked.text, Question(slot=name, kind="choice", text=name), asked.lexicon, asked.assertions, asked.today)
    values = {}
    for pick in named:
        value = pick.value.partition("=")[2]
        if slot.kind == "yes_no" and pick.assertion.holds:
            values[str((value == "yes") != pick.assertion.negated)] = pick
        elif meaning := _meaning(as_asked, Pick(value, pick.first, pick.end, pick.assertion)):
            values[meaning[0]] = pick
    if not values or (len(values) > 1 and slot.kind != "choices"):
        return None
    value: Value = tuple(values) if slot.kind == "choices" else next(iter(values))
    if slot.kind == "yes_no":
        value = value == "True"
    pick = next(iter(values.values()))
    return found(asked, value, pick.first, pick.end, slot=name, hedged=pick.assertion.hedged, confidence=0.85)
