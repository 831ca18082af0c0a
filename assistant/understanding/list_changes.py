"""A list just told, put right at the next question: "actually the clot was my brother", "and mouth, I forgot"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from assistant.understanding.asked import Asked, question_of
from assistant.understanding.assertion import Assertion, Assertions
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.opposed import SHORT
from assistant.understanding.repairs import takes_back
from assistant.understanding.replies import is_asking
from assistant.understanding.slots import OWN_QUESTIONS
from assistant.understanding.stray import is_foreign
from assistant.understanding.taken_out import members

FEW = 3
"""In so many words what was told is denied, and nothing is told of it: "no clot sorry"."""


class ListChange(NamedTuple):
    """What of a list is not so after all, and what belongs to it, too."""

    gone: tuple[str, ...]
    added: tuple[str, ...]


def list_change(
    utterance: str, slot: str, told: tuple[str, ...], lexicon: Lexicon, today: date, caregiver: bool = False
) -> ListChange | None:
    """How the words change the list ``told`` of ``slot``; None where they do not.

    What is only named belongs to the list where the words say that it was forgotten or comes besides; what is in the
    list and denied, somebody else's, or called wrong is not so.
    """
    text = lexicon.plain(utterance, slot)
    if not text.words or text.asks or len(text.words) > SHORT or is_asking(text, lexicon):
        return None
    asked = Asked(
        text, question_of(lexicon.slots[slot]), lexicon, Assertions(text, lexicon.assertion, caregiver), today
    )
    named = [
        (denial.value, asked.assertions.of(first, end), first, end)
        for denial, first, end in members(asked)
        if denial.slot == slot
    ]
    if not named or is_foreign(asked, text.words):
        return None
    gone = [value for value, said, _, end in named if value in told and (_is_denied(said) or _takes_out(asked, end))]
    added = [
        value
        for value, said, _, _ in named
        if value not in (*told, *gone) and not (_is_denied(said) or said.planned or said.imagined or said.hedged)
    ]
    it_was = lexicon.replies["it_was"].leading(text)
    if it_was and added and len(told) == 1 and named[0][2] == it_was.end:  # "no, it was stelara"
        gone = [value for value in told if value not in {value for value, *_ in named}]
    elif not (_is_taken_back(asked, gone, named) or added if gone else _has_more(asked)):
        return None
    return ListChange(tuple(dict.fromkeys(gone)), tuple(dict.fromkeys(added))) if gone or added else None


def looks_over(utterance: str, lexicon: Lexicon, over: bool) -> bool:
    """ "You missed my heart failure": whether any list may be meant, of which something is told where all is looked
    ``over``, or that is said to lack something; not "add a question on heart failure"."""
    text, replies = lexicon.plain(utterance), lexicon.replies
    asks = any(replies[mark].leading(part) for mark in ("inquiring", "question_added") for part in text.clauses)
    asks = asks or replies["wondering"].any_in(text)
    asks = asks or any(name.key == OWN_QUESTIONS for name in lexicon.named.anywhere(text))
    return not asks and (over or replies["left_out"].any_in(text))


def says_what_is_missing(utterance: str, lexicon: Lexicon) -> bool:
    """ "Add heart failure to the conditions", where own words are asked for: whether they are none of these."""
    return lexicon.replies["left_out"].leading(lexicon.plain(utterance)) is not None


def _is_taken_back(asked: Asked, gone: Sequence[str], named: Sequence[tuple[str, Assertion, int, int]]) -> bool:
    """Whether what is only denied sounds as if it had been said before: not "the joints are not too bad"."""
    if any(value in gone and (said.others or _takes_out(asked, end)) for value, said, _, end in named):
        return True
    text, replies = asked.text, asked.lexicon.replies
    marked = takes_back(text, asked.lexicon) or replies["taking_back"].any_in(text)
    return marked or len(text.words) <= FEW or replies["never_had"].leading(text) is not None


def _takes_out(asked: Asked, end: int) -> bool:
    """ "The clot | was my brother", "liver | is wrong", "entyvio | no"."""
    rest, replies = asked.text.part(end, len(asked.text.words)), asked.lexicon.replies
    if replies["wrong_after"].leading(rest) or replies["was_theirs"].leading(rest):
        return True
    denies = rest.words and rest.words[0].plain in asked.lexicon.grammar.answers
    return bool(denies) and rest.clause_ends(1) and not rest.words[0].comma


def _has_more(asked: Asked) -> bool:
    """Whether the words say that something comes besides, or was forgotten."""
    text, replies = asked.text, asked.lexicon.replies
    behind = (replies["besides_after"].whole(text.part(at, len(text.words))) for at in range(len(text.words)))
    return replies["besides"].leading(text) is not None or replies["left_out"].any_in(text) or any(behind)


def _is_denied(said: Assertion) -> bool:
    return said.negated or said.others
