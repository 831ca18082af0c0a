"""The shape of the small words by which sentences are read; what each list is for stands beside it in the file."""

from __future__ import annotations

from assistant.content.models import Text
from assistant.conversations import Frozen


class Grammar(Frozen):
    """Single words: lower case, without apostrophes. ``reasons`` are how a clause begins; ``doing`` how a word ends."""

    splits: frozenset[Text]
    contrasts: frozenset[Text]
    verbs: frozenset[Text]
    adding: frozenset[Text]
    choosing: frozenset[Text]
    parting: frozenset[Text]
    reasoning: frozenset[Text]
    of_blood: frozenset[Text]
    of_gut: frozenset[Text]
    remaining: frozenset[Text]
    together: frozenset[Text]
    joining: frozenset[Text]
    reach: dict[Text, int]
    unmoved: frozenset[Text]
    negates: frozenset[Text]
    answers: frozenset[Text]
    taken_back: frozenset[Text]
    thankful: frozenset[Text]
    none: frozenset[Text]
    named: frozenset[Text]
    has: frozenset[Text]
    questions: frozenset[Text]
    question_verbs: frozenset[Text]
    persons: frozenset[Text]
    reasons: tuple[Text, ...]
    own: frozenset[Text]
    already: frozenset[Text]
    others: frozenset[Text]
    like: frozenset[Text]
    at: frozenset[Text]
    stained: frozenset[Text]
    over: frozenset[Text]
    doing: Text
    light: frozenset[Text]
    articles: frozenset[Text]
    within: frozenset[Text]
    coming: frozenset[Text]
    copulas: frozenset[Text]
    saying: frozenset[Text]
    been: frozenset[Text]
    lasting: frozenset[Text]
    since: frozenset[Text]
    then: frozenset[Text]
    before: frozenset[Text]
    now: frozenset[Text]
