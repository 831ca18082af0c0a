"""Taking back an earlier answer: "change my age", "3 is wrong", "I meant ...", "I got surgery wrong"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.intents import Said, trimmed
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.numbers import number_at
from assistant.understanding.patterns import Match
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.slots import NOW, OWN_QUESTIONS
from assistant.understanding.text import Plain

COLON = ":"
LAST = -1
"""In place of a number: the answer given last."""
NAMED_WITHIN = 3
"""What is to be changed is named within so many words: "change my answer about surgery"."""


@dataclass(frozen=True)
class Correction:
    """``slot`` or ``number`` say which answer is wrong, if that was said; ``rest`` holds the new one.

    ``beside`` are the other sentences of the message, ``denied`` is the value that the new one is set against.
    """

    slot: str | None
    number: int | None
    rest: Plain
    beside: Plain
    denied: str | None = None


def read_correction(text: Plain, said: Said | None, lexicon: Lexicon) -> Correction | None:
    """A correction, unless the message is another command or a question."""
    taken_back = said and said.intent == "undo" and said.rest.words  # "scratch that, cimzia"
    one = len(text.sentences) == 1 and not any(word.comma for word in text.words)
    if said and said.intent in ("undo", "forget_me") and one:  # "forget what I said about my age"
        named = _in_sentence(text, text.part(0, 0), lexicon)
        if named and named.slot:
            return named
    if back := _gone_back_to(text, lexicon):
        return back
    if said and said.intent not in ("correct", "ask") and not taken_back:
        return None
    for sentence in text.sentences:
        number = sentence.words[0].sentence
        beside = Plain(text.raw, tuple(word for word in text.words if word.sentence != number))
        if found := _in_sentence(sentence, beside, lexicon):
            return found
    return Correction(None, None, said.rest, text.part(0, 0)) if said and said.intent == "correct" else None


def _in_sentence(sentence: Plain, beside: Plain, lexicon: Lexicon) -> Correction | None:
    bare = trimmed(sentence, lexicon)
    if lead := lexicon.replies["change"].leading(bare):
        return _of_named(bare.part(lead.end, len(bare.words)), beside, lexicon)
    for words in (sentence, bare) if bare is not sentence else (sentence,):
        meant = lexicon.replies["wrong"].leading(words)
        if meant and meant.end < len(words.words):
            named = _names(words.part(0, meant.end), lexicon)
            return Correction(named[0].key if named else None, None, words.part(meant.end, len(words.words)), beside)
    if lexicon.replies["should"].any_in(sentence):
        return None
    for name in ("wrong_after", "mistaken"):
        for mark in lexicon.replies[name].anywhere(sentence):
            if found := _of_marked(sentence, mark, beside, lexicon):
                return found
    return None


def _gone_back_to(text: Plain, lexicon: Lexicon) -> Correction | None:
    """ "Go back to | the surgery question": a question by its name."""
    bare = trimmed(text, lexicon)
    lead = lexicon.replies["back_to"].leading(bare)
    name = lexicon.named.leading(bare.part(lead.end, len(bare.words))) if lead else None
    if lead is None or name is None or name.key == OWN_QUESTIONS or lead.end + name.end < len(bare.words) - 1:
        return None
    return Correction(name.key, None, bare.part(0, 0), bare.part(0, 0))


def labelled(text: Plain, lexicon: Lexicon) -> Correction | None:
    """ "Smoking: | never": a question by its name, and its answer behind a colon."""
    name = lexicon.named.leading(text) if COLON in text.raw else None
    if name is None or len(text.clauses) > 2 or not text.raw[text.words[name.end - 1].end :].lstrip().startswith(COLON):
        return None
    return Correction(name.key, None, text.part(name.end, len(text.words)), text.part(0, 0))


def _of_named(rest: Plain, beside: Plain, lexicon: Lexicon) -> Correction | None:
    """What stands at the beginning of the words is to be changed, and what follows is what it should be."""
    number, end = _number(rest, 0, lexicon)
    into = lexicon.replies["into"].leading(rest.part(end, len(rest.words)))
    if number and (into or end == len(rest.words)):
        begin = end + (into.end if into else 0)
        return Correction(None, number, rest.part(begin, len(rest.words)), beside)
    if rest.words and rest.words[0].plain[0].isdecimal():  # "change that to | 26 weeks"
        return Correction(None, None, rest, beside)
    named = _names(rest, lexicon)
    medicines = [at for at, word in enumerate(rest.words) if word.plain == ANTI_TNF]
    if medicines and (not named or medicines[0] <= named[0].first):
        return Correction(NOW, None, rest.part(medicines[-1], len(rest.words)), beside)
    if not named or named[0].first > NAMED_WITHIN:
        return None
    return Correction(named[0].key, None, rest.part(named[0].end, len(rest.words)), beside)


def _of_marked(text: Plain, mark: Match, beside: Plain, lexicon: Lexicon) -> Correction | None:
    """ "My age is wrong, I'm 52", "the one about surgery is wrong", "number 4 is not right"."""
    number, end = _number(text, 0, lexicon)
    end = _behind_more(text, end, lexicon)
    if number and end == mark.first:
        return Correction(None, number, text.part(mark.end, len(text.words)), beside)
    number, one = _number(text, mark.end, lexicon)
    end = _behind_more(text, one, lexicon)
    named = _names(text, lexicon)
    if number and end == len(text.words) and not named:  # but "my age should be 34"
        # "wrong answer, 4", "both are wrong, 3 and 7", but "should be 2021"
        counts = mark.key == "mistaken" or end > one
        rest = text.part(end if counts else mark.end, end)
        return Correction(None, number if counts else None, rest, beside)
    if not named and any(word.plain == ANTI_TNF for word in text.words[: mark.first]):
        return Correction(NOW, None, text.part(mark.end, len(text.words)), beside)
    if not named:
        return None
    new = mark.end if named[0].first >= mark.end else max(mark.end, named[0].end)
    return Correction(named[0].key, None, text.part(new, len(text.words)), beside)


def _names(text: Plain, lexicon: Lexicon) -> Sequence[Match]:
    return sorted(lexicon.named.anywhere(text), key=lambda match: (match.first, -match.end))


def _ordinal(text: Plain, at: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """ "The third answer"."""
    named = lexicon.replies["places"].leading(text.part(at, len(text.words)))
    if not named or not named.key.isdecimal():
        return None
    behind = lexicon.replies["number"].leading(text.part(at + named.end, len(text.words)))
    return int(named.key), at + named.end + (behind.end if behind else 0)


def _behind_more(text: Plain, at: int, lexicon: Lexicon) -> int:
    """Where "3 | and 7 and 9" ends; they are taken one by one."""
    while at < len(text.words) and text.words[at].plain in lexicon.times.joins:
        number, end = _number(text, at + 1, lexicon)
        if not number:
            break
        at = end
    return at


def _number(text: Plain, at: int, lexicon: Lexicon) -> tuple[int | None, int]:
    """The number of an answer named at word ``at`` ("number 4", "4"), and where it ends."""
    while at < len(text.words) and (lead := lexicon.replies["number"].leading(text.part(at, len(text.words)))):
        at += lead.end
    if place := _ordinal(text, at, lexicon):
        return place
    number = number_at(text, at, lexicon.times)
    return (int(number.value), number.end) if number and number.value.is_integer() else (None, at)
