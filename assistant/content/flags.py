"""The shape of the red-flag lexicon: word groups, cues that say whether they hold, and the signs made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from sys import intern
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from assistant.content.grammar import Grammar
from assistant.content.impression import Weights
from assistant.content.models import Day, FlagFacts, Id, Text, When
from assistant.conversations import Frozen

CUES = (
    "quiet", "negation", "not_negation", "no_answer", "fine", "past", "recent", "caused", "had", "resolved", "back",
    "after_all", "now", "today", "present", "neutral", "asking", "conditional", "self_now", "self",
    "relative", "stranger", "lasting", "linked", "baseline", "not_baseline", "feared",
)  # fmt: skip
GAP = ".."
LONGEST_GAP = 4
SHORTEST_STEM = 3
_DIGITS = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)")


class Off(Frozen):
    """Who decided that a red flag is not to be raised, when and why."""

    by: Text
    on: Day
    why: Text


class FlagEntry(FlagFacts):
    """A red flag's tier; ``covers`` names milder flags that add nothing once this one was found.

    ``told``: answers that raise it together, without a word of it. With ``off`` it is never raised.
    """

    covers: tuple[Id, ...] = ()
    told: tuple[When, ...] = ()
    off: Off | None = None


class Sign(Frozen):
    """Word groups that together mean a flag.

    ``all`` must be said, near each other, and hold (not negated, past, asked about ...). ``beside`` must be said
    anywhere in the message, whether it holds or not. Any of ``unless`` near ``all`` calls the sign off.
    ``near`` counts words. ``anyone`` also counts when it happens to somebody else (an exposure), ``done`` also when it
    is over, as long as it was lately (a wrong dose). ``supposed`` is worth a question when it comes after an "if".
    ``doubt`` is always worth a question, never certain. ``lasting`` counts however long it has been so; ``firm`` stands
    whatever the whole message sounds like. ``most``: it means that only in a message of so few words.
    """

    all: tuple[Id, ...] = Field(min_length=1)
    beside: tuple[Id, ...] = ()
    unless: tuple[Id, ...] = ()
    near: int = Field(default=14, ge=0)
    anyone: bool = False
    done: bool = False
    supposed: bool = False
    doubt: bool = False
    lasting: bool = False
    firm: bool = False
    most: int | None = Field(default=None, ge=1)

    @cached_property
    def needed(self) -> frozenset[str]:
        return frozenset((*self.all, *self.beside))

    @property
    def named(self) -> frozenset[str]:
        return self.needed | frozenset(self.unless)


class Examples(Frozen):
    """For people who read the rules: sentences that raise a flag, and sentences like them that do not."""

    raised: tuple[Text, ...] = Field(min_length=1)
    calm: tuple[Text, ...] = Field(min_length=1)


class Phrase(NamedTuple):
    """The words of a phrase that are still to be said, and the group it belongs to."""

    rest: tuple[str, ...]
    group: str


class Follow(NamedTuple):
    """How phrases go on after their first word: not at all, by the ``next`` word, or by a ``later`` one after a gap."""

    alone: list[str]
    next: dict[str, list[Phrase]]
    later: dict[str, list[Phrase]]


class RedFlag(Frozen):
    """How people say one red flag. ``words``: groups that only its signs name; the others are shared."""

    signs: tuple[Sign, ...] = Field(min_length=1)
    examples: Examples
    words: dict[Id, tuple[Text, ...]] = {}


class Ordinary(Frozen):
    """Red flags that a sure answer to a question sounds like without a sign of them, ``below`` so much (log odds)."""

    flags: tuple[Id, ...] = Field(min_length=1)
    below: float


class SharedWords(Frozen):
    """What all red flags of one language are read with.

    A phrase is words in lower case without apostrophes, without the ``filler`` words. ``vomit*`` stands for every word
    that begins so, ``..`` for up to four words, ``#`` for a number of six or more, ``@few`` for one of five at most,
    ``@dozen`` for one of twelve at most, ``@hot`` for a number that would be a fever as a temperature (38 °C / 100.4 °F
    or more), ``@reading`` for one with a decimal, ``@normal`` for a temperature that is none, ``@over`` for more
    painkillers than a day allows, ``@year`` for a year, ``<gas>`` for any word of that name in ``parts``.
    ``at``: what says as much as a group of words or a cue while a question stands open, and nowhere else.
    ``worded``: flags that nobody is asked about who said none of the words that their signs begin with.
    """

    replace: dict[Text, Text] = {}
    filler: frozenset[Text] = frozenset()
    symbols: dict[Text, Text] = {}
    typos: tuple[Text, ...] = ()
    not_typos: frozenset[Text] = frozenset()
    parts: dict[Id, tuple[Text, ...]] = {}
    words: dict[Id, tuple[Text, ...]]
    cues: dict[Id, tuple[Text, ...]]
    safe: dict[
        Literal["safe", "being_seen", "unless", "explained", "lasting", "known", "passed", "helped", "unhelped"],
        tuple[Text, ...],
    ]
    at: dict[str, dict[Id, tuple[Text, ...]]] = {}
    ordinary: dict[str, Ordinary] = {}
    worded: frozenset[Id] = frozenset()


class FlagLexicon(SharedWords):
    """One language's red flags with all their words; ``facts`` come from the neutral part of the content."""

    flags: dict[Id, RedFlag]
    facts: dict[Id, FlagEntry]
    grammar: Grammar
    impression: Weights

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        named = {name for flag in self.flags.values() for sign in flag.signs for name in sign.named}
        own = [name for flag in self.flags.values() for name in flag.words]
        problems = {
            "words are used in no sign": self.words.keys() - named,
            "words are there twice": {name for name in own if name in self.words or own.count(name) > 1},
            "what is heard at a question is no group": (
                {name for groups in self.at.values() for name in groups} - self.words.keys() - set(CUES)
            ),
            "ordinary flags are unknown": (
                {flag for each in self.ordinary.values() for flag in each.flags} - self.facts.keys()
            ),
            "flags with words are unknown": self.worded - self.facts.keys(),
            "cues are unknown": self.cues.keys() - set(CUES),
            "cues are missing": set(CUES) - self.cues.keys(),
            "red flags have no words or no tier": self.flags.keys() ^ self.facts.keys(),
            "phrases name unknown parts": (
                {word for word in self._all_heard if word.startswith("<")} - {f"<{part}>" for part in self.parts}
            ),
        }
        for name, flag in self.flags.items():
            needed = {word for sign in flag.signs for word in sign.named}
            problems[f"{name} has words that none of its signs uses"] = flag.words.keys() - needed
            problems[f"the signs of {name} use words that are neither its own nor shared"] = (
                needed - flag.words.keys() - self.words.keys()
            )
        for problem, names in problems.items():
            if names:
                raise ValueError(f"{problem}: {', '.join(sorted(names))}")
        return self

    @cached_property
    def signs(self) -> dict[str, tuple[Sign, ...]]:
        """Red flag -> its signs, in the order of ``facts``."""
        return {flag: self.flags[flag].signs for flag in self.facts}

    @cached_property
    def all_words(self) -> dict[str, tuple[Text, ...]]:
        """The phrases of every group that signs are made of."""
        own = {name: phrases for flag in self.flags.values() for name, phrases in flag.words.items()}
        return {**self.words, **own}

    @cached_property
    def groups(self) -> dict[str, tuple[Text, ...]]:
        """The phrases of every group: words, cues and what is said when safe."""
        safe = {f"safe:{name}": phrases for name, phrases in self.safe.items()}
        at = {f"{slot}:{name}": phrases for slot, groups in self.at.items() for name, phrases in groups.items()}
        return {**self.all_words, **self.cues, **safe, **at}

    @cached_property
    def raised_by(self) -> dict[str, set[str]]:
        """Word group -> the flags that have a sign which cannot be without it."""
        index: dict[str, set[str]] = {}
        for flag, signs in self.signs.items():
            for sign in signs:
                index.setdefault(sign.all[0], set()).add(flag)
        return index

    @cached_property
    def phrases(self) -> dict[str, Follow]:
        """First word -> how the phrases that begin with it go on."""
        index: dict[str, Follow] = {}
        heard = ((group, self.as_heard(phrase)) for group, phrases in self.groups.items() for phrase in phrases)
        for group, (first, *rest) in heard:
            follow = index.setdefault(first, Follow([], {}, {}))
            if not rest:
                follow.alone.append(group)
            elif rest[0] == GAP:
                follow.later.setdefault(rest[1], []).append(Phrase(tuple(rest[2:]), group))
            else:
                follow.next.setdefault(rest[0], []).append(Phrase(tuple(rest[1:]), group))
        return index

    @cached_property
    def _all_heard(self) -> frozenset[str]:
        """Every word of every phrase."""
        found = set(self.phrases)
        for follow in self.phrases.values():
            for after in (follow.next, follow.later):
                found.update(after)
                found.update(word for phrases in after.values() for phrase in phrases for word in phrase.rest)
        return frozenset(found)

    @cached_property
    def parts_of(self) -> dict[str, tuple[str, ...]]:
        """Word or stem -> the parts it belongs to, as phrases write them."""
        index: dict[str, list[str]] = {}
        for part, words in self.parts.items():
            for word in words:
                index.setdefault(word, []).append(f"<{part}>")
        return {word: tuple(found) for word, found in index.items()}

    @cached_property
    def known(self) -> frozenset[str]:
        """Every whole word of every phrase, and those that are right as they stand."""
        begins = self.grammar.splits | self.grammar.verbs
        return begins.union(self._all_heard, self.parts_of, self.not_typos, self.filler)

    @cached_property
    def stops(self) -> frozenset[str]:
        """Words that a gap does not go past."""
        return self.grammar.answers | self.grammar.contrasts

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word for word in self.known if word.endswith("*"))

    @cached_property
    def _stem_starts(self) -> frozenset[str]:
        return frozenset(stem[:SHORTEST_STEM] for stem in self.stems)

    def stems_of(self, word: str) -> list[str]:
        """The stems that ``word`` begins with, each as phrases write it."""
        if word[:SHORTEST_STEM] not in self._stem_starts:
            return []
        begun = (f"{word[:size]}*" for size in range(SHORTEST_STEM, len(word) + 1))
        return [stem for stem in begun if stem in self.stems]

    @cached_property
    def replaced(self) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
        """First word -> (all words, what they are read as), longest first."""
        index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for words, meant in sorted(self.replace.items(), key=lambda pair: -len(pair[0].split())):
            index.setdefault(words.split()[0], []).append((tuple(words.split()), meant))
        return {first: tuple(found) for first, found in index.items()}

    def as_heard(self, phrase: str) -> list[str]:
        """The phrase as a person's words come out of ``replace`` and ``filler``; digits stand apart: "2nd"."""
        words = _DIGITS.sub(" ", phrase).split()
        heard = words if self.replaced.keys().isdisjoint(words) else list(self._replacing(words))
        return [intern(word) for word in heard if word not in self.filler] or heard

    def _replacing(self, words: list[str]) -> Iterator[str]:
        while words:
            runs = self.replaced.get(words[0], ())
            whole, meant = next((run for run in runs if run[0] == tuple(words[: len(run[0])])), ((words[0],), words[0]))
            yield from meant.split()
            words = words[len(whole) :]
