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
Read = tuple[str, frozenset[str]]
"""A regular expression, and the words of which one must be there for it to fit; none: it may always fit."""
NEVER = frozenset[str]()
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
    """What the pieces of templates stand for, each read when it is first met: there are few, in very many places."""

    def __init__(self, items: Mapping[str, Sequence[str]], words: Words) -> None:
        self._items = items
        self._words = words
        self._known: dict[str, Read] = {"{topic}": (_TOPIC, NEVER), "{term}": (_TERM, NEVER)}

    def read(self, piece: str, template: str) -> Read:
        """A word, a list or a mark. Raises ``ContentError`` for a list that does not exist."""
        if piece not in self._known:
            self._known[piece] = self._read(piece, template)
        return self._known[piece]

    def _read(self, piece: str, template: str) -> Read:
        if piece == "#":
            spoken, _ = self.read("<number_words>", template)
            return f"(?:{_NUMBER}|{spoken}{spoken}?)", NEVER
        if piece.startswith("<"):
            return self._any_of(piece[1:-1], template)
        if piece.endswith("~"):
            return rf"{re.escape(piece[:-1])}\S* ", NEVER
        words = [piece] if piece.startswith("@") else self._words(piece)
        return "".join(f"{re.escape(word)} " for word in words), frozenset(words[:1])

    def _any_of(self, name: str, template: str) -> Read:
        if name not in self._items:
            raise ContentError(f'template "{template}": there is no list "{name}"')
        return _either([_Reader(item, self).sequence() for item in self._items[name]])


def compiled(key: str, template: str, lists: Lists, barred: Sequence[str] = ()) -> Template:
    """One template; no gap of it goes over a ``barred`` word.

    Raises ``ContentError`` for brackets that do not close and lists that do not exist.
    """
    reader = _Reader(template, lists, barred)
    pattern, needs = reader.sequence()
    if reader.end:
        raise ContentError(f'template "{template}": brackets do not match')
    if pattern.count("(?P<topic>") > 1:
        raise ContentError(f'template "{template}": only one topic or term can be kept')
    return Template(key, pattern, needs)


class _Reader:
    """Reads a template into a regular expression over words that end in a space, and the words it needs."""

    def __init__(self, template: str, lists: Lists, barred: Sequence[str] = ()) -> None:
        self.end = ""
        """The piece that ended the last sequence; nothing at the end of the template."""
        self._pieces = iter(_PIECE.findall(template))
        self._template = template
        self._lists = lists
        self._gap = _GAP.format(words=f"(?!(?:{'|'.join(barred)}) )" if barred else "")

    def sequence(self) -> Read:
        patterns, needs = list[str](), NEVER
        for piece in self._pieces:
            if piece in ")]|":
                self.end = piece
                break
            pattern, needed = self._piece(piece)
            patterns.append(pattern)
            needs = needs or needed
        else:
            self.end = ""
        return "".join(patterns), needs

    def _piece(self, piece: str) -> Read:
        if piece == "(":
            return self._choice(")")
        if piece == "[":
            return f"{self._choice(']')[0]}?", NEVER
        return (self._gap, NEVER) if piece == "*" else self._lists.read(piece, self._template)

    def _choice(self, closing: str) -> Read:
        options = [self.sequence()]
        while self.end == "|":
            options.append(self.sequence())
        if self.end != closing:
            raise ContentError(f'template "{self._template}": {closing} is missing')
        return _either(options)


def _either(options: list[Read]) -> Read:
    longest_first = sorted((pattern for pattern, _ in options), key=len, reverse=True)
    needs = NEVER.union(*(needed for _, needed in options)) if all(needed for _, needed in options) else NEVER
    return f"(?:{'|'.join(longest_first)})", needs
