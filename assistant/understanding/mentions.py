"""Words as people type them -> clauses, and mentions of word groups. Pure; knows nothing of what they mean."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from assistant.content.flags import GAP, LONGEST_GAP, FlagLexicon, Follow, Phrase
from assistant.understanding.tokens import SENTENCE_END, Token, read_tokens

LONGEST_SENTENCE = 60
"""Words. Without a full stop a new sentence is taken to begin, so that nothing reaches across a page."""


class Mention(NamedTuple):
    """A word group said by the tokens from ``start`` up to, not including, ``end``."""

    group: str
    start: int
    end: int


class Utterance(NamedTuple):
    """``clause[i]`` and ``sentence[i]`` number the clause and sentence of token ``i``; ``place[i]`` is its position, in
    which a pause counts as words. ``clauses`` and ``sentences`` are their tokens; between paragraphs some are empty."""

    text: str
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    clause: tuple[int, ...]
    sentence: tuple[int, ...]
    place: tuple[int, ...]
    clauses: tuple[range, ...]
    sentences: tuple[range, ...]


def hear(text: str, lexicon: FlagLexicon) -> Utterance:
    """``text`` with every mention of the lexicon's word groups, ordered by where they begin."""
    text = unicodedata.normalize("NFKC", text)
    tokens = tuple(read_tokens(text, lexicon))
    mentions = _unshadowed(_mentions(tokens, lexicon), tokens, lexicon)
    clause, sentence = _clauses(tokens, mentions, lexicon)
    place, at = [], 0
    for number, token in enumerate(tokens):
        at += 1 + (3 if number and token.breaks and set(token.breaks) & SENTENCE_END else 0)
        place.append(at)
    return Utterance(text, tokens, mentions, clause, sentence, tuple(place), _ranges(clause), _ranges(sentence))


def _ranges(numbers: Sequence[int]) -> tuple[range, ...]:
    """The tokens that bear each number."""
    ranges = [range(0)] * (numbers[-1] + 1 if numbers else 0)
    for at, number in enumerate(numbers):
        ranges[number] = range(ranges[number].start if ranges[number] else at, at + 1)
    return tuple(ranges)


# --- mentions -------------------------------------------------------------------------------------------------------


def _mentions(tokens: Sequence[Token], lexicon: FlagLexicon) -> list[Mention]:
    line = _Line(
        tuple(_keys(token.text, lexicon) for token in tokens),
        tuple(bool(token.breaks and set(token.breaks) & SENTENCE_END) for token in tokens),
        tuple(bool(token.breaks or token.text in lexicon.stops) for token in tokens),
    )
    found: list[Mention] = []
    for start, keys in enumerate(line.keys):
        for key in keys:
            if (follow := lexicon.phrases.get(key)) is not None:
                found += [Mention(group, start, start + 1) for group in follow.alone]
                found += [Mention(group, start, end) for group, end in line.matches(follow, start + 1)]
    return found


class _Line(NamedTuple):
    """What each word may be called; whether a sentence ends before it, and whether a gap may not go past it."""

    keys: tuple[tuple[str, ...], ...]
    ended: tuple[bool, ...]
    stops: tuple[bool, ...]

    def matches(self, follow: Follow, at: int) -> Iterator[tuple[str, int]]:
        """Every phrase that goes on at ``at``, and where it ends."""
        if at < len(self.keys) and not self.ended[at]:
            for key in self.keys[at]:
                yield from self._ends(follow.next.get(key, ()), at + 1)
        if follow.later:
            seen: set[Phrase] = set()
            for place in self._reach(at):
                for key in self.keys[place]:
                    fresh = [phrase for phrase in follow.later.get(key, ()) if phrase not in seen]
                    seen.update(fresh)
                    yield from self._ends(fresh, place + 1)

    def _ends(self, phrases: Iterable[Phrase], at: int) -> Iterator[tuple[str, int]]:
        for phrase in phrases:
            end = self._match(phrase.rest, at)
            if end is not None:
                yield phrase.group, end

    def _reach(self, at: int) -> Iterator[int]:
        """Where a word after a gap may stand: at most four words on, and no further than a pause or a "no"."""
        for place in range(at, min(at + LONGEST_GAP + 1, len(self.keys))):
            if self.ended[place]:
                return
            yield place
            if self.stops[place]:
                return

    def _match(self, rest: Sequence[str], at: int) -> int | None:
        """Where the phrase ends, if the rest of it is said from ``at`` on."""
        for number, wanted in enumerate(rest):
            if wanted == GAP:
                ends = (self._match(rest[number + 1 :], place) for place in self._reach(at))
                return next((end for end in ends if end is not None), None)
            if at >= len(self.keys) or wanted not in self.keys[at] or self.ended[at]:
                return None
            at += 1
        return at


def _keys(word: str, lexicon: FlagLexicon) -> tuple[str, ...]:
    """Everything a phrase may call this word."""
    if word[0].isdecimal():
        return (word, *_number_keys(word))
    stems = lexicon.stems_of(word)
    parts = [part for key in (word, *stems) for part in lexicon.parts_of.get(key, ())]
    return (word, *stems, *parts)


