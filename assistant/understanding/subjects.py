"""Whom and which of several medicines something is told of."""

from __future__ import annotations

from assistant.understanding.asked import Asked
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.slots import EARLIER, NOW, PARTNER
from assistant.understanding.text import Plain, parted

BIOLOGICS = ("anti_tnf", "advanced")


def of_the_present(asked: Asked, at: int, behind: int | None = None) -> bool:
    """Whether what is told at word ``at`` is of the anti-TNF now failing, where several medicines are named.

    It belongs to the one at word ``behind``, to the last one before it, or to the first one.
    """
    groups, words = asked.lexicon.medicines.groups, asked.text.words
    named = {groups[word.medicine] for word in words[:at] if word.medicine}
    if asked.about == PARTNER and named and "anti_tnf" not in named:
        return False  # "I was on azathioprine and could not tolerate it"
    subject = words[at - 1].medicine if at and not parted(words[at - 1], words[at]) else ""
    beside = at > 2 and words[at - 2].plain in asked.lexicon.grammar.adding and words[at - 3].plain == ANTI_TNF
    if subject and groups[subject] not in BIOLOGICS and not beside:
        return False  # "azathioprine never worked", but not "Humira and azathioprine never worked"
    places = [n for n, word in enumerate(words) if word.medicine and groups[word.medicine] in BIOLOGICS]
    if len({words[place].medicine for place in places}) < 2:
        return not (places and _of_the_one_before(asked, places[0], at))
    own = behind if behind is not None else max((place for place in places if place < at), default=places[0])
    now = (found.value for found in asked.regimen if found.slot == NOW and not found.near)
    return words[own].medicine == next(now, None)


def medicine_in(asked: Asked, first: int, end: int) -> int | None:
    """Where the biologic stands that the words themselves are about: "Humira gave up on me"."""
    groups, words = asked.lexicon.medicines.groups, asked.text.words
    named = (at for at in range(first, end) if words[at].medicine and groups[words[at].medicine] in BIOLOGICS)
    return next(named, None)


def of_advanced_only(asked: Asked) -> bool:
    """Whether medicines are named that come after an anti-TNF, and none."""
    named = {word.plain for word in asked.text.words if word.medicine and not word.near}
    return "@advanced" in named and ANTI_TNF not in named


def of_somebody_else(asked: Asked, first: int, end: int) -> bool:
    """ "My wife has been on hers 5 years": a sentence that begins with somebody else is about them."""
    number = asked.text.words[first].sentence
    sentence = Plain(asked.text.raw, tuple(word for word in asked.text.words if word.sentence == number))
    begins = asked.lexicon.assertion.leading(sentence)
    told = sentence.words[begins.end : begins.end + 1] if begins else ()
    if told and told[0].plain in asked.lexicon.grammar.saying and not asked.assertions.places("theirs"):
        return False  # "my wife says two years"
    return begins is not None and begins.key == "others" and asked.assertions.of(first, end).others


def _of_the_one_before(asked: Asked, place: int, at: int) -> bool:
    """ "Was on infliximab before that, | stopped because it wore off": of the only one named, if that is over."""
    words = asked.text.words
    if not (place < at and words[place].sentence == words[at].sentence) or asked.assertions.latest(at, at + 1):
        return False
    told = {found.slot for found in asked.regimen}
    return EARLIER in told and NOW not in told
