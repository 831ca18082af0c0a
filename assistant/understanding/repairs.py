"""Values that people take back in the same breath, or that they said before: "34, no, 35", "I said 43, it is 34"."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.conversations import VALUED
from assistant.messages import Question
from assistant.understanding.asked import Asked, question_of
from assistant.understanding.everything import everything_told, only_a_time
from assistant.understanding.intents import trimmed
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Found, Understanding
from assistant.understanding.numbers import number_at
from assistant.understanding.opposed import SLOT_OF
from assistant.understanding.slots import NO, NONE
from assistant.understanding.text import JOINING, NOT, Plain, parted
from assistant.understanding.volunteered import named_alone
from assistant.understanding.yes_no import read_yes_no

FEW = 4
"""Behind a "no" a number and its unit or month are no more words: "2 Dec, no 4 Dec"."""

STORY = 20
"""Words of a message that may say anew what was said before; a longer one tells a story."""

DENIED = (False, *NO, (NONE,))
"""What a mere no tells."""

TAKES_BACK = ("repair", "rather", "change", "wrong", "wrong_after", "mistaken")
"""Where somebody takes back what they said before."""


def repaired(asked: Asked, question: Question) -> Understanding | None:
    """ "Humira. No hang on, remicade": what is said before one takes oneself up does not count, if a value follows."""
    text = asked.text
    for first, end in _repairs(text, question, asked.lexicon):
        before, after = (
            tuple(everything_told(asked.of(part, question)))
            for part in (text.part(0, first), text.part(end, len(text.words)))
        )
        told = {item.slot: item.value for item in before if not item.near}
        if any(item.slot == question.slot and item.value != told.get(item.slot) and not item.near for item in after):
            again = {item.slot for item in after}
            kept = (item for item in before if item.slot not in (*again, question.slot))
            return Understanding(found=(*kept, *after), intent="answer")
    return None


def taken_up_again(found: tuple[Found, ...], asked: Asked) -> tuple[Found, ...]:
    """ "None, no wait, three": the answer before such words is only near, where what follows gave no other.

    So is any where another may be as good ("a year, or is it two"), and a no behind which a yes follows.
    """
    text = asked.text
    either = asked.lexicon.replies["or_is_it"].any_in(text)
    if either or _goes_both_ways(text, asked.lexicon):
        doubted = [item for item in found if item.slot == asked.about and (either or item.value in DENIED)]
        return tuple(item.roughly() if item in doubted else item for item in found)
    if asked.question and asked.question.kind == "date" and (no := _another_day(text, asked.lexicon)) is not None:
        start = text.words[no].start  # "the 14th of January | no 15"
        return tuple(item.roughly() if item.slot == asked.about and item.end <= start else item for item in found)
    marks = asked.lexicon.replies["taken_up"].anywhere(text) if found and not text.asks else ()
    for mark in marks:
        behind = asked.of(text.part(mark.end, len(text.words)), asked.question)
        told = (item for item in everything_told(behind) if _is_value(item) or item.slot != asked.about)
        if mark.first == 0 or behind.text.word_at(0) in ("", NOT) or any(told):
            continue
        before = text.words[mark.first - 1].end
        return tuple(item.roughly() if item.slot == asked.about and item.end == before else item for item in found)
    return found


def _goes_both_ways(text: Plain, lexicon: Lexicon) -> bool:
    """ "No. Well yes, in May": whether a clause of its own denies, and one behind it agrees."""
    first, *others = (trimmed(part, lexicon) for part in text.clauses)
    said = read_yes_no(first, lexicon.replies["yes_no"]) if first.words else None
    if said is None or said.value or said.end < len(first.words):
        return False
    behind = read_yes_no(others[0].part(0, 1), lexicon.replies["yes_no"]) if others and others[0].words else None
    return behind is not None and behind.value


def _another_day(text: Plain, lexicon: Lexicon) -> int | None:
    """Where a "no" or "sorry" stands with nothing but a number behind it."""
    at = len(text.words) - 2
    number = number_at(text, at + 1, lexicon.times) if at > 0 else None
    takes_back = number and (
        text.words[at].plain in lexicon.grammar.answers or lexicon.replies["repair"].whole(text.part(at, at + 1))
    )
    return at if takes_back else None


def said_anew(asked: Asked) -> Understanding | None:
    """ "I said I'm 43, it's 34", where something else is asked or nothing: another value of what was said before.

    A list is added to where nothing says otherwise, and a long story is no correction.
    """
    text = asked.text
    cuts = tuple(_behind_what_was_said(text, asked.lexicon)) if len(text.words) <= STORY else ()
    told = {item.slot for item in everything_told(asked.of(text, None)) if _is_value(item)} if cuts else set()
    for first, end in cuts:
        behind = text.part(end, len(text.words))
        until = first - (text.words[first - 1].plain in asked.lexicon.times.ago)  # "I said Humira earlier"
        then = {item.slot: item for item in _said_then(asked, until) if _is_value(item)}
        now = {item.slot: item for item in everything_told(asked.of(behind, None)) if _is_value(item)}
        for slot in {**then, **now, **dict.fromkeys(told)}:
            if slot == asked.about or (first == end and asked.lexicon.slots[slot].kind == "choices"):
                continue
            question = question_of(asked.lexicon.slots[slot])
            old = then.get(slot) or _value_told(asked.of(_what_was_said(asked, until), question))
            new = now.get(slot) or _value_told(asked.of(behind, question))
            if old and new and new.value != old.value:
                found = (*_answered_before(asked), new.model_copy(update={"corrects": True}))
                return Understanding(found=found, intent="correct", about=slot)
    return None


def takes_back(text: Plain, lexicon: Lexicon) -> bool:
    """ "No sorry, 2022", "oops wrong year": whether it sounds as if something said before were wrong."""
    marked = any(lexicon.replies[mark].any_in(text) for mark in TAKES_BACK)
    return marked and not text.asks and len(text.words) <= STORY


def sets_apart(text: Plain, lexicon: Lexicon) -> bool:
    """ "Started in April, not March", "2021, typo": whether what is told may stand against something else."""
    apart = NOT in text.vocabulary or lexicon.replies["slips"].any_in(text)
    return apart and not text.asks and len(text.words) <= STORY


def named_in(text: Plain, lexicon: Lexicon) -> frozenset[str]:
    """The questions that are named: "change *steroids*"."""
    return frozenset(match.key for match in lexicon.named.anywhere(text))


def _answered_before(asked: Asked) -> Iterator[Found]:
    """ "No. | And I said Humira, it's Cimzia": the answer to the question, before what was said is taken up again."""
    said = min((mark.first for mark in asked.lexicon.replies["said_before"].anywhere(asked.text)), default=0)
    before = asked.of(asked.text.part(0, said), asked.question)
    if asked.question and before.text.words:
        yield from (item for item in everything_told(before) if item.slot == asked.about)


def _is_value(item: Found) -> bool:
    return item.status in VALUED and not item.near


def _value_told(asked: Asked) -> Found | None:
    return next((item for item in everything_told(asked) if item.slot == asked.about and _is_value(item)), None)


def _what_was_said(asked: Asked, end: int) -> Plain:
    """ "I said | two years" up to word ``end``."""
    return asked.text.part(_said_before(asked.text, asked.lexicon) or 0, end)


def _said_then(asked: Asked, end: int) -> Iterator[Found]:
    """What "I said I'm 43", "I put Wales", up to word ``end``, told."""
    yield from everything_told(asked.of(asked.text.part(0, end), None))
    alone = asked.of(_what_was_said(asked, end), None)
    if alone.text.words:
        yield from (item for item in (named_alone(alone, answered=True), *only_a_time(alone)) if item)
        if len(alone.text.words) == 1 and (slot := SLOT_OF.get(alone.text.words[0].plain)):
            yield from everything_told(alone.about_slot(slot))


def _repairs(text: Plain, question: Question, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Where somebody takes back what stands before: "no hang on", or a "no" between commas ("34, no, 35")."""
    marks = [(mark.first, mark.end) for mark in lexicon.replies["repair"].anywhere(text)]
    marks += _behind_what_was_said(text, lexicon)
    if question.kind != "yes_no":
        marks += _lone_noes(text, lexicon)
    yield from ((first, end) for first, end in marks if first > 0 and end < len(text.words))


def _behind_what_was_said(text: Plain, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """ "I said Humira, | it's Imraldi", "I put two years | it is nearer three"."""
    said = _said_before(text, lexicon)
    if said is None:
        return
    yield from ((mark.first, mark.end) for mark in lexicon.replies["anew"].anywhere(text) if mark.first > said)
    cuts = range(said + 1, len(text.words))
    yield from ((at, at) for at in cuts if parted(text.words[at - 1], text.words[at]))


def _said_before(text: Plain, lexicon: Lexicon) -> int | None:
    """Where "I said", "I put" ends."""
    return min((mark.end for mark in lexicon.replies["said_before"].anywhere(text)), default=None)


def _lone_noes(text: Plain, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    end = 0
    for part in text.clauses:
        end += len(part.words)
        begin, no = end - len(part.words), part.words[0].plain in lexicon.grammar.answers
        number = number_at(part, 1, lexicon.times) if no else None
        if number and number.value > 1 and len(part.words) <= FEW:  # "45, | no | 54", but not "no one asked"
            yield begin, begin + 1
        if no and len(part.words) == 1 and not text.answers_sign(end - 1, JOINING):
            yield end - 1, end
