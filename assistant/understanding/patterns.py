"""Templates: phrases with choices and gaps, matched against plain words. Their language: content/lexicon.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from assistant.errors import ContentError
from assistant.understanding.text import Plain

Words = Callable[[str], list[str]]
"""Writes an authored word out as plain words."""

_PIECE = re.compile(r"\{topic\}|\{term\}|<\w+>|[()\[\]|*#]|[^\s()\[\]|*#<>{}]+")
NONE = frozenset[str]()
ANY, NOTHING = "*", ""
"""Among the words that a piece may begin with: any word, or none of its own, so that the next piece begins."""
_GAP = r"(?:{words}\S+ ){{0,5}}?"
_TOPIC = r"(?P<topic>(?:\S+ )+?)"
_TERM = r"(?P<topic>(?:\S+ ){1,3}?)"
_AUTHORED = re.compile(r"(?<![<\\\w])[^\W\d_]{2,}")
_NUMBER = r"\.?\d+(?:[.,]\d+)* "


class Match(NamedTuple):
    """Words ``first`` up to ``end`` fit the template kept under ``key``; ``topic`` as typed, if it keeps one."""

    key: str
    first: int
    end: int
    topic: str = ""


class Need(NamedTuple):
    """Words of which one must be there, and how many letters the shortest of them has: the longer, the rarer, but for
    medicines."""

    letters: int
    words: frozenset[str]


class Read(NamedTuple):
    """A regular expression, what must be there for it to fit (nothing: it may always fit), and the words of which one
    is its first."""

    expression: str
    needs: tuple[Need, ...] = ()
    begins: frozenset[str] = frozenset({ANY})


EMPTY = Read("", begins=frozenset({NOTHING}))


@dataclass(frozen=True)
class Template:
    key: str
    expression: str
    rarest: frozenset[str]
    """One of these words must be there; none: it may always fit."""
    besides: tuple[frozenset[str], ...]
    """And one of each of these."""
    begins: frozenset[str]
    """One of these words is its first; none: any may be."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first tried: there are thousands, and few are needed for the first message."""
        return re.compile(rf"(?<!\S){self.expression}")

    def fits(self, text: Plain) -> Iterator[re.Match[str]]:
        """Every fit behind the one before it, looked for only where there is a word that it may begin with."""
        if not self.begins:
            yield from self.pattern.finditer(text.line)
            return
        end, begins = 0, self.begins
        for place in [place for place, word in text.starts if word in begins]:
            if place >= end and (found := self.pattern.match(text.line, place)):
                end = found.end()
                yield found


