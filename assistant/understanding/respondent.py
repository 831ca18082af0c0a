"""Who answers, and for whom: the patient, or somebody who answers for another."""

from __future__ import annotations

from assistant.conversations import VALUED, Certainty
from assistant.understanding.ages import age
from assistant.understanding.asked import OF_OTHERS, Asked, found, stated
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Found, Understanding
from assistant.understanding.persons import introduced, is_name
from assistant.understanding.slots import CAREGIVER, CROHNS, DIAGNOSIS, PATIENT, RESPONDENT

BESIDE = 2
"""So near behind somebody stands the age that is theirs: "my lad, he's 22"."""

A_PERSON = 4
"""Somebody is named in so many words: "my oldest lad", not "somebody has parked across our drive"."""


def somebody_else(asked: Asked) -> Found | None:
    """ "My lad, he's 22", "my wife Sue, 33", "our mother is 82": who is named first is the one it is all about."""
    end = _first_person_named(asked) if asked.about in OF_OTHERS and not asked.named else 0
    if not end:
        return None
    told = age(asked)
    aged = next((at for at, word in enumerate(asked.text.words) if told and word.start >= told.start), None)
    mine = asked.assertions.places("mine")
    by_age = aged is not None and end <= aged <= end + BESIDE and mine.isdisjoint(range(end, aged))
    return found(asked, OF_OTHERS[asked.about]) if by_age or asked.text.clause_ends(end) else None


def _first_person_named(asked: Asked) -> int:
    """Where the words for somebody else end that a message begins with, with the name behind them; 0 if it does not."""
    ends = range(1, min(A_PERSON, len(asked.text.words)) + 1)
    whole = ((end, asked.lexicon.assertion.whole(asked.text.part(0, end))) for end in ends)
    end = max((end for end, match in whole if match and match.key == "others"), default=0)
    goes_on = 0 < end < len(asked.text.words) and not asked.text.clause_ends(end)
    return end + (goes_on and is_name(asked, asked.text.words[end]))


def themselves(asked: Asked) -> Found | None:
    """ "I'm Kayla and I'm 19": who tells name and age, and of nobody else, is the one it is all about."""
    if asked.about not in OF_OTHERS or asked.assertions.places("others"):
        return None
    told = any(True for _ in introduced(asked)) and age(asked)
    return found(asked, PATIENT) if told else None


def is_of_a_caregiver(meant: Understanding) -> bool:
    """ "For my dad": whether the message itself says that somebody answers for another."""
    told = (item for item in meant.found if item.slot == RESPONDENT and item.value == CAREGIVER)
    return any(item.status == Certainty.GIVEN and not item.near for item in told)


def names_the_disease(utterance: str, lexicon: Lexicon) -> bool:
    """Whether Crohn's is named at all."""
    named = lexicon.phrases[DIAGNOSIS].anywhere(lexicon.plain(utterance, DIAGNOSIS))
    return any(match.key == CROHNS for match in named)


def with_the_disease(theirs: Understanding, ill: Understanding) -> Understanding:
    """With the disease where ``ill``, read as if it had been asked for, tells it."""
    told = (item for item in ill.found if (item.slot, item.value) == (DIAGNOSIS, CROHNS) and not item.near)
    return theirs.model_copy(update={"found": (*theirs.found, *told)})


def told_of_the_patient(meant: Understanding, theirs: Understanding) -> Understanding:
    """ "My daughter, 23, on Humira": what else the message tells, read as told by somebody who answers for another."""
    who = tuple(item for item in meant.found if item.slot == RESPONDENT)
    others = tuple(item for item in theirs.found if item.slot != RESPONDENT)
    return meant.model_copy(update={"found": (*who, *others)})


def answers_for_themselves(asked: Asked, told: tuple[Found, ...]) -> tuple[Found, ...]:
    """ "I've had Crohn's since 1979": who tells of the disease as their own answers for themselves.

    Where somebody else is told of behind that ("... My wife is on Humira"), it is asked about.
    """
    if asked.about != RESPONDENT or asked.assertions.caregiver:
        return told
    answers = [item for item in told if item.slot == RESPONDENT]
    first = asked.of(asked.text.sentences[0], asked.question)
    others = first.assertions.places("others") | first.assertions.places("others_doing")
    own = first.assertions.places("mine") and not others and first.about_slot(DIAGNOSIS).named
    if answers and own and len(asked.text.sentences) > 1 and answers[0].value == CAREGIVER:
        doubted = answers[0].model_copy(update={"value": PATIENT}).roughly()
        return tuple(doubted if item is answers[0] else item for item in told)
    ill = any(item.slot == DIAGNOSIS and not item.near and item.status in VALUED for item in told)
    mine = asked.assertions.places("mine") and not asked.assertions.places("others")
    if answers or not (ill and mine):
        return told
    return (*told, stated(asked, asked.text, Certainty.GIVEN).model_copy(update={"value": PATIENT}))
