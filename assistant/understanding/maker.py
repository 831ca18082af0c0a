"""Compiles authored templates, and remembers their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from assistant.content.lexicon import Hearing
from assistant.understanding.medicines import Medicines
from assistant.understanding.patterns import Lists, Template, Templates, compiled
from assistant.understanding.text import Orthography, singular

SHORTEST_MENDED = 5

Key = TypeVar("Key", bound=str)


class _Written:
    """Authored phrases in plain words; ``heard`` is every word of them."""

    def __init__(self, spelling: Orthography, medicines: Medicines | None) -> None:
        self._spelling = spelling
        self._medicines = medicines
        self._written: dict[str, list[str]] = {}
        self.heard: set[str] = set()

    def words(self, phrase: str) -> list[str]:
        if phrase not in self._written:
            self._written[phrase] = self._read(phrase)
        return self._written[phrase]

    def _read(self, phrase: str) -> list[str]:
        text = self._spelling.plain(phrase)
        marked = self._medicines.marked(text, asked=False, mending=False) if self._medicines else text
        words = [word.plain for word in marked.words]
        self.heard.update(words)
        return words


class Maker:
    """Compiles templates and remembers their words, so that typing errors can be mended towards them."""

    def __init__(self, hearing: Hearing, spelling: Orthography, medicines: Medicines | Templates) -> None:
        self._hearing = hearing
        self._spelling = spelling
        # Apart from the maker, so that nothing refers to itself: what is made at the start is never looked through.
        written = _Written(spelling, medicines if isinstance(medicines, Medicines) else None)
        self.words, self.heard = written.words, written.heard
        self._lists = Lists(hearing.lists, written.words)
        self._literally = Lists({}, lambda word: [word])

    def template(self, key: str, template: str, barred: Sequence[str] = ()) -> Template:
        return compiled(key, template, self._lists, barred)

    def literal(self, key: str, phrase: str) -> Template:
        return compiled(key, " ".join(self.words(phrase)), self._literally)

    def one(self, key: str, templates: Iterable[str]) -> Templates:
        return Templates([self.template(key, template) for template in templates])

    def keyed(self, groups: Mapping[Key, Sequence[str]], barred: Sequence[str] = ()) -> Templates:
        return Templates([self.template(key, item, barred) for key, items in groups.items() for item in items])

    def mending(self, other: Maker, sayings: Maker) -> Orthography:
        """The spelling that mends towards the words of both makers; those of ``sayings`` are only left as they are."""
        times = self._hearing.times
        words = {singular(w) for group in (*times.months, *times.units.values(), *times.weekdays) for w in group}
        self.heard |= words
        heard = self.heard | other.heard
        seen = {word for word in heard if word.isalpha() and len(word) >= SHORTEST_MENDED}
        short = {word for word in heard if word.isalpha() and len(word) == SHORTEST_MENDED - 1}
        return replace(
            self._spelling,
            known=self._spelling.known | seen | sayings.heard,
            mendable=tuple(sorted(seen)),
            short_words=frozenset(short),
        )
