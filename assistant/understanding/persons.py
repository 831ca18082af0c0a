"""A message read as the patient's own: without what is told of others, and in the patient's person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.understanding.asked import Asked
from assistant.understanding.assertion import Assertions
from assistant.understanding.intents import trimmed
from assistant.understanding.stray import strange
from assistant.understanding.text import Plain, Word


def in_own_words(asked: Asked) -> Asked | None:
    """The same as the patient would say it: "her mum had it, she did not" is "I did not". None where that is all of it.

    Of a patient's words the clauses about others are left out; of a caregiver's those about the caregiver, and
    "he" and "my mother" are the one who speaks.
    """
    caregiver = asked.assertions.caregiver
    stops = asked.assertions.stops
    if caregiver:  # "I'm on it, | he isn't"
        begins = asked.assertions.places("theirs") | asked.assertions.places("mine") | asked.assertions.places("others")
        stops = sorted({*stops, *(at for at in begins if at and asked.text.clause_ends(at))})
    kept = [part for part in asked.text.cut(stops) if _of_the_patient(asked, *part)]
    words = [word for part in kept for word in asked.text.words[slice(*part)]]
    own = Plain(asked.text.raw, tuple(_first_person(asked, words) if caregiver else words))
    named = (asked.assertions.places("others"), asked.assertions.places("others_doing"))
    somebody = caregiver or any(named) or set_apart(asked)
    if not (somebody and own.words) or own == asked.text:
        return None
    return replace(asked, text=own, assertions=Assertions(own, asked.lexicon.assertion))


def set_apart(asked: Asked) -> bool:
    """ "He had surgery, I didn't": what is about somebody else, and behind it nothing but the patient's echo."""
    if asked.assertions.caregiver or not asked.text.words:
        return False
    *told, last = asked.text.clauses
    echo = bool(told) and asked.lexicon.own_echo.whole(last) is not None
    return echo and all(asked.lexicon.third.leading(part) for part in told)


def of_somebody_else_only(asked: Asked) -> bool:
    """ "My mum is on warfarin", and nothing of the person who writes."""
    lead, said = asked.lexicon.assertion.leading(asked.text), asked.assertions
    if said.caregiver or len(asked.text.clauses) > 1 or lead is None or lead.key != "others":
        return False
    end = len(asked.text.words)
    return said.of(end - 1, end).others and not (said.places("mine") or said.places("myself"))


def introduced(asked: Asked) -> Iterator[int]:
    """Where somebody has said their own name: behind "I'm Marge", "Kayla,"."""
    words, first = asked.text.words, trimmed(asked.text, asked.lexicon).words[:1]
    begins = {at for at, word in enumerate(words) if word in first and words[at + 1 : at + 2] and words[at + 1].comma}
    begins |= {match.end for match in asked.lexicon.introduced.anywhere(asked.text)}
    yield from (at + 1 for at in begins if at < len(words) and is_name(asked, words[at]))


def is_name(asked: Asked, word: Word) -> bool:
    """Whether a word bears on no answer, and is no common one ("shattered", "puffing"), or is written like a name."""
    common = word.plain in asked.lexicon.common and not asked.text.raw[word.start].isupper()
    return not common and not word.plain.endswith(asked.lexicon.grammar.doing) and strange(asked, [word])


def _of_the_patient(asked: Asked, first: int, end: int) -> bool:
    """Whether a clause speaks of the patient: a patient's has an "I" in it, a caregiver's "I" begins another's."""
    mine = [mark for mark in asked.assertions.places("mine") if first <= mark < end]
    if not asked.assertions.caregiver:
        return bool(mine)
    apart = ("myself", "their_own", "mistaken")
    if any(first in asked.assertions.places(kind) for kind in apart):
        return False
    named = any(first <= mark < end for mark in asked.assertions.places("others"))
    named = named or any(word.plain in asked.lexicon.persons.words for word in asked.text.words[first:end])
    return first not in mine or named


def _first_person(asked: Asked, words: Sequence[Word]) -> Iterator[Word]:
    """ "He has none" -> "I have none"."""
    persons, verbs, speaker = asked.lexicon.persons.words, asked.lexicon.verbs, asked.lexicon.persons.speaker
    names = {
        place: match.first
        for match in asked.lexicon.assertion.anywhere(Plain(asked.text.raw, tuple(words)))
        if match.key == "others"
        for place in range(match.first, match.end)
    }
    shifted = False
    for at, word in enumerate(words):
        if at in names:
            if names[at] == at:
                yield word._replace(plain=persons.get(word.plain, speaker))
            shifted = True
            continue
        said = persons.get(word.plain) or (verbs.get(word.plain) if shifted else None)
        shifted = word.plain in persons
        yield word._replace(plain=said) if said else word
