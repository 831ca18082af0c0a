"""Two values of which one is taken back: "it was 3 years, not 3 months"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from assistant.understanding.asked import Asked
from assistant.understanding.corrections import Correction
from assistant.understanding.durations import durations
from assistant.understanding.intents import trimmed
from assistant.understanding.lexicon import ELSE, Lexicon
from assistant.understanding.numbers import number_at
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.slots import ANTIBODIES, EARLIER, NOW, PARTNER, TIME_ON
from assistant.understanding.stray import strange
from assistant.understanding.text import NOT, Plain, Word, parted

SLOT_OF = {ANTI_TNF: NOW, "@advanced": EARLIER, "@partner": PARTNER}

BY_NAME = ("about.region", "about.diagnosis", "disease.location")
"""Slots whose values have names that are set against each other, whatever is asked."""

SHORT = 14
"""A message of more words than these tells a story."""


class Named(NamedTuple):
    """A value of a slot named in the words ``first`` up to ``end``."""

    slot: str
    value: str | int
    first: int
    end: int


def opposed(asked: Asked) -> Correction | None:
    """ "No, it's Entyvio I had before, not Stelara", "not Wales, Scotland": the other value of that slot is meant.

    The answer to what is being asked is none of these, nor is what words stand beside that bear on no answer.
    """
    if NOT not in asked.text.vocabulary or asked.text.asks or asked.assertions.places("others"):
        return None
    if asked.about == ANTIBODIES and asked.lexicon.replies["against_another"].any_in(asked.text):
        return None  # "to infliximab, not Humira": which of them was found, not which is taken
    asked = _without_excuse(asked)
    text = asked.text
    if len(text.words) > SHORT:
        return None
    named = tuple(each for each in _named(text, asked.lexicon) if each.slot != TIME_ON or _may_be_time_on(asked))
    if len(named) < 2 or strange(asked, text.words):
        return None
    for denied in named:
        begin = _not_before(text, denied.first, asked.lexicon)
        meant = [other for other in named if other.slot == denied.slot and other.value != denied.value]
        meant = [other for other in meant if _not_before(text, other.first, asked.lexicon) is None]
        if begin is None or denied.slot == asked.about or not any(_is_meant(asked, one, denied) for one in meant):
            continue
        rest = Plain(text.raw, (*text.words[:begin], *text.words[denied.end :]))
        return Correction(denied.slot, None, rest, text.part(0, 0), str(denied.value))
    return None


def _without_excuse(asked: Asked) -> Asked:
    """Without the clauses that only say how the slip came about: "3 years not 3 months, my thumbs are too big"."""
    slips = {
        place
        for match in asked.lexicon.replies["slips"].anywhere(asked.text)
        for place in range(match.first, match.end)
    }
    at, kept = 0, list[Word]()
    for part in asked.text.clauses:
        kept += part.words if slips.isdisjoint(range(at, at + len(part.words))) else ()
        at += len(part.words)
    return replace(asked, text=Plain(asked.text.raw, tuple(kept))) if slips else asked


def _may_be_time_on(asked: Asked) -> bool:
    """Whether a length of time can only be that on the medicine: it is named, or nothing is asked nor told besides."""
    if any(word.plain == ANTI_TNF for word in asked.text.words):
        return True
    bare, times = trimmed(asked.text, asked.lexicon), asked.lexicon.times
    told = {place for time in durations(bare, asked.lexicon) for place in range(time.first, time.end)}
    light = (NOT, *times.instead, *times.setting, *times.leading)
    return not asked.about and all(at in told or word.plain in light for at, word in enumerate(bare.words))


def _is_meant(asked: Asked, meant: Named, denied: Named) -> bool:
    """Whether it stands before what is denied, or behind it in a clause of its own or behind "it is"; not "or it"."""
    text = asked.text
    if meant.end <= denied.first:
        return True
    between = [word.plain for word in text.words[denied.end : meant.first]]
    times = asked.lexicon.times
    light = set(times.instead).difference(times.joins).union(times.placing, asked.lexicon.grammar.articles)
    apart = any(parted(*text.words[at - 1 : at + 1]) for at in range(denied.end, meant.first + 1))
    return meant.first >= denied.end and (apart or bool(between)) and light.issuperset(between)


def _not_before(text: Plain, at: int, lexicon: Lexicon) -> int | None:
    """Where the "not" stands that a value follows: "not | the | states"."""
    light = (*lexicon.times.placing, *lexicon.grammar.articles)
    while at and text.words[at - 1].plain in light:
        at -= 1
    return at - 1 if at and text.words[at - 1].plain == NOT else None


def _named(text: Plain, lexicon: Lexicon) -> Iterator[Named]:
    times = tuple(durations(text, lexicon))
    yield from (Named(TIME_ON, time.weeks, time.first, time.end) for time in times)
    if len(times) == 1 and any(word.plain == ANTI_TNF for word in text.words):
        yield from (Named(TIME_ON, -1, first, end) for first, end in _bare_numbers(text, lexicon))
    for at, word in enumerate(text.words):
        if word.medicine and not word.near and word.plain in SLOT_OF:
            yield Named(SLOT_OF[word.plain], word.medicine, at, at + 1)
    for slot in BY_NAME:
        matches = lexicon.phrases[slot].anywhere(text)
        yield from (Named(slot, match.key, match.first, match.end) for match in matches if match.key != ELSE)


def _bare_numbers(text: Plain, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """ "It's 2 years, not | 3": a number that is denied, in the unit of the other one."""
    for at in range(1, len(text.words)):
        number = number_at(text, at, lexicon.times) if text.words[at - 1].plain == NOT else None
        if number and text.word_at(number.end) not in lexicon.times.measuring:
            yield at, number.end
