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
HEARD_APART = range(6, 1, -1)
"""In so many words a name may be written by whoever takes dictation: "veda lies you mab"."""
CONSONANTS = 4
"""As many sounds of a name must be heard to ask about it."""
BESIDE = 3
"""How many words away a word about taking medicines makes a short form a medicine."""


@dataclass(frozen=True)
class Medicines:
    """All names. ``context`` are templates of words about taking medicines."""

    groups: Mapping[str, str]
    calming: frozenset[str]
    exact: Mapping[tuple[str, ...], str]
    short: Mapping[str, str]
    single: Sequence[str]
    ordinary: frozenset[str]
    context: Templates
    sounds: Mapping[str, str]

    @cached_property
    def _by_sound(self) -> Mapping[str, str]:
        """The consonants of every name of one word -> the medicine; none where two sound alike."""
        heard: dict[str, set[str]] = {}
        for name in self.single:
            heard.setdefault(self._consonants(name), set()).add(self.exact[(name,)])
        return {sound: min(ids) for sound, ids in heard.items() if len(ids) == 1 and len(sound) >= CONSONANTS}

    def _consonants(self, letters: str) -> str:
        """What is heard of a word beside its vowels, double letters as one."""
        for written, heard in self.sounds.items():
            letters = letters.replace(written, heard)
        return "".join(sign for sign, before in zip(letters, f" {letters}", strict=False) if sign != before)

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
            if asked and mending and not medicine and (apart := self._heard_apart(text, at)):
                length, medicine, near = *apart, True
            words.append(self._one(text.words[at : at + length], medicine, near) if medicine else text.words[at])
            at += length
        return Plain(text.raw, tuple(words))

    def _heard_apart(self, text: Plain, at: int) -> tuple[int, str] | None:
        """ "Sky Rizzy", "in flicks he mab": a name in several words of the same sound; how many, and whose."""
        for length in HEARD_APART:
            words = text.words[at : at + length]
            whole = len(words) == length and not any(text.clause_ends(at + place) for place in range(1, length))
            if not whole or any(not word.typed.isalpha() for word in words):
                continue
            if all(word.typed in self.ordinary for word in words):  # "still a year"
                continue
            medicine = self._by_sound.get(self._consonants("".join(word.typed for word in words)))
            if medicine and not any(self._named(word.typed) for word in words):  # "a methotrexate"
                return length, medicine
        return None

    def _named(self, typed: str) -> bool:
        """Whether the word by itself is a medicine's name, or like one."""
        return (typed,) in self.exact or typed in self.short or bool(self._resembling(typed)[0])

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
        calming=frozenset(key for key, medicine in names.medicines.items() if medicine.calms),
        exact=exact,
        short={short: key for key, medicine in names.medicines.items() for short in medicine.short},
        single=[name[0] for name in exact if len(name) == 1 and len(name[0]) >= 5],
        ordinary=spelling.known | frozenset(names.guard.split()),
        context=context,
        sounds=names.sounds,
    )
