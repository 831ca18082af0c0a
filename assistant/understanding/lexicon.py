"""Everything listened for in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.content.flags import FlagLexicon
from assistant.content.grammar import Grammar
from assistant.content.learned import Linear
from assistant.content.lexicon import Persons
from assistant.content.models import Slot
from assistant.content.times import Times
from assistant.messages import Intent
from assistant.understanding.features import Several
from assistant.understanding.medicines import Medicines
from assistant.understanding.numbers import in_years
from assistant.understanding.patterns import Templates
from assistant.understanding.slots import TESTS
from assistant.understanding.text import Orthography, Plain

ELSE = "else"
"""The key of what sounds like an answer and is none."""


@dataclass(frozen=True)
class Subject:
    """What is taken of a slot whose subject a clause names: as in ``content.lexicon.Passing``."""

    only: frozenset[str]
    silent: frozenset[str]
    unless: Templates


@dataclass(frozen=True)
class Turn:
    """What turns an answer of a slot or hints at one: as in ``content.lexicon.Turned``."""

    when: frozenset[str]
    beside: Templates
    unless: Templates
    means: str | None
    sure: bool
    whole: bool
    caregiver: bool

    def stands_in(self, text: Plain) -> bool:
        """Whether the words stand there, and none that undo them."""
        return self.beside.any_in(text) and not self.unless.any_in(text)


@dataclass(frozen=True)
class Lexicon:
    """What is listened for.

    ``phrases``: per slot, what its values are called; ``named``: what slots are called; ``lines``: labels, plain;
    ``likely``: how likely words are each command or question, for what fits no template; ``common``: ordinary words;
    ``heard``: every word that bears on an answer; ``everywhere``: the words that bear on any slot; ``bearing``: per
    slot, those that bear on it besides;
    ``things``: words, and at which questions they are spoken of;
    ``articles`` begin the name of a thing, ``saying`` what somebody said;
    ``called``: per slot, its values by the words that are all somebody says; ``taking``: the words that a medicine
    which is taken may be named behind; ``credence``: how likely some words tell a slot, ``guess``: a value;
    ``passing``: what names the subject of a slot in passing, ``subjects``: what is then taken of it; ``beside``: what
    is said beside the pathway; ``turned``: per slot, what stands beside its answers and turns them;
    ``hints``: per slot, what hints at an answer where nothing else is understood.
    """

    slots: Mapping[str, Slot]
    spelling: Orthography
    medicines: Medicines
    times: Times
    assertion: Templates
    replies: Mapping[str, Templates]
    regimen: Mapping[str, Templates]
    persons: Persons
    intents: Templates
    likely: Several[Intent]
    volunteered: Templates
    phrases: Mapping[str, Templates]
    named: Templates
    flags: FlagLexicon
    credence: Linear
    guess: Linear
    since: Templates
    repeated: Templates
    compared: Mapping[str, Templates]
    aged: Templates
    visit: Templates
    introduced: Templates
    third: Templates
    own_echo: Templates
    aged_then: Templates
    aged_in: Templates
    numbered: Templates
    aged_soon: Templates
    aged_already: Templates
    counted: Templates
    born: Templates
    else_since: Templates
    else_measured: Templates
    named_level: Templates
    living: Templates
    near_day: Templates
    moved: Templates
    gone: Templates
    yet: Templates
    again: Templates
    within: Templates
    units: Mapping[str, str]
    verbs: Mapping[str, str]
    counting: Mapping[str, int]
    results: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, Templates] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    heard: frozenset[str] = frozenset()
    everywhere: frozenset[str] = frozenset()
    bearing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    things: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    taking: frozenset[str] = frozenset()
    passing: Templates = field(default_factory=lambda: Templates(()))
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    beside: Mapping[str, Templates] = field(default_factory=dict)
    asides: frozenset[str] = frozenset()
    turned: Mapping[str, tuple[Turn, ...]] = field(default_factory=dict)
    hints: Mapping[str, tuple[Turn, ...]] = field(default_factory=dict)

    @property
    def grammar(self) -> Grammar:
        return self.flags.grammar

    def plain(self, utterance: str, slot: str = "") -> Plain:
        """The utterance in plain words, every medicine one word. ``slot`` is what is being asked."""
        return self.marked(self.spelling.plain(utterance), slot)

    def marked(self, text: Plain, slot: str = "") -> Plain:
        """The plain words with every medicine as one, and every year."""
        text = in_years(text, self.times)
        asked = self.asks_medicine(slot)
        return self.medicines.marked(text if asked else self._of_tests(text, slot.startswith(TESTS)), asked)

    def _of_tests(self, text: Plain, asked: bool) -> Plain:
        """ "ADA negative": what the blood was tested for, and no adalimumab; everywhere where tests are asked for."""
        if self.results.keys().isdisjoint(word.typed for word in text.words):
            return text
        every = range(len(text.words)) if asked else ()
        places = {*every, *(at for match in self.regimen["result"].anywhere(text) for at in range(*match[1:3]))}
        words = (
            word._replace(plain=name, typed=name) if (name := self.results.get(word.typed)) and at in places else word
            for at, word in enumerate(text.words)
        )
        return Plain(text.raw, tuple(words))

    def line(self, called: str) -> str:
        """The plain words of a label or an id, medicines spelled as they are."""
        return self.lines.get(called) or self.spelling.plain(called).line

    def asks_medicine(self, slot: str) -> bool:
        """Whether the answer to ``slot`` is a medicine."""
        return slot in self.slots and any(value in self.medicines.groups for value in self.slots[slot].values)
