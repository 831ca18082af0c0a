"""An answer of before, named and put right wherever the talk is: "it's not 100 weeks, it's 60", "drip, not the jab"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from assistant.conversations import VALUED, Answer, Quantity, Value
from assistant.understanding.ages import ADULT
from assistant.understanding.asked import OF_OTHERS, question_of
from assistant.understanding.dates import days
from assistant.understanding.durations import durations
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Found
from assistant.understanding.numbers import number_at
from assistant.understanding.opposed import BY_NAME, SHORT
from assistant.understanding.reading import read
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.repairs import takes_back
from assistant.understanding.slots import AGE, MEASURED, NOW, TIME_ON
from assistant.understanding.text import NOT, Plain

KINDS = (*MEASURED, "choice", "ranking")
"""Of these one value stands in place of another; lists are added to and taken from."""
LONGEST = 4
"""Words that an old value takes: "about 2 and a half years" is told in other words."""
NEARLY = 0.1
"""A time is told again in other units: "about 14 months" for 60 weeks."""
APART = " ,.;:-\n"
FEW = 8


def put_right(
    utterance: str, told: Mapping[str, Answer], lexicon: Lexicon, today: date, caregiver: bool = False
) -> Found | None:
    """The new value of the one answer that the words deny or quote, and another value besides; else None."""
    text = lexicon.plain(utterance)
    if text.asks or len(text.words) > SHORT:
        return None
    quoted = tuple(_quoted(text, lexicon))
    marks = quoted or (tuple(_valued(text, told, lexicon)) if takes_back(text, lexicon) else ())
    if not marks:
        return None
    before = {slot: answer.value for slot, answer in told.items() if answer.status in VALUED and slot in lexicon.slots}
    measures = _measures(text, lexicon, today)
    reading = (lexicon, today, caregiver)
    found: dict[str, Found] = {}
    for slot, old in before.items():
        if old is None or slot in OF_OTHERS or not _may_tell(text, slot, old, lexicon, measures):
            continue
        items = (_instead(text, place, slot, old, reading) for place in marks)
        if item := next((item for item in items if item), None):
            found[slot] = item
    sure = quoted or lexicon.replies["wrong_after"].any_in(text)
    item = next(iter(found.values())) if len(found) == 1 else None
    return item if item is None or sure else _to_be_asked(item)


def told_again(text: Plain, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """ "Oops | 3 years", "my bad it's | Remicade": the question that such a value can only belong to, and its words."""
    if text.asks or len(text.words) > FEW or not (takes_back(text, lexicon) or lexicon.replies["slips"].any_in(text)):
        return
    medicines = [word.typed for word in text.words if word.plain == ANTI_TNF and not word.near]
    times = [text.said(time.first, time.end)[0] for time in durations(text, lexicon)]
    yield from ((slot, told[0]) for slot, told in ((NOW, medicines), (TIME_ON, times)) if len(told) == 1)


def never_had(text: Plain, lexicon: Lexicon) -> str | None:
    """ "I never had Humira", "not Remicade": the anti-TNF that is denied, where nothing else is said."""
    lead = lexicon.replies["never_had"].leading(text)
    at = lead.end if lead else next((at + 1 for at, word in enumerate(text.words[:FEW]) if word.plain == NOT), 0)
    last = len(text.words) - 1
    light = all(word.plain in (NOT, *lexicon.times.instead, *lexicon.times.setting) for word in text.words[:at])
    named = at and at == last and (lead or light) and text.words[last].plain == ANTI_TNF
    return text.words[last].medicine if named else None


def _to_be_asked(item: Found) -> Found:
    return item.roughly().model_copy(update={"corrects": False})


def _quoted(text: Plain, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Where a "not" or an "it says" begins and ends, behind which the old value may stand."""
    yield from ((at, at + 1) for at, word in enumerate(text.words) if word.plain == NOT)
    yield from ((mark.first, mark.end) for mark in lexicon.replies["noted_as"].anywhere(text))


def _valued(text: Plain, told: Mapping[str, Answer], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """ "| 2 years is wrong, it's 3": where anything stands that may be an old value."""
    named = {match.first for slot in told if slot in BY_NAME for match in lexicon.phrases[slot].anywhere(text)}
    for at, word in enumerate(text.words):
        if word.medicine or at in named or number_at(text, at, lexicon.times):
            yield at, at


def _measures(text: Plain, lexicon: Lexicon, today: date) -> bool:
    """Whether a number, a length of time or a day is told."""
    if any(number_at(text, at, lexicon.times) for at in range(len(text.words))):
        return True
    return any(durations(text, lexicon)) or any(days(text, lexicon.times, today, future=True))


def _may_tell(text: Plain, slot: str, value: Value, lexicon: Lexicon, measures: bool) -> bool:
    """Whether the words may tell such a value at all: to read them for every answer takes long."""
    kind = lexicon.slots[slot].kind
    if kind not in KINDS:
        return False
    if kind in MEASURED or slot == AGE:
        return measures
    values = value if isinstance(value, tuple) else (value,)
    named = {match.key for match in lexicon.phrases[slot].anywhere(text)} | {word.medicine for word in text.words}
    return not named.isdisjoint(map(str, values))


Reading = tuple[Lexicon, date, bool]


def _instead(text: Plain, place: tuple[int, int], slot: str, old: Value, reading: Reading) -> Found | None:
    """What stands behind the old value, or before it."""
    mark, first, lexicon = *place, reading[0]
    unit = old.unit if isinstance(old, Quantity) else ""
    measure = next((word.typed for word in text.words if word.plain in lexicon.times.measuring), "")
    for end in range(min(len(text.words), first + LONGEST), first, -1):
        words = text.said(first, end)[0]
        if slot == AGE and words.strip().isdecimal() and int(words) < ADULT:  # "30 not 3": of the level, not a place
            continue
        bare = words.strip().isdecimal() and slot == TIME_ON  # "1 year not | 2"
        was = _value(f"{words} {measure if bare else unit}".strip(), slot, reading)
        if not _same(was, old):
            continue
        behind, before = text.raw[text.words[end - 1].end :], text.raw[: text.words[mark].start]
        tail = unit or words.partition(" ")[2]
        for rest in (behind.strip(APART), before.strip(APART)):
            ways = (rest, f"{rest} {tail}", f"{rest.partition(' ')[2]} {tail}") if rest else ()  # "is | 60" | weeks
            value = next((v for said in ways if (v := _value(said, slot, reading)) is not None), None)
            if value is not None and value != old:
                whole = text.raw.strip()
                return Found(slot=slot, value=_in_place(old, was, value), text=whole, end=len(whole), corrects=True)
    return None


def _value(words: str, slot: str, reading: Reading) -> Value | None:
    lexicon, today, caregiver = reading
    told = read(words, question_of(lexicon.slots[slot]), lexicon, today, caregiver).found
    return next((i.value for i in told if i.slot == slot and i.status in VALUED and not i.near), None)


def _same(value: Value | None, old: Value) -> bool:
    if isinstance(value, int) and isinstance(old, int) and not isinstance(old, bool):
        return abs(value - old) <= NEARLY * old
    if isinstance(value, tuple) and isinstance(old, tuple):
        return len(value) == 1 and value[0] in old
    return value is not None and value == old


def _in_place(old: Value, was: Value | None, new: Value) -> Value:
    """In an order of wishes the new one takes the place of the old."""
    if not (isinstance(old, tuple) and isinstance(was, tuple) and isinstance(new, tuple) and len(new) == 1):
        return new
    return tuple(dict.fromkeys(new[0] if value == was[0] else value for value in old))
