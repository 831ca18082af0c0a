"""Names of medicines in words: as spelled on the box, as typed in a hurry, told apart from their look-alikes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from assistant.content.lexicon import Names
from assistant.understanding.patterns import Templates
from assistant.understanding.text import Orthography, Plain, Word, singular

LONGEST_NAME = 3
BESIDE = 3
"""How many words away a word about taking medicines makes a short form a medicine."""


@dataclass(frozen=True)
class Medicines:
    """All names. ``context`` are templates of words about taking medicines."""

    groups: Mapping[str, str]
    exact: Mapping[tuple[str, ...], str]
    short: Mapping[str, str]
    single: Sequence[str]
    ordinary: frozenset[str]
    context: Templates

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """What a name may begin with; a plural of one word counts as that word."""
        return frozenset({name[0] for name in self.exact} | {f"{name[0]}s" for name in self.exact} | {*self.short})

    def marked(self, text: Plain, asked: bool, mending: bool = True) -> Plain:
        """The text with every medicine as one word. ``asked``: a medicine is being asked for, so short forms count.

        A word that only resembles a name stays as it is, marked as near; without ``mending`` none is looked for.
        """
        if not mending and self._beginnings.isdisjoint(word.typed for word in text.words):
            return text
        beside = self._beside(text) if not asked else range(len(text.words))
        words: list[Word] = []
        at = 0
        while at < len(text.words):
            length, medicine, near = self._name_at(text.words, at, at in beside, mending)
            words.append(self._one(text.words[at : at + length], medicine, near) if medicine else text.words[at])
            at += length
        return Plain(text.raw, tuple(words))

    def _one(self, words: Sequence[Word], medicine: str, near: bool) -> Word:
        if near:
            return words[0]._replace(medicine=medicine, near=True)
        typed = " ".join(word.typed for word in words)
        return words[0]._replace(plain=f"@{self.groups[medicine]}", medicine=medicine, end=words[-1].end, typed=typed)

    def _name_at(self, words: Sequence[Word], at: int, in_context: bool, mending: bool) -> tuple[int, str, bool]:
        typed = words[at].typed
        longest = LONGEST_NAME if typed in self._beginnings else 0
        for length in range(min(longest, len(words) - at), 0, -1):
            name = tuple(word.typed for word in words[at : at + length])
            medicine = self.exact.get(name) or (self.exact.get((singular(name[0]),)) if length == 1 else None)
            if medicine:
                return length, medicine, False
        if in_context and typed in self.short:
            return 1, self.short[typed], False
        medicine, near = self._resembling(typed) if mending else ("", False)
        return 1, medicine, near

    def _resembling(self, typed: str) -> tuple[str, bool]:
        """The medicine within a letter (two from eight letters on) of ``typed``; one letter further it is only near."""
        if len(typed) < 5 or not typed.isalpha() or typed in self.ordinary or singular(typed) in self.ordinary:
            return "", False
        sure = 1 if len(typed) < 8 else 2
        found = extract(typed, self.single, scorer=OSA.distance, score_cutoff=sure + 1, limit=5)
        if not found:
            return "", False
        best = found[0][1]
        ids = {self.exact[(name,)] for name, distance, _ in found if distance == best}
        if best > sure and (len(typed) < 7 or found[0][0][0] != typed[0]):
            return "", False
        return self.exact[(found[0][0],)], best > sure or len(ids) > 1

    def _beside(self, text: Plain) -> frozenset[int]:
        if self.short.keys().isdisjoint(word.typed for word in text.words):
            return frozenset()
        near = {
            place
            for match in self.context.anywhere(text)
            for place in (*range(match.end, match.end + BESIDE), *range(match.first - BESIDE, match.first))
        }
        return frozenset(near)


def build_medicines(names: Names, spelling: Orthography, context: Templates) -> Medicines:
    """Every name by what people type; ``spelling`` says which words are ordinary ones."""
    exact = {
        tuple(word.typed for word in spelling.plain(name).words): key
        for key, medicine in names.medicines.items()
        for name in (*medicine.names, *medicine.typed)
    }
    return Medicines(
        groups={key: medicine.group for key, medicine in names.medicines.items()},
        exact=exact,
        short={short: key for key, medicine in names.medicines.items() for short in medicine.short},
        single=[name[0] for name in exact if len(name) == 1 and len(name[0]) >= 5],
        ordinary=spelling.known | frozenset(names.guard.split()),
        context=context,
    )
