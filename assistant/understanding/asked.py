"""One text, what was asked before it, and what a value named in it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.content.models import Slot
from assistant.conversations import Certainty, Value
from assistant.messages import Choice, Question
from assistant.understanding.assertion import Assertions
from assistant.understanding.choices import Pick, longest
from assistant.understanding.durations import Duration, durations
from assistant.understanding.features import features_of
from assistant.understanding.lexicon import ELSE, Lexicon
from assistant.understanding.model import Denial, Found
from assistant.understanding.patterns import Match
from assistant.understanding.quantities import Amount, amounts
from assistant.understanding.regimen import read_regimen
from assistant.understanding.slots import ANTIBODIES, CONSENT, DRUG_LEVEL, OFFER, REGION, TESTS
from assistant.understanding.text import Plain
from assistant.understanding.yes_no import YesNo, read_yes_no

SHORT = 6
"""So many words are about what was asked, and nothing else."""

AGREED = {CONSENT: "consenting", OFFER: "offered"}
"""What is said to the assistant's own questions in words that agree to nothing else."""

OVER = {"disease.fistula": "past", "health.smoking": "former"}
"""What it means that the value named is over."""

GONE = (
    "about.diagnosis",
    "about.region",
    "disease.outside_gut",
    "health.pregnancy",
    "disease.narrowing",
    "history.steroids",
    "access.coverage",
    "tests.drug_level",
)
"""Slots about now: what is over is no answer to them."""

WANTS_NOT = ("preferences.avoid",)
"""Slots that ask what is not wanted: "no needles" names needles."""

DONE = ("history.", TESTS, "health.conditions")
"""Slots about what was done: what is only meant to be is no answer."""

WISHED = ("preferences.priorities",)
"""Slots about what is only imagined: "how fast it would work"."""

TOGETHER = (
    ("history.response", "history.reaction", "disease.outside_gut"),
    ("about.diagnosis", "disease.location", "disease.narrowing", "tests.inflammation"),
    ("history.missed_doses", "access.skipped_for_cost"),
    ("disease.impact", "history.response"),
)
"""Slots that the same words tell of: "a bad allergic reaction"."""

PART_OF = {"history.surgery": ("disease.fistula",)}
"""Slots whose values may be part of what is told of another: "a seton through my fistula"."""

TWO_FOLD = (REGION,)
"""Slots of one value in which a name may be that of two: "Hamilton"."""

OWN_RESULTS = tuple(f"{ANTIBODIES}={value}" for value in ("none", "low", "high"))
"""What is told of antibodies with a result of their own: "there are some, at a high level" is one of both."""

OF_OTHERS = {"about.respondent": "caregiver"}
"""Slots in which "my wife" is an answer, and which."""


