"""Results of several tests told side by side: "CRP normal but the calprotectin was 2000"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.asked import Asked, found
from assistant.understanding.choices import Pick
from assistant.understanding.dates import days
from assistant.understanding.model import Found
from assistant.understanding.patterns import Match
from assistant.understanding.quantities import Amount
from assistant.understanding.slots import DRUG_LEVEL, INFLAMMATION
from assistant.understanding.text import parted

Meant = Sequence[tuple[str, Pick]]

PAIR = 2

ACTIVE, QUIET = "active", "quiet"


def weighed_findings(asked: Asked, meant: Meant) -> list[tuple[str, Pick]]:
    """What the tests say together.

    "CRP normal but the scope was a mess": what was seen in the gut tells more of it than the blood. "CRP normal, calpro
    2000": what a number means is for the team to say, so nothing is told yet. "Bloods fine, calpro 1100, so they think
    active": what was made of all of it counts.
    """
    if asked.about != INFLAMMATION:
        return list(meant)
    parts = [part for part in asked.parts if part[0] < part[1]]
    named = {part: _tests_in(asked, part) for part in parts}
    quiet = [(value, pick) for value, pick in meant if value == QUIET]
    active = [(value, pick) for value, pick in meant if value == ACTIVE]
    if quiet and active:
        calm = [_tests_of(named, pick) for _, pick in quiet]
        seen = [(value, pick) for value, pick in active if _tests_of(named, pick) & asked.lexicon.grammar.of_gut]
        made_of_it = [each for each in active if each[1].first > quiet[-1][1].end and not _tests_of(named, each[1])]
        only_blood = all(tests and tests <= asked.lexicon.grammar.of_blood for tests in calm)
        return (made_of_it or seen) if only_blood and (made_of_it or seen) else list(meant)
    if quiet and not active and has_an_open_number(asked, quiet):
        return []
    if quiet and all(_tests_of(named, pick) for _, pick in quiet):
        told = set[str]().union(*(_tests_of(named, pick) for _, pick in quiet))
        open_still = [part for part, tests in named.items() if tests - told and _is_a_bare_number(asked, part, quiet)]
        return [] if open_still else list(meant)
    return list(meant)


def has_an_open_number(asked: Asked, quiet: Meant) -> bool:
    """ "Calpro 340 | CRP normal": a number behind a test, and the word that says what it means behind another."""
    words, grammar = asked.text.words, asked.lexicon.grammar
    names = grammar.of_blood | grammar.of_gut
    tests = [at for at, word in enumerate(words) if word.plain in names]
    if len({words[at].plain for at in tests}) < PAIR or not grammar.together.isdisjoint(asked.text.vocabulary):
        return False
    limits = {match.end for match in asked.lexicon.compared["below"].anywhere(asked.text)}
    timed = {place for time in asked.lengths for place in range(time.first, time.end)}
    numbers = {amount.first for amount in asked.amounts if limits.isdisjoint(range(amount.first, amount.end))} - timed
    numbered = {at for at in tests if not numbers.isdisjoint(range(at + 1, at + 1 + PAIR))}
    called = {_called(tests, pick) for _, pick in quiet}
    return None not in called and bool(numbered - called)


def _called(tests: Sequence[int], pick: Pick) -> int | None:
    """Which of the tests a word belongs to: "normal | CRP", "CRP is | normal"; None: it may be all of them."""
    value = pick.end - 1
    if value in tests or value + 1 in tests:
        return value + (value not in tests)
    return max((at for at in tests if at < value), default=None)


def of_a_result(asked: Asked, pick: Pick) -> bool:
    """Not "they want it in the | therapeutic range": what the level is to be, and not what it is."""
    if asked.about != DRUG_LEVEL:
        return True
    marks = asked.lexicon.days["aiming"].anywhere(asked.text)
    words = asked.text.words
    same = (mark for mark in marks if not any(parted(*words[at - 1 : at + 1]) for at in _between(mark, pick)))
    return all(mark.first < pick.end and pick.first < mark.end for mark in same)


def _between(mark: Match, pick: Pick) -> range:
    return range(min(mark.end, pick.end), max(mark.first, pick.first) + 1)


def _tests_in(asked: Asked, part: tuple[int, int]) -> frozenset[str]:
    grammar = asked.lexicon.grammar
    return frozenset(word.plain for word in asked.text.words[slice(*part)]) & (
        grammar.of_blood | grammar.of_gut | grammar.remaining
    )


def _tests_of(named: dict[tuple[int, int], frozenset[str]], pick: Pick) -> frozenset[str]:
    """The tests named in the clause of a value, not in "normal, | calprotectin 1400"."""
    return next((tests for (first, end), tests in named.items() if first <= pick.first < end), frozenset())


def _is_a_bare_number(asked: Asked, part: tuple[int, int], quiet: Meant) -> bool:
    """ "Calpro was 900": a number, and no word on what it means."""
    first, end = part
    named = days(asked.text, asked.lexicon.times, asked.today, future=False)
    spans = [(time.first, time.end) for time in asked.lengths]
    spans += [(day.first, day.end) for day in named if day.end - day.first > 1]
    times = {place for span in spans for place in range(*span)}
    limits = {match.end for match in asked.lexicon.compared["below"].anywhere(asked.text)}
    numbers = (amount for amount in asked.amounts if first <= amount.first < end and amount.first not in times)
    judged = any(first <= pick.first < end or pick.first <= first < end <= pick.end for _, pick in quiet)
    return not judged and any(limits.isdisjoint(range(amount.first, amount.end)) for amount in numbers)


def aimed_at(asked: Asked) -> list[Amount]:
    """ "Should be over | 8", "they want it above | 5 ug/ml": what the level is to be."""
    ends = {match.end - 1 for match in asked.lexicon.days["aimed"].anywhere(asked.text)}
    return [amount for amount in asked.amounts if not ends.isdisjoint(range(amount.first, amount.end))]


def against_the_aim(asked: Asked) -> Found | None:
    """ "4.2, nurse said it should be over 8": a level beside the one that the team wants."""
    if asked.about != DRUG_LEVEL:
        return None
    wanted = aimed_at(asked)
    own = [amount for amount in asked.amounts if amount not in wanted]
    timed = {place for time in asked.lengths for place in range(time.first, time.end)}
    own = [amount for amount in own if timed.isdisjoint(range(amount.first, amount.end))]  # "week 6 trough was 1.1"
    if len(wanted) != 1 or len(own) != 1:
        return None
    value = "low" if own[0].number < wanted[0].number else "adequate"
    return found(asked, value, (min(own[0].first, wanted[0].first), max(own[0].end, wanted[0].end)))