class Templates:
    """Many templates, matched at once. Only those with a word in common with the utterance are tried."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self._all = tuple(templates)
        self._always = frozenset(order for order, template in enumerate(self._all) if not template.rarest)
        self._by_word: dict[str, list[int]] = {}
        for order, template in enumerate(self._all):
            for word in template.rarest:
                self._by_word.setdefault(word, []).append(order)
        self._words = frozenset(self._by_word)

    @cached_property
    def _by_first(self) -> dict[str, frozenset[int]]:
        """Word -> the numbers of the templates that may begin with it; ``ANY``: those that may begin with any word."""
        index: dict[str, list[int]] = {ANY: []}
        for order, template in enumerate(self._all):
            for word in template.begins or (ANY,):
                index.setdefault(word, []).append(order)
        return {word: frozenset(orders).union(index[ANY]) for word, orders in index.items()}

    def anywhere(self, text: Plain) -> Iterator[Match]:
        """Every place where a template fits, within one sentence."""
        for template in self._candidates(text):
            for found in template.fits(text):
                match = _match(template.key, found, text)
                if text.words[match.first].sentence == text.words[match.end - 1].sentence:
                    yield match

    def any_in(self, text: Plain) -> bool:
        """Whether a template fits anywhere."""
        return next(self.anywhere(text), None) is not None

    def whole(self, text: Plain) -> Match | None:
        """The first template that fits all of the words."""
        for template in self._beginning(text):
            if found := template.pattern.fullmatch(text.line):
                return _match(template.key, found, text)
        return None

    def leading(self, text: Plain) -> Match | None:
        """The longest fit at the very beginning."""
        found = [(template.key, template.pattern.match(text.line)) for template in self._beginning(text)]
        fits = [_match(key, hit, text) for key, hit in found if hit and hit.end()]
        return max(fits, key=lambda match: match.end, default=None)

    def named_words(self, only: str = "", without: Collection[str] = ()) -> frozenset[str]:
        """Every word that the templates name: those kept under the key ``only``, not those under ``without``."""
        kept = (each for each in self._all if each.key not in without and only in ("", each.key))
        expressions = (template.expression for template in kept)
        return frozenset(chain.from_iterable(_AUTHORED.findall(expression) for expression in expressions))

    def _beginning(self, text: Plain) -> list[Template]:
        """Those that may begin as the text does, of which the words are there that they cannot do without."""
        begun = text.words and self._by_first.get(text.words[0].plain, self._by_first[ANY])
        return self._candidates(text, begun) if begun else []

    def _candidates(self, text: Plain, begun: frozenset[int] | None = None) -> list[Template]:
        """Those of which the words are there that they cannot do without, in their order."""
        words, lacks = self._words & text.vocabulary, text.vocabulary.isdisjoint
        if not (words or self._always):
            return []
        possible = self._always.union(*[self._by_word[word] for word in words])
        orders = sorted(possible if begun is None else possible & begun)
        return [each for each in map(self._all.__getitem__, orders) if not any(map(lacks, each.besides))]


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
        self._known: dict[str, Read] = {"{topic}": Read(_TOPIC), "{term}": Read(_TERM)}

    def read(self, piece: str, template: str) -> Read:
        """A word, a list or a mark. Raises ``ContentError`` for a list that does not exist."""
        if piece not in self._known:
            self._known[piece] = self._read(piece, template)
        return self._known[piece]

    def _read(self, piece: str, template: str) -> Read:
        if piece == "#":
            spoken = self.read("<number_words>", template).expression
            return Read(f"(?:{_NUMBER}|{spoken}{spoken}?)")
        if piece.startswith("<"):
            return self._any_of(piece[1:-1], template)
        if piece.endswith("~"):
            return Read(rf"{re.escape(piece[:-1])}\S* ")
        words = [piece] if piece.startswith("@") else self._words(piece)
        needs = tuple(Need(0 if word.startswith("@") else len(word), frozenset({word})) for word in words)
        return Read("".join(f"{re.escape(word)} " for word in words), needs, needs[0].words) if words else EMPTY

    def _any_of(self, name: str, template: str) -> Read:
        if name not in self._items:
            raise ContentError(f'template "{template}": there is no list "{name}"')
        return _either([_Reader(item, self).sequence() for item in self._items[name]])


def compiled(key: str, template: str, lists: Lists, barred: Sequence[str] = ()) -> Template:
    """One template; no gap of it goes over a ``barred`` word.

    Raises ``ContentError`` for brackets that do not close and lists that do not exist.
    """
    reader = _Reader(template, lists, barred)
    read = reader.sequence()
    if reader.end:
        raise ContentError(f'template "{template}": brackets do not match')
    if read.expression.count("(?P<topic>") > 1:
        raise ContentError(f'template "{template}": only one topic or term can be kept')
    rarest = max(read.needs, key=attrgetter("letters"), default=Need(0, NONE)).words
    begins = NONE if read.begins & {ANY, NOTHING} else read.begins
    besides = {*(need.words for need in read.needs), begins} - {rarest, NONE}
    return Template(key, read.expression, rarest, tuple(besides), begins)


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
        reads = list[Read]()
        for piece in self._pieces:
            if piece in ")]|":
                self.end = piece
                break
            reads.append(self._piece(piece))
        else:
            self.end = ""
        return reads[0] if len(reads) == 1 else _one_after_another(reads) if reads else EMPTY

    def _piece(self, piece: str) -> Read:
        if piece == "(":
            return self._choice(")")
        if piece == "[":
            choice = self._choice("]")
            return Read(f"{choice.expression}?", begins=choice.begins | {NOTHING})
        return Read(self._gap) if piece == "*" else self._lists.read(piece, self._template)

    def _choice(self, closing: str) -> Read:
        options = [self.sequence()]
        while self.end == "|":
            options.append(self.sequence())
        if self.end != closing:
            raise ContentError(f'template "{self._template}": {closing} is missing')
        return _either(options)


def _one_after_another(reads: Sequence[Read]) -> Read:
    """It needs what each of them does, and begins as the first, or as the next where that may be nothing."""
    begins = reads[0].begins
    for read in reads[1:]:
        if NOTHING not in begins:
            break
        begins = begins - {NOTHING} | read.begins
    needs = tuple(need for read in reads for need in read.needs)
    return Read("".join([read.expression for read in reads]), needs, begins)


def _either(options: Sequence[Read]) -> Read:
    longest_first = sorted(dict.fromkeys(option.expression for option in options), key=len, reverse=True)
    needs: tuple[Need, ...] = ()
    if all(option.needs for option in options):
        letters, words = zip(*(max(option.needs, key=attrgetter("letters")) for option in options), strict=True)
        needs = (Need(min(letters), NONE.union(*words)),)
    begins = NONE.union(*(option.begins for option in options))
    return Read(f"(?:{'|'.join(longest_first)})", needs, begins)