def _number_keys(word: str) -> list[str]:
    if "/" in word:
        return []
    value = float(word.replace(",", "."))
    hot = 38.0 <= value < 43 or 100.4 <= value < 110
    kinds = {
        "@few": 1 <= value < 6,
        "@dozen": 1 <= value < 13,
        "#": 6 <= value < 60,
        "@over": 9 <= value < 100 and word.isdecimal(),
        "@hot": hot,
        "@reading": hot and not word.isdecimal(),
        "@normal": 35.0 <= value < 38,
        "@year": word.isdecimal() and 1940 <= value < 2100,
    }
    return [kind for kind, fits in kinds.items() if fits]


_LEAVES_NEGATION = frozenset({"negation", "past", "recent", "resolved", "now", "self_now", "relative", "baseline"})
_SAFE = frozenset({"safe:safe", "safe:being_seen", "safe:unless"})
_GIVE_WAY = frozenset(
    {"negation", "fine", "now", "back", "past", "self_now", "conditional", "baseline", "present", "asking", "linked"}
)


def _unshadowed(mentions: Iterable[Mention], tokens: Sequence[Token], lexicon: FlagLexicon) -> tuple[Mention, ...]:
    """Without what lies inside something quiet ("blood" in "blood test"), and without cues that are only part of
    something longer ("not" in "not stopping")."""
    ordered = sorted(set(mentions), key=lambda mention: (mention.start, mention.end))
    around = _Cover(ordered, tokens, lexicon)
    return tuple(mention for mention in ordered if not _is_shadowed(mention, around))


def _is_shadowed(mention: Mention, around: _Cover) -> bool:
    size = mention.end - mention.start
    longer = [other for other in around.holding(mention) if other.end - other.start > size and _hides(other)]
    if mention.group == "quiet" or any(other.group == "quiet" for other in longer):
        return True
    if mention.group != "negation":
        return mention.group in _GIVE_WAY and bool(longer)
    longer = [other for other in longer if not other.group.startswith("safe:")]  # "no emergency" denies it too
    return any(other.group not in _LEAVES_NEGATION and not around.has_inside(other, mention) for other in longer)


def _hides(mention: Mention) -> bool:
    """What is heard at one question, or loosely while a warning stands, takes no cue away from what is heard always."""
    return ":" not in mention.group or mention.group in _SAFE


class _Cover:
    """What lies around a mention; only what begins shortly before it can."""

    def __init__(self, ordered: Sequence[Mention], tokens: Sequence[Token], lexicon: FlagLexicon) -> None:
        self._ordered, self._named = ordered, lexicon.all_words.keys()
        self._joins = {at for at, token in enumerate(tokens) if token.text in lexicon.grammar.joining}
        self._starts = [mention.start for mention in ordered]
        self._longest = max((mention.end - mention.start for mention in ordered), default=0)

    def holding(self, mention: Mention) -> list[Mention]:
        """Every mention that begins no later and ends no earlier."""
        first = bisect_left(self._starts, mention.start - self._longest)
        last = bisect_right(self._starts, mention.start)
        return [other for other in self._ordered[first:last] if other.end >= mention.end]

    def has_inside(self, outer: Mention, negation: Mention) -> bool:
        """Whether something else is denied too: in "no vomiting or wind" and "no burning when i wee" the "no" is not
        the last word's alone."""
        if not any(at in self._joins for at in range(negation.end, outer.end)):
            return False
        first, last = bisect_left(self._starts, negation.end), bisect_left(self._starts, outer.end - 1)
        between = (other for other in self._ordered[first:last] if other.end < outer.end)
        return any(other.group in self._named and other.group != outer.group for other in between)


# --- clauses --------------------------------------------------------------------------------------------------------


def _clauses(
    tokens: Sequence[Token], mentions: Sequence[Mention], lexicon: FlagLexicon
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    inside = {at for mention in mentions for at in range(mention.start + 1, mention.end)}
    ends = {mention.end for mention in mentions if mention.group in lexicon.all_words}
    noun_verb = {
        mention.start
        for mention in mentions
        if mention.group in lexicon.all_words
        and mention.end < len(tokens)
        and tokens[mention.end].text in lexicon.grammar.verbs
        and not tokens[mention.end].breaks
        and mention.start in ends
    }
    clause, sentence, clauses, sentences = 0, 0, list[int](), list[int]()
    begun = 0
    for at, token in enumerate(tokens):
        if at and at not in inside:
            pause = set(token.breaks)
            opens = token.text in lexicon.grammar.splits or at in noun_verb
            stop = bool(pause & SENTENCE_END) or at - begun >= (LONGEST_SENTENCE if not (opens or pause) else 40)
            paragraph = token.breaks.count("\n") > 1
            begun = at if stop else begun
            sentence += stop + paragraph
            clause += bool(stop or pause or opens) + 3 * paragraph
        clauses.append(clause)
        sentences.append(sentence)
    return tuple(clauses), tuple(sentences)
