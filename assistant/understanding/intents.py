"""Commands and questions in a message, apart from the answers in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from assistant.messages import Intent
from assistant.understanding.features import checksum, features_of
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.patterns import Match, Templates
from assistant.understanding.text import Plain
from assistant.understanding.yes_no import read_yes_no

POLITE = ("greeting", "thanks", "goodbye", "smalltalk")
"""Said beside everything else; another intent in the same message counts before them."""


LOOKED_UP = ("ask", "define")

LONGEST = 40
"""Words. A command or question in a longer message is no longer than this."""

LIKELY, RATHER, SURELY, PLAINLY = -1.5, -1.0, 0.0, 1.0
"""Log odds from which words that fit no template are a command or question; that fit the one of any question, another
one; that may be an answer too, no answer; that stand where anything may be written, a command."""
HARM = 1.0
"""How much more it takes where the command takes something away."""

HARMLESS: frozenset[Intent] = frozenset({
    "abuse", "advice", "back", "define", "feedback", "goodbye", "greeting", "help", "human", "identity",
    "language", "progress", "repeat", "rephrase", "report", "resume", "summary", "thanks", "what_know", "why",
})  # fmt: skip
"""Commands that take nothing away and fill nothing."""

OF_THE_CHAT: frozenset[Intent] = frozenset(
    {"stop", "human", "back", "correct", "undo", "restart", "forget_me", "report"}
)
LOOKING_BACK: frozenset[Intent] = frozenset({"back", "undo", "repeat", "rephrase"})
"""What answers nothing, though a yes or no stands before it with a comma."""

LONGEST_FILLER = 3
"""Words of politeness at the end: "would you believe"."""
COMMAND = 3
"""So many words at least: "no change" answers."""


class Said(NamedTuple):
    """An intent, the words it is about, and what is left of the message beside it."""

    intent: Intent
    topic: str
    rest: Plain

    def own(self, text: Plain) -> Plain:
        """The words of the command or question itself."""
        return Plain(text.raw, tuple(word for word in text.words if word not in self.rest.words))


def read_intent(text: Plain, lexicon: Lexicon) -> Said | None:
    """The strongest command or question: the whole message, a sentence of it, or what stands behind a comma."""
    whole = _fits(text, lexicon) or _after_yes_or_no(text, lexicon)
    if whole and (whole[0] not in LOOKED_UP or lexicon.replies["of_facts"].whole(trimmed(text, lexicon))):
        return _reason_asked(text, whole, lexicon) or Said(whole[0], whole[1], text.part(0, 0))
    found = [
        Said(*fit, _without(text, first, end))
        for first, end in _parts(text, lexicon)
        if end - first <= LONGEST
        and not _relative(text, first, lexicon)
        and not (first and lexicon.replies["tail"].whole(text.part(first, end)))
        and (fit := _fits(text.part(first, end), lexicon))
    ]
    found = [said for said in found if said.intent != "progress" or not _is_looked_up(said.rest, lexicon)]
    if found:
        return min(found, key=lambda said: (*_weakness(said.intent), len(said.rest.words)))
    return Said(*whole, text.part(0, 0)) if whole else None


def _reason_asked(text: Plain, whole: tuple[Intent, str], lexicon: Lexicon) -> Said | None:
    """ "Why do you ask? | 53": what begins with the question, and goes on behind it."""
    if whole[0] != "why":
        return None
    parts = ((first, end) for first, end in _parts(text, lexicon) if first == 0 and end < len(text.words))
    fits = ((end, fit) for first, end in parts if (fit := _fits(text.part(first, end), lexicon)) and fit[0] == whole[0])
    end, fit = min(fits, default=(0, whole))
    return Said(*fit, text.part(end, len(text.words))) if end else None


def _is_looked_up(text: Plain, lexicon: Lexicon) -> bool:
    """ "What are the side effects | and how long does it take": not how long this takes."""
    fit = _fits(text, lexicon) if text.words else None
    return fit is not None and fit[0] == "ask"


def _after_yes_or_no(text: Plain, lexicon: Lexicon) -> tuple[Intent, str] | None:
    """ "Yes I'd like to stop", "no I want to change my age", "no, go back": the yes or no belongs to the command."""
    said = read_yes_no(text.part(0, 1), lexicon.replies["yes_no"])
    rest = text.part(1, len(text.words))
    if said is None or not rest.words or len(text.sentences) > 1:
        return None
    fit = _fits(rest, lexicon) if rest.words[0].comma or len(rest.words) >= COMMAND else None
    return fit if fit and fit[0] in (LOOKING_BACK if rest.words[0].comma else OF_THE_CHAT) else None


def likely_intent(text: Plain, lexicon: Lexicon, least: float = LIKELY) -> Intent | None:
    """The command or question that words are most like, where its log odds are ``least`` or more."""
    odds = lexicon.likely.log_odds(set(map(checksum, features_of(text))))
    intent = max(odds, key=odds.__getitem__, default=None)
    return intent if intent and odds[intent] >= least + (0 if intent in HARMLESS else HARM) else None


def _relative(text: Plain, first: int, lexicon: Lexicon) -> bool:
    """Whether it is only added: "uzpruvo, which is a copy"."""
    words, rest = text.words, text.part(first, len(text.words))
    if first == 0 or words[first].sentence != words[first - 1].sentence or text.asks:
        return False
    anew = words[first].comma and lexicon.replies["behind"].leading(rest)
    return not anew and lexicon.replies["relative"].leading(rest) is not None


def _weakness(intent: Intent) -> tuple[bool, ...]:
    """What gives way to another intent in the same message: "oops wrong button, undo"."""
    return intent in POLITE, intent in LOOKED_UP, intent == "correct"


def trimmed(text: Plain, lexicon: Lexicon) -> Plain:
    """The words without the politeness and hesitation around them."""
    filler = lexicon.replies["filler"]
    if filler not in text.bare:
        text.bare[filler] = _without_around(text, filler)
    return text.bare[filler]


def _without_around(text: Plain, filler: Templates) -> Plain:
    first, end = 0, len(text.words)
    while first < end and (lead := filler.leading(text.part(first, end))):
        first += lead.end
    while end > first and (cut := _trailing(text, first, end, filler)) < end:
        end = cut
    return text.part(first, end)


def _trailing(text: Plain, first: int, end: int, filler: Templates) -> int:
    for length in range(LONGEST_FILLER, 0, -1):
        if end - length >= first and filler.whole(text.part(end - length, end)):
            return end - length
    return end


def _fits(text: Plain, lexicon: Lexicon) -> tuple[Intent, str] | None:
    """What all the words mean. Without politeness they may mean more: "so which one is best for me" asks for advice."""
    if lexicon.replies["as_before"].whole(text):  # "like I said"
        return None
    found: tuple[Intent, str] | None = None
    bare = trimmed(text, lexicon)
    for candidate in (text, bare) if bare is not text else (text,):
        if lexicon.replies["of_facts"].whole(candidate):
            return "ask", candidate.said(0, len(candidate.words))[0]
        match = lexicon.intents.whole(candidate)
        if match and match.key == "ask" and states(candidate, lexicon):
            continue
        if match and (found is None or match.key not in LOOKED_UP):
            found = cast("Intent", match.key), _topic(match, candidate)
        if found and found[0] not in LOOKED_UP:
            break
    return found


def states(text: Plain, lexicon: Lexicon) -> bool:
    """ "Does its job": whether it begins like a question, and tells something."""
    return not text.asks and lexicon.replies["stating"].leading(text) is not None


def _topic(match: Match, text: Plain) -> str:
    """The term to define; of any other question to look up, all words count."""
    if match.key == "define":
        return match.topic
    return text.said(0, len(text.words))[0] if match.topic or match.key == "advice" else ""


def _parts(text: Plain, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Sentences, and what follows a comma within them, or a word that begins a question."""
    begins = {match.first for match in lexicon.replies["begins"].anywhere(text)}
    if begins:  # "paracetamol now | and again"
        set_phrases = lexicon.replies["set_phrases"].anywhere(text)
        begins -= {at for match in set_phrases for at in range(match.first, match.end)}
    at = 0
    for sentence in text.sentences:
        end = at + len(sentence.words)
        if len(text.sentences) > 1:
            yield at, end
        for place in range(at + 1, end):
            if text.words[place].comma:
                yield place, end
                yield at, place
            elif place in begins:
                yield place, end
        at = end


def _without(text: Plain, first: int, end: int) -> Plain:
    return Plain(text.raw, (*text.words[:first], *text.words[end:]))