@dataclass(frozen=True)
class Asked:
    """A text, what was asked before it, and what is needed to read it."""

    text: Plain
    question: Question | None
    lexicon: Lexicon
    assertions: Assertions
    today: date

    def of(self, text: Plain, question: Question | None) -> Asked:
        """The same of other words."""
        assertions = Assertions(text, self.lexicon.assertion, self.assertions.caregiver)
        return Asked(text, question, self.lexicon, assertions, self.today)

    def about_slot(self, slot: str) -> Asked:
        """The same words, if ``slot`` were asked for."""
        return replace(self, question=question_of(self.lexicon.slots[slot]))

    @cached_property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """Where the clauses begin and end, and what "and", "but", "so" parts."""
        words, parting = self.text.words, self.lexicon.grammar.parting
        parts = self.text.cut([at for at, word in enumerate(words) if word.plain in parting])
        return tuple((first + (words[first].plain in parting and first + 1 < end), end) for first, end in parts)

    @property
    def about(self) -> str:
        """The slot that is asked for; empty where nothing is."""
        return self.question.slot if self.question else ""

    @property
    def slot(self) -> Slot | None:
        return self.lexicon.slots.get(self.about)

    @property
    def alone(self) -> tuple[str, ...]:
        """The values that exclude all others."""
        return self.slot.alone if self.slot else ()

    @property
    def ids(self) -> list[str]:
        return [choice.id for choice in self.question.choices] if self.question else []

    @cached_property
    def volunteered(self) -> tuple[Match, ...]:
        """What is told of any slot whether or not it is asked for; the keys are ``slot=value``."""
        told = tuple(self.lexicon.volunteered.anywhere(self.text))
        ended = self.assertions.places("closing") if told else ()  # "narrowing no, | fistula yes"
        told = tuple(match for match in told if match.first not in ended and not self._parted(match))
        if self.about != ANTIBODIES:
            return told
        level = f"{DRUG_LEVEL}="  # "at a low level" tells nothing of it where antibodies are asked for
        ends = {match.end for match in self.lexicon.named_level.anywhere(self.text)}
        ends = {end for end in ends if not self._in_a_level(end - 1)}
        return tuple(match for match in told if not (match.key.startswith(level) and match.end in ends))

    @cached_property
    def of_other_slots(self) -> tuple[Match, ...]:
        """What of it is told of no slot that the words of an answer to this one tell of, too."""
        together = next((slots for slots in TOGETHER if self.about in slots), ())
        own = (self.about, *together, *PART_OF.get(self.about, ()))
        told = (match for match in self.volunteered if not match.key.startswith(own))
        return tuple(match for match in told if not match.key.endswith(f"={ELSE}"))

    def _in_a_level(self, at: int) -> bool:
        """ "Low level, | high antibodies": whether a word is said of the level, beside one of these."""
        return any(first <= at < end for first, end in self._of_a_level)

    @cached_property
    def _of_a_level(self) -> tuple[tuple[int, int], ...]:
        levels = {match.first for match in self.lexicon.named_level.anywhere(self.text)}
        told = (match for match in self.lexicon.volunteered.anywhere(self.text) if not self._over_a_comma(match))
        others = {match.first for match in told if match.key in OWN_RESULTS}
        own = [part for part in self.parts if levels.intersection(range(*part)) and others.isdisjoint(range(*part))]
        beside = any(others.intersection(range(*part)) for part in self.parts)
        return tuple(own) if beside else ()

    def _parted(self, match: Match) -> bool:
        """ "Crp high, | drug level not done": a result, and behind a comma the name of another test."""
        slot, _, value = match.key.partition("=")
        breaks = (at for at in range(match.first + 1, match.end) if self.text.clause_ends(at))
        if not slot.startswith(TESTS) or value == ELSE or (begin := next(breaks, None)) is None:
            return False
        tail, name = self.text.part(begin, match.end), self.lexicon.replies["result_name"]
        if name.whole(tail):  # "low, | calpro high"
            return True
        called = self.lexicon.replies["result"].whole(self.text.part(max(match.first - 1, 0), match.first))
        if called and name.whole(self.text.part(match.first, begin)):
            return True  # "low level, | high antibodies"
        return any(name.key == slot and name.end == len(tail.words) for name in self.lexicon.named.anywhere(tail))

    @cached_property
    def said(self) -> YesNo | None:
        """The yes or no that the text begins with."""
        said = self._agreed or read_yes_no(self.text, self.lexicon.replies["yes_no"]) or self._said_in_the_end
        said = self._without_the_next_no(said) if said else None
        return None if said and self.assertions.in_a_saying(0, said.end) else said

    def _without_the_next_no(self, said: YesNo) -> YesNo:
        """ "Nope | and no narrowing either": the second "no" is of something else."""
        last, joined = said.end - 1, self.text.word_at(said.end - 2) in self.lexicon.grammar.adding
        goes_on = not self.text.clause_ends(said.end) and self.text.words[last].plain in self.lexicon.grammar.answers
        return said._replace(end=last - 1) if last > 1 and joined and goes_on else said

    @property
    def _agreed(self) -> YesNo | None:
        """ "Keep what you like, | I've nothing to hide": what is said to a question of the assistant's own."""
        if self.about not in AGREED:
            return None
        own, words = self.lexicon.replies[AGREED[self.about]], self.text.words
        begins = (at for at in range(len(words)) if self.text.clause_ends(at))
        found = ((at, match) for at in begins if (match := own.leading(self.text.part(at, len(words)))))
        for at, match in found:
            end = at + match.end
            if self.text.clause_ends(end) or end in self.assertions.places("subjects"):
                return YesNo(match.key == "yes", hedged=False, end=end)
        return None

    @property
    def _said_in_the_end(self) -> YesNo | None:
        """ "My son says it's fine, | so yes": the answer to a question of the assistant's own."""
        if self.slot or not self.question or self.question.kind != "yes_no":
            return None
        joins, words = self.lexicon.grammar.splits, self.text.words
        last = len(words) - len(self.text.clauses[-1].words)  # "as long as it stays with you, | yes"
        for at in (at for at in range(1, len(words)) if words[at - 1].plain in joins or at == last):
            said = read_yes_no(self.text.part(at, len(words)), self.lexicon.replies["yes_no"])
            if said and self.text.clause_ends(at + said.end):
                return said._replace(end=at + said.end)
        return None

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Every number that is told."""
        return tuple(amounts(self.text, self.lexicon))

    @cached_property
    def lengths(self) -> tuple[Duration, ...]:
        """Every length of time that is told."""
        lengths = durations(self.text, self.lexicon)
        return tuple(time for time in lengths if not self.assertions.in_a_saying(time.first, time.end))

    @cached_property
    def features(self) -> frozenset[str]:
        """What learned models know the words by."""
        return features_of(self.text)

    @cached_property
    def regimen(self) -> tuple[Found, ...]:
        """What the medicines named answer."""
        return read_regimen(self.text, self.about, self.assertions, self.lexicon)

    @cached_property
    def named(self) -> tuple[Pick, ...]:
        """Every value of the slot asked for that the text names, but not in words that tell of another slot."""
        phrases = self.lexicon.phrases.get(self.about)
        if phrases is None:
            return ()
        twins = self.about in TWO_FOLD or (self.slot is not None and self.slot.kind == "choices")
        matches = phrases.anywhere(self.text)
        if self.question and self.question.kind == "ranking":  # "the drip, | never tablets"
            matches = (match for match in matches if match.key in self.alone or not self._over_a_comma(match))
        if self.about == ANTIBODIES:
            matches = (match for match in matches if not self._is_of_a_level(match))
        named = longest(matches, self.assertions, lists_findings(self.about), twins)
        denials = (pick for pick in named if self.text.words[pick.end - 1].plain in self.lexicon.grammar.answers)
        over = {pick.end for pick in denials if held_until(self, pick.end)}
        told = (pick for pick in named if not self.assertions.inside("hedged_after", pick.first, pick.end))
        ended = self.assertions.places("closing")
        told = (pick for pick in told if pick.first not in ended or pick.end == pick.first + 1)
        told = (pick for pick in told if pick.end not in over)
        kept = tuple(pick for pick in told if not any(_inside(pick, other) for other in self.of_other_slots))
        return _each_by_itself(self, kept) if self.about in WISHED else kept

    def _is_of_a_level(self, match: Match) -> bool:
        return self._in_a_level(match.first) or self._parted(match._replace(key=f"{self.about}={match.key}"))

    def _over_a_comma(self, match: Match) -> bool:
        return any(self.text.clause_ends(at) for at in range(match.first + 1, match.end))

    def hedged(self, first: int, end: int) -> bool:
        return self.assertions.of(first, end).hedged


def found(
    asked: Asked,
    value: Value,
    place: tuple[int, int] | None = None,
    *,
    slot: str = "",
    hedged: bool = False,
    confidence: float = 0.95,
) -> Found:
    """A value as found in the words of ``place`` (all of them if none); below a confidence of 0.6 it is only near."""
    first, end = place or (0, len(asked.text.words))
    words, start, stop = asked.text.said(first, end)
    return Found(
        slot=slot or asked.about,
        value=value,
        status=Certainty.UNSURE if hedged else Certainty.GIVEN,
        text=words,
        start=start,
        end=stop,
        confidence=confidence,
        near=confidence < NEAR,
    )


NEAR = 0.6


def stated(asked: Asked, text: Plain, status: Certainty) -> Found:
    """What stands in place of a value, said in all the words: "no idea"."""
    words, start, end = text.said(0, len(text.words))
    return Found(slot=asked.about, status=status, text=words, start=start, end=end)


def question_of(slot: Slot) -> Question:
    """The question that tells the slot, without its words."""
    choices = tuple(Choice(id=value, label=value.replace("_", " ")) for value in slot.choices)
    return Question(
        slot=slot.id, kind=slot.question_kind, text=slot.id, choices=choices, units=slot.units, most=slot.most
    )


def held_until(asked: Asked, end: int) -> bool:
    """ "None, | till they found one last year"."""
    rest, replies = asked.text.part(end, len(asked.text.words)), asked.lexicon.replies
    if asked.question is None or asked.question.kind == "date" or replies["until_now"].leading(rest):
        return False
    return replies["until"].leading(rest) is not None


def _inside(pick: Pick, other: Match) -> bool:
    """Whether the words of a pick are part of a longer finding: "high" in "high antibodies"."""
    return other.first <= pick.first and pick.end <= other.end and pick.end - pick.first < other.end - other.first


def meaning(slot: str, pick: Pick) -> str | None:
    """The value a pick stands for once "no", "used to" and "my mother" are heard; None: nothing about this person."""
    said = pick.assertion
    if slot in OF_OTHERS:
        return None if said.negated or said.imagined or said.saying else pick.value
    if said.others or said.saying or (said.imagined and slot not in WISHED) or (said.planned and slot.startswith(DONE)):
        return None
    if said.past and slot in OVER:
        return OVER[slot]
    if (said.past and slot in GONE) or (said.negated and slot not in WANTS_NOT):
        return None
    return pick.value


def denied(asked: Asked) -> tuple[Denial, ...]:
    """The values that are not so, of a list that may have been told in part before: "no, I never had shingles"."""
    if asked.slot is None or not asked.slot.partial:
        return ()
    picks = (pick for pick in asked.named if pick.assertion.negated and pick.assertion.holds)
    values = dict.fromkeys(pick.value for pick in picks if pick.value in asked.slot.choices)
    return tuple(Denial(slot=asked.about, value=value) for value in values)


def yes_or_no(slot: str, pick: Pick) -> bool | None:
    """The same for a question of yes or no: to deny "yes" is "no"."""
    said = pick.assertion
    if pick.value not in ("yes", "no") or not said.holds or (said.past and slot in GONE):
        return None
    if said.planned and slot.startswith(DONE):
        return None
    return pick.assertion.negated != (pick.value == "yes")


def _each_by_itself(asked: Asked, named: tuple[Pick, ...]) -> tuple[Pick, ...]:
    """ "No steroids | and safe": the "no" of one wish denies no other."""
    own = {at for pick in named if pick.value != ELSE for at in range(pick.first, pick.end)}
    denials = asked.assertions.places("negated")
    last = {pick: max((at for at in denials if at < pick.first), default=-1) for pick in named}
    return tuple(
        replace(pick, assertion=pick.assertion._replace(negated=False)) if last[pick] in own else pick for pick in named
    )


def lists_findings(slot: str) -> bool:
    """Whether a "no" may reach over commas: "no fistula, abscess or narrowing", but not "no surgery, level normal"."""
    return slot.partition(".")[0] in ("disease", "health") or slot == "history.reaction"


def from_picks(asked: Asked, value: Value, picked: Sequence[Pick]) -> Found:
    """A value with the words of everything that was named for it."""
    hedged = any(pick.assertion.hedged for pick in picked)
    place = min(pick.first for pick in picked), max(pick.end for pick in picked)
    return found(asked, value, place, hedged=hedged)
