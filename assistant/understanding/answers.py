"""The answer to the question that is asked, in plain words."""

from __future__ import annotations

from collections.abc import Callable

from assistant.messages import QuestionKind
from assistant.understanding.agreement import read_agreement
from assistant.understanding.appointments import day, is_of_some_month
from assistant.understanding.asked import Asked
from assistant.understanding.bare import bare_no
from assistant.understanding.chosen import by_name, read_choice
from assistant.understanding.dates import days
from assistant.understanding.durations import YEAR
from assistant.understanding.levels import quantity
from assistant.understanding.lists import read_list, read_ranking
from assistant.understanding.model import Found
from assistant.understanding.slots import NO, SURGERY, TESTS, TIME_ON
from assistant.understanding.stray import clause, told_of_it
from assistant.understanding.time_on import number

EVENTS = ("health.conditions=", "history.surgery=")
"""What has a day of its own, beside that on which a medicine was begun."""

NOT_DONE = ("not_tested", "not_checked")


def answer(asked: Asked) -> Found | None:
    """The answer to the question itself."""
    if not asked.question or not asked.text.words or asked.lexicon.replies["hollow"].whole(asked.text):
        return None
    reader = READERS.get(asked.question.kind)
    item = reader(asked) if reader else None
    item = item.roughly() if item and (_was_long_ago(asked, item) or _of_an_event(asked, item)) else item
    item = told_of_it(asked, item) if item and not _denies_a_medicine(asked, item) else None
    if item and asked.slot and asked.lexicon.replies["doubtful"].whole(asked.text):
        return item.roughly()
    said = asked.said if item else None
    return item.doubted() if item and said and said.hedged else item  # "don't think so, only Humira"


def _was_long_ago(asked: Asked, item: Found) -> bool:
    """ "2 years ago it was bad", "in 2021 it was fine": a test of then; how it is now, was not said."""
    if not asked.about.startswith(TESTS) or item.value in NOT_DONE:
        return False
    ago = {time.first for time in asked.lengths if time.ago and time.days >= YEAR}
    told = days(asked.text, asked.lexicon.times, asked.today, future=False)
    old = (day.first for day in told if day.day.year < asked.today.year - 1)
    placing = frozenset(asked.lexicon.times.placing)
    ago |= {at for at in old if not placing.isdisjoint(map(asked.text.word_at, (at - 1, at)))}
    at = next((at for at, word in enumerate(asked.text.words) if word.start >= item.start), 0)
    around = clause(asked, at) if ago else ()
    return any(asked.text.words[first] in around for first in ago)


def _of_an_event(asked: Asked, item: Found) -> bool:
    """ "She had a mini stroke in | 2015", asked since when a medicine is taken: when something else was."""
    at = next((at for at, word in enumerate(asked.text.words) if word.start >= item.start), 0)
    around = clause(asked, at) if asked.about == TIME_ON else ()
    if not around or any(word.medicine or word.plain in asked.lexicon.times.dated for word in around):
        return False
    begin, end = around[0].start, item.start
    events = (match for match in asked.volunteered if match.key.startswith(EVENTS))
    return any(begin <= asked.text.words[match.first].start < end for match in events)


def _denies_a_medicine(asked: Asked, item: Found) -> bool:
    """ "Wait, I never had | Entyvio", where a result or an illness is asked for: that is no answer to it."""
    of_medicines = asked.about.startswith("history.") and asked.about != SURGERY
    if of_medicines or not (item.value is False or item.value in NO):
        return False
    words, bearing = asked.text.words, asked.lexicon.bearing.get(asked.about, frozenset())
    at = next((at for at, word in enumerate(words) if word.start >= item.end), len(words))
    if at == 0 or not asked.text.word_at(at).startswith("@") or asked.text.clause_ends(at):
        return False
    return all(word.plain not in bearing for word in clause(asked, at) if word.start > words[at].start)


def _date(asked: Asked) -> Found | None:
    if told := day(asked):
        return told
    return None if is_of_some_month(asked) else by_name(asked, asked.alone) or bare_no(asked, asked.alone)


READERS: dict[QuestionKind, Callable[[Asked], Found | None]] = {
    "choice": read_choice,
    "choices": read_list,
    "ranking": read_ranking,
    "yes_no": read_agreement,
    "number": number,
    "quantity": quantity,
    "date": _date,
}
