"""When steroids were taken last, told as a time."""

from __future__ import annotations

from assistant.understanding.almanac import Day
from assistant.understanding.asked import Asked, found
from assistant.understanding.choices import Pick
from assistant.understanding.dates import days
from assistant.understanding.durations import LONGEST_YEAR
from assistant.understanding.model import Found
from assistant.understanding.slots import STEROIDS
from assistant.understanding.stray import is_foreign

STEROID = "@steroid"
"""Any of them, as a word."""


def steroids_taken(asked: Asked) -> Found | None:
    """That they are taken now, whatever is told of another time: "taking prednisone now, also had it in March"."""
    regimen, barred = asked.lexicon.regimen, _not_taken_now(asked)
    ended = max((match.first for match in regimen["ended"].anywhere(asked.text)), default=0)
    for match in regimen["taken_now"].anywhere(asked.text):
        said = asked.assertions.of(match.first, match.end)
        if said.holds and not (said.negated or said.planned) and match.first not in barred and match.first >= ended:
            return found(asked, "now", (match.first, match.end), hedged=said.hedged)
    return None


def was_taken(asked: Asked, pick: Pick) -> bool:
    """ "I was | still on them in May": what sounds as if they were taken now, said of another time."""
    return asked.about == STEROIDS and pick.value == "now" and pick.first in _not_taken_now(asked)


def _not_taken_now(asked: Asked) -> frozenset[int]:
    matches = asked.lexicon.regimen["not_taken_now"].anywhere(asked.text)
    return frozenset(at for match in matches for at in range(match.first, match.end))


def of_some_time(asked: Asked, item: Found) -> bool:
    """ "It's late | now", "| last year was a blur": a time and nothing else, among words that tell of another thing."""
    words, regimen = asked.text.words, asked.lexicon.regimen
    own = range(*_words_of(asked, item))
    times = [match for match in regimen["at_a_time"].anywhere(asked.text) if match.first in own]
    time = max(times, key=lambda match: match.end - match.first, default=None)
    if time is None or (len(own) < len(words) and len(own) > time.end - time.first):
        return False
    begin, end = next(part for part in asked.parts if part[0] <= time.first < part[1])
    around = asked.text.part(begin, end)
    if words[begin].plain in asked.lexicon.grammar.answers or any(word.plain == STEROID for word in words):
        return False
    told = {begin + at for match in regimen["beside_a_time"].anywhere(around) for at in range(match.first, match.end)}
    return any(at not in told for at in range(begin, end) if not time.first <= at < time.end)


def _words_of(asked: Asked, item: Found) -> tuple[int, int]:
    own = [at for at, word in enumerate(asked.text.words) if item.start <= word.start < item.end]
    return (own[0], own[-1] + 1) if own else (0, 0)


def steroids_over(asked: Asked, taken_now: bool) -> Found | None:
    """When they ended, where that is said: "taper, finished 29 August", "a course in 2022", unless ``taken_now``."""
    names = ("ended",) if taken_now else ("ended", "had_then")
    ended = {match.end for name in names for match in asked.lexicon.regimen[name].anywhere(asked.text)}
    resumed, barred = (asked.lexicon.regimen["resumed"], asked.lexicon.again), _not_taken_now(asked)
    again = (match for templates in resumed for match in templates.anywhere(asked.text))
    if not ended or any(match.first not in barred for match in again):
        return None
    past = days(asked.text, asked.lexicon.times, asked.today, future=False)
    told = [(float((asked.today - day.day).days), day.first, day.end) for day in past if _is_known(asked, day)]
    told += [(time.days, time.first, time.end) for time in asked.lengths if time.ago]
    told = [each for each in told if each[1] in ended and asked.assertions.of(*each[1:]).holds]
    values = {"past_year" if since <= LONGEST_YEAR else "no" for since, *_ in told}
    hedged = any(asked.hedged(*place) for _, *place in told)
    return found(asked, values.pop(), hedged=hedged) if len(values) == 1 else None


def _is_known(asked: Asked, day: Day) -> bool:
    """Whether a year is told so that it cannot be within the last twelve months, or its month."""
    return day.month_known or day.day.year < asked.today.year - 1


def steroids(asked: Asked) -> Found | None:
    """When the last ones were, told as a time: "last time was 2022", "six months ago"."""
    if asked.assertions.places("refusing"):  # "I refused them in June"
        return None
    lengths = [time.days for time in asked.lengths if time.ago and not _of_something_else(asked, time.first)]
    past = days(asked.text, asked.lexicon.times, asked.today, future=False)
    past = [day for day in past if asked.assertions.of(day.first, day.end).holds]
    past = [day for day in past if not _of_something_else(asked, day.first)]
    lengths += [float((asked.today - day.day).days) for day in past]
    since = {match.end for match in asked.lexicon.since.anywhere(asked.text)} & {day.first for day in past}
    if not lengths:
        return None
    until = {day.first for day in past if asked.text.word_at(day.first - 1) in asked.lexicon.times.until}
    # "off them since 2022", "from June to August"
    off = since and (until or asked.lexicon.else_since.any_in(asked.text))
    if since and not off and not asked.assertions.of(past[-1].first, past[-1].end).negated:
        return found(asked, "now")
    past = [day for day in past if day.first in until] or past
    known = all(_is_known(asked, day) for day in past)
    hedged = any(asked.hedged(day.first, day.end) for day in past)
    return found(asked, "past_year" if min(lengths) <= LONGEST_YEAR else "no", hedged=hedged) if known else None


def _of_something_else(asked: Asked, at: int) -> bool:
    """ "He had a bit of bowel out | in 2022": a time in a clause that tells of anything but steroids."""
    words = asked.text.words
    if (asked.said and not asked.said.value) or any(word.plain == STEROID for word in words):
        return False
    first = at
    while not asked.text.clause_ends(first):
        first -= 1
    before, regimen = asked.text.part(first, at), asked.lexicon.regimen
    if not before.words or regimen["of_steroids"].any_in(before):
        return False
    named = any(word.medicine for word in before.words) or regimen["else_then"].any_in(before)
    return named or is_foreign(asked, before.words)
