"""Stories that turn: "it was brilliant, then it went rubbish" is not told by its second half, nor by its first."""

from __future__ import annotations

from assistant.conversations import VALUED, Value
from assistant.understanding.asked import OF_OTHERS, Asked
from assistant.understanding.asked import found as of
from assistant.understanding.lexicon import Turn
from assistant.understanding.model import Found
from assistant.understanding.slots import PREGNANCY
from assistant.understanding.stray import bears_not

EVERY = "every"
"""Of a list: all of its values."""

YES = "yes"


def turned(found: tuple[Found, ...], asked: Asked) -> tuple[Found, ...]:
    """The answers, those that the words beside them turn only near, or another value.

    "Worked a treat until the chemo": not that it still works, but that it wore off is then asked about. "Asthma":
    none of the illnesses that are asked for.
    """
    return tuple(item for item in (_turned(each, asked) for each in found) if item)


def hinted(asked: Asked) -> Found | None:
    """What words hint at that tell nothing for sure, near: "gallbladder out", that the bowel was not operated on."""
    for turn in asked.lexicon.hints.get(asked.about, ()):
        if turn.means and turn.stands_in(asked.text):
            if (turn.whole and _tells_more(turn, asked)) or _of_another(turn, asked):
                continue
            kind = asked.question.kind if asked.question else ""
            value = _in_kind(turn.means, yes_no=kind == "yes_no", several=kind == "choices")
            return of(asked, value, confidence=0.5)
    return None


def _of_another(turn: Turn, asked: Asked) -> bool:
    """ "My wife had one after childbirth": whether all that hints at an answer is told of somebody else."""
    told = [asked.assertions.of(match.first, match.end) for match in turn.beside.anywhere(asked.text)]
    if asked.about in (*OF_OTHERS, PREGNANCY):
        return False
    return all(said.others or said.imagined or (turn.whole and said.saying) for said in told)


def _turned(item: Found, asked: Asked) -> Found | None:
    for turn in asked.lexicon.turned.get(item.slot, ()) if item.status in VALUED else ():
        if _is_of(turn, item, asked) and turn.stands_in(asked.text):
            if turn.whole and _tells_more(turn, asked):
                return None
            rather = item if turn.means is None else item.model_copy(update={"value": _like(item.value, turn.means)})
            return rather if turn.sure else rather.roughly()
    return item


def _tells_more(turn: Turn, asked: Asked) -> bool:
    """ "Asthma, and a dicky heart": whether a word of weight stands beside those of the turn."""
    own = {at for match in turn.beside.anywhere(asked.text) for at in range(match.first, match.end)}
    words = (word for at, word in enumerate(asked.text.words) if at not in own)
    return any(word.medicine or bears_not(word, asked.lexicon.everywhere) for word in words)


def _is_of(turn: Turn, item: Found, asked: Asked) -> bool:
    """Whether it turns such an answer; of a list each of its values counts, or that it holds all there are."""
    if _speaks_of_another(turn, item, asked) or (turn.caregiver and not asked.assertions.caregiver):
        return False
    if turn.means is not None and item.value == _like(item.value, turn.means):
        return False
    values = item.value if isinstance(item.value, tuple) else (_word(item.value),)
    slot = asked.lexicon.slots[item.slot]
    every = EVERY in turn.when and isinstance(item.value, tuple) and {*slot.choices} - {*item.value} <= {*slot.alone}
    return every or not turn.when or not turn.when.isdisjoint(map(str, values))


def _speaks_of_another(turn: Turn, item: Found, asked: Asked) -> bool:
    """ "Methotrexate, I had a reaction to azathioprine": a turn that names a medicine is of that one."""
    inside = {at for match in turn.beside.anywhere(asked.text) for at in range(match.first, match.end)}
    turned = {word.medicine for at, word in enumerate(asked.text.words) if word.medicine and at in inside}
    besides = {word.medicine for at, word in enumerate(asked.text.words) if word.medicine and at not in inside}
    return bool(turned) and item.value in besides - turned


def _word(value: Value | None) -> Value | None:
    """A value of yes or no as its word."""
    return (YES if value else "no") if isinstance(value, bool) else value


def _like(value: Value | None, means: str) -> Value:
    """What it means, as a value of the same kind."""
    return _in_kind(means, yes_no=isinstance(value, bool), several=isinstance(value, tuple))


def _in_kind(means: str, yes_no: bool, several: bool) -> Value:
    """The value as answers of this kind hold it: one of a list, true for "yes"."""
    if yes_no:
        return means == YES
    return (means,) if several else means
