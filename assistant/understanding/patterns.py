"""Templates: phrases with choices and gaps, matched against plain words. Their language: content/lexicon.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from assistant.errors import ContentError
from assistant.understanding.text import Plain

Words = Callable[[str], list[str]]
"""Writes an authored word out as plain words."""

_PIECE = re.compile(r"\{topic\}|\{term\}|<\w+>|[()\[\]|*#]|[^\s()\[\]|*#<>{}]+")
ANY = frozenset({""})
"""Stands for the words of a template that may always fit."""
_GAP = r"(?:{words}\S+ ){{0,5}}?"
_TOPIC = r"(?P<topic>(?:\S+ )+?)"
_TERM = r"(?P<topic>(?:\S+ ){1,3}?)"
_AUTHORED = re.compile(r"(?<![<\\\w])[^\W\d_]{2,}")
_NUMBER = r"\d+(?:[.,]\d+)* "


class Match(NamedTuple):
    """Words ``first`` up to ``end`` fit the template kept under ``key``; ``topic`` as typed, if it keeps one."""

    key: str
    first: int
    end: int
    topic: str = ""


@dataclass(frozen=True)
class Template:
    key: str
    expression: str
    needs: frozenset[str]
    """One of these words must be there; none: it may always fit."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first tried: there are thousands, and few are needed for the first message."""
        return re.compile(rf"(?<!\S){self.expression}")


class Templates:
    """Many templates, matched at once. Only those with a word in common with the utterance are tried."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self._all = tuple(templates)
        self._always = [template for template in self._all if not template.needs]
        self._by_word: dict[str, list[int]] = {}
        for order, template in enumerate(self._all):
            for word in template.needs or ANY:
                self._by_word.setdefault(word, []).append(order)
        self._words = frozenset(self._by_word)

    def anywhere(self, text: Plain) -> Iterator[Match]:
        """Every place where a template fits, within one sentence."""
        for template in self._candidates(text):
            for found in template.pattern.finditer(text.line):
                match = _match(template.key, found, text)
                if text.words[match.first].sentence == text.words[match.end - 1].sentence:
                    yield match

    def whole(self, text: Plain) -> Match | None:
        """The first template that fits all of the words."""
        for template in self._candidates(text):
            found = template.pattern.fullmatch(text.line)
            if found and text.words:
                return _match(template.key, found, text)
        return None

    def leading(self, text: Plain) -> Match | None:
        """The longest fit at the very beginning."""
        found = [(template.key, template.pattern.match(text.line)) for template in self._candidates(text)]
        fits = [_match(key, hit, text) for key, hit in found if hit and hit.end()]
        return max(fits, key=lambda match: match.end, default=None)

    def named_words(self, only: str = "", without: str = "") -> frozenset[str]:
        """Every word that the templates name: those kept under the key ``only``, not those under ``without``."""
        kept = (each for each in self._all if each.key != without and only in ("", each.key))
        expressions = (template.expression for template in kept)
        return frozenset(chain.from_iterable(_AUTHORED.findall(expression) for expression in expressions))

    def may_fit(self, text: Plain) -> bool:
        """Whether one of the words is there that a template cannot do without."""
        return bool(self._always) or not self._words.isdisjoint(text.vocabulary)

    def _candidates(self, text: Plain) -> list[Template]:
        if self._words.isdisjoint(text.vocabulary):
            return self._always
        words = self._words & text.vocabulary | ANY
        return [self._all[order] for order in sorted(set(chain(*(self._by_word.get(word, ()) for word in words))))]


def _match(key: str, found: re.Match[str], text: Plain) -> Match:
    first, end = text.places[found.start()], text.places[found.end()]
    topic = ""
    if "topic" in found.re.groupindex and found["topic"]:
        topic = text.said(text.places[found.start("topic")], text.places[found.end("topic")])[0]
    return Match(key, first, end, topic)


class Lists:
    """Authored lists that templates name, each read when it is first met."""

    def __init__(self, items: Mapping[str, Sequence[str]], words: Words) -> None:
        self._items = items
        self._words = words
        self._read: dict[str, tuple[str, set[str]]] = {}

    def read(self, name: str, template: str) -> tuple[str, set[str]]:
        """Any item of the list, as ``_Reader`` reads pieces. Raises ``ContentError``."""
        if name not in self._items:
            raise ContentError(f'template "{template}": there is no list "{name}"')
        if name not in self._read:
            readers = [_Reader(_PIECE.findall(item), self._words, self, item) for item in self._items[name]]
            self._read[name] = _either([reader.sequence() for reader in readers])
        return self._read[name]


def compiled(key: str, template: str, words: Words, lists: Lists, barred: Sequence[str] = ()) -> Template:
    """One template; no gap of it goes over a ``barred`` word.

    Raises ``ContentError`` for brackets that do not close and lists that do not exist.
    """
    reader = _Reader(_PIECE.findall(template), words, lists, template, barred)
    pattern, needs = reader.sequence()
    if reader.rest:
        raise ContentError(f'template "{template}": brackets do not match')
    if pattern.count("(?P<topic>") > 1:
        raise ContentError(f'template "{template}": only one topic or term can be kept')
    return Template(key, pattern, frozenset(needs))


class _Reader:
    """Reads pieces into a regular expression over words that end in a space, and the words it cannot do without."""

    def __init__(self, pieces: list[str], words: Words, lists: Lists, source: str, barred: Sequence[str] = ()) -> None:
        self.rest = pieces
        self._words = words
        self._lists = lists
        self._source = source
        self._gap = _GAP.format(words=f"(?!(?:{'|'.join(barred)}) )" if barred else "")

    def sequence(self) -> tuple[str, set[str]]:
        pattern, needs = "", set[str]()
        while self.rest and self.rest[0] not in ")]|":
            part, needed = self._piece(self.rest.pop(0))
            pattern += part
            needs = needs or needed
        return pattern, needs

    def _piece(self, piece: str) -> tuple[str, set[str]]:
        match piece:
            case "(":
                return self._choice(")")
            case "[":
                pattern, _ = self._choice("]")
                return f"{pattern}?", set()
            case "*":
                return self._gap, set()
            case "#":
                spoken, _ = self._lists.read("number_words", self._source)
                return f"(?:{_NUMBER}|{spoken}{spoken}?)", set()
            case "{topic}":
                return _TOPIC, set()
            case "{term}":
                return _TERM, set()
        if piece.startswith("<"):
            return self._lists.read(piece[1:-1], self._source)
        if piece.endswith("~"):
            return rf"{re.escape(piece[:-1])}\S* ", set()
        if piece.startswith("@"):
            return f"{piece} ", {piece}
        words = self._words(piece)
        return "".join(f"{re.escape(word)} " for word in words), set(words[:1])

    def _choice(self, closing: str) -> tuple[str, set[str]]:
        options = [self.sequence()]
        while self.rest and self.rest[0] == "|":
            self.rest.pop(0)
            options.append(self.sequence())
        if not self.rest or self.rest.pop(0) != closing:
            raise ContentError(f'template "{self._source}": {closing} is missing')
        return _either(options)


def _either(options: list[tuple[str, set[str]]]) -> tuple[str, set[str]]:
    longest_first = sorted((pattern for pattern, _ in options), key=len, reverse=True)
    needs = set().union(*(needed for _, needed in options)) if all(needed for _, needed in options) else set()
    return f"(?:{'|'.join(longest_first)})", needs
