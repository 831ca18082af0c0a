"""An utterance as plain words: lower case, contractions and short forms written out, typing errors mended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

LONGEST = 2000
"""Characters that are read; what follows is ignored here (red flags are searched in all of it)."""

MOST_MENDED = 2

SHORT = 4
"""In words of so many letters only neighbours change places; drawn out ("meeee") a shorter one is itself."""

_INITIALS = r"(?<!\w)(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)"
"""A short form with full stops: "U.C.", "N.H.S": one word, and no sentence ends in it."""

_WORD = (
    _INITIALS
    + r"|(?<![\w.,])\.\d{1,3}(?!\d)|\d+(?:[.,/:-]\d+)*|[^\W\d_]+(?:['’`´][^\W\d_]+)*"
    + r"|[<>≤≥½µ%]|[\u2600-\u27bf\u23e9-\u23fa\U0001f300-\U0001faff]"
)
ASKING, JOINING = ("?",), ("-", "–", "—", ":", "=")
"""Signs behind which a word answers what stands before them."""
NOT = "not"
"""As "don't" and "isn't" are written out."""

_SENTENCE_END = re.compile(r"[.!?;\n…]")
_COMMA = re.compile(r"[,:()\[\]/]| [-–—] ")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_QUOTES = str.maketrans("’`´", "'''")


class Word(NamedTuple):
    """One plain word; ``typed`` as it stood, ``start``/``end`` its place in the utterance."""

    plain: str
    typed: str
    start: int
    end: int
    sentence: int
    comma: bool = False
    """A comma, colon or bracket stands before it."""
    medicine: str = ""
    """The id of the medicine it names; ``plain`` is then ``@`` and the medicine's group."""
    near: bool = False
    """It only looks like that medicine's name."""

    @property
    def is_possessive(self) -> bool:
        """ "Alan's", of which only the name is plain."""
        return self.typed.translate(_QUOTES).endswith("'s") and not self.plain.endswith("s")


def parted(before: Word, word: Word) -> bool:
    """Whether a comma or the end of a sentence stands between two words."""
    return word.comma or word.sentence != before.sentence


@dataclass(frozen=True)
class Plain:
    """The words of an utterance. ``line``, which templates are matched against, is all of them, each with a space."""

    raw: str
    words: tuple[Word, ...]

    @cached_property
    def line(self) -> str:
        return "".join(f"{word.plain} " for word in self.words)

    @cached_property
    def places(self) -> dict[int, int]:
        """Where in ``line`` a word begins -> its number (and the end of the line -> their count)."""
        places, place = {}, 0
        for number, word in enumerate(self.words):
            places[place] = number
            place += len(word.plain) + 1
        return {**places, place: len(self.words)}

    @cached_property
    def starts(self) -> tuple[tuple[int, str], ...]:
        """Where in ``line`` each word begins, and the word."""
        return tuple(zip(self.places, (word.plain for word in self.words), strict=False))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(word.plain for word in self.words)

    def said(self, first: int, end: int) -> tuple[str, int, int]:
        """The words from ``first`` up to ``end`` as they were typed, and their place."""
        start, stop = self.words[first].start, self.words[end - 1].end
        return self.raw[start:stop], start, stop

    def word_at(self, at: int) -> str:
        """The plain word at a place; nothing before the first and behind the last."""
        return self.words[at].plain if 0 <= at < len(self.words) else ""

    def clause_ends(self, at: int) -> bool:
        """Whether a clause ends before word ``at``: at a comma, a full stop, or the end."""
        return at in (0, len(self.words)) or parted(self.words[at - 1], self.words[at])

    def answers_sign(self, at: int, signs: Collection[str] = (*ASKING, *JOINING)) -> bool:
        """ "Hepatitis - | no", "cancer: no", "clots? no": whether a sign binds word ``at`` to what stands before it."""
        if not 0 < at < len(self.words):
            return False
        return self.raw[self.words[at - 1].end : self.words[at].start].strip() in signs

    def part(self, first: int, end: int) -> Plain:
        return Plain(self.raw, self.words[first:end]) if (first, end) != (0, len(self.words)) else self

    @cached_property
    def sentences(self) -> tuple[Plain, ...]:
        if not self.words:
            return ()
        cuts = [n for n, word in enumerate(self.words) if n and word.sentence != self.words[n - 1].sentence]
        edges = [0, *cuts, len(self.words)]
        return tuple(self.part(first, end) for first, end in pairwise(edges))

    @cached_property
    def clauses(self) -> tuple[Plain, ...]:
        """What stands between commas and the ends of sentences."""
        return tuple(self.part(*edges) for edges in self.cut()) if self.words else ()

    def cut(self, besides: Collection[int] = ()) -> Iterator[tuple[int, int]]:
        """Where clauses begin and end; they begin ``besides``, too."""
        end = len(self.words)
        cuts = (at for at in range(1, end) if at in besides or parted(self.words[at - 1], self.words[at]))
        return pairwise([0, *cuts, end])

    @cached_property
    def bare(self) -> dict[object, Plain]:
        """What is left of it without the words around it that mean nothing, by what knows them: often asked for."""
        return {}

    @property
    def asks(self) -> bool:
        return self.raw.rstrip().endswith("?")


@dataclass(frozen=True)
class Orthography:
    """What is needed to write words out: short forms, signs, endings, known words and those worth mending towards.

    ``short_words`` are those of them in which only neighbours may have changed places.
    """

    short: Mapping[str, tuple[str, ...]]
    signs: Mapping[str, tuple[str, ...]]
    ends: Mapping[str, str]
    known: frozenset[str]
    mendable: tuple[str, ...] = ()
    short_words: frozenset[str] = frozenset()

    @cached_property
    def _token(self) -> re.Pattern[str]:
        """A word; one with a digit in it ("m8", "sum1") where it is a short form."""
        digits = "|".join(word for word in self.short if word.isalnum() and not (word.isalpha() or word.isdecimal()))
        return re.compile(rf"(?i:\b(?:{digits})\b)|{_WORD}") if digits else re.compile(_WORD)

    @cached_property
    def _alike(self) -> Mapping[int, tuple[str, ...]]:
        """Length of a word -> what it may be mended to, as far as its length goes."""
        longest = max(map(len, self.mendable), default=0) + MOST_MENDED
        return {
            n: tuple(word for word in self.mendable if abs(len(word) - n) <= _allowed(n)) for n in range(longest + 1)
        }

    @cached_property
    def _begun_alike(self) -> Mapping[tuple[int, str], tuple[str, ...]]:
        """Of these, those with the same first letter: only they count, so without one near there is nothing to mend."""
        begun: dict[tuple[int, str], list[str]] = {}
        for length, words in self._alike.items():
            for word in words:
                begun.setdefault((length, word[0]), []).append(word)
        return {key: tuple(words) for key, words in begun.items()}

    def plain(self, utterance: str) -> Plain:
        """The utterance in plain words, typing errors in ordinary words mended."""
        return Plain(utterance, tuple(self._words(utterance[:LONGEST])))

    def words(self, phrase: str) -> list[str]:
        """An authored phrase in plain words."""
        return [word.plain for word in self.plain(phrase).words]

    def _words(self, utterance: str) -> Iterator[Word]:
        sentence, last = 0, 0
        for found in self._token.finditer(utterance):
            start, end = found.span()
            between, comma = utterance[last:start], False
            if between not in ("", " "):
                sentence += bool(last and _SENTENCE_END.search(between))
                comma = bool(_COMMA.search(between))
            typed = _lower(found[0].replace(".", "") if found[0][0].isalpha() else found[0])
            for part in self._written_out(typed):
                yield Word(part, typed, start, end, sentence, comma)
                comma = False
            last = end

    def _written_out(self, typed: str) -> Iterator[str]:
        if typed in self.signs:
            yield from self.signs[typed]
            return
        if typed in self.short:
            yield from self.short[typed]
            return
        if _DRAWN_OUT.search(typed) and typed not in self.known:
            typed = self._drawn_in(typed)
        stem, ending = self._split(typed)
        yield from self.short.get(stem, (self._mended(singular(stem)),))
        if ending:
            yield ending

    def _drawn_in(self, typed: str) -> str:
        """ "Sooooon", "meeee": with one or two of the letters where that is a word, or nothing else can be."""
        one, two = (_DRAWN_OUT.sub(letters, typed) for letters in (r"\1", r"\1\1"))
        words = (word for word in (one, two) if word in self.known or word in self.short or word in self.mendable)
        return next(words, one if 1 < len(one) < SHORT else typed)

    def _split(self, typed: str) -> tuple[str, str]:
        """``("don't") -> ("do", "not")``; possessives lose their ending."""
        joined = typed.replace("'", "")
        if "'" not in typed:
            return typed, ""
        if joined in self.short:
            return joined, ""
        for ending, word in self.ends.items():
            if typed.endswith(ending) and len(typed) > len(ending):
                return typed.removesuffix(ending), word
        return typed.partition("'")[0], ""

    def _mended(self, word: str) -> str:
        if not word.isalpha() or word in self.known:
            return word
        if len(word) <= SHORT:
            return self._unswapped(word)
        allowed = _allowed(len(word))
        begun = self._begun_alike.get((len(word), word[0]), ())
        near = extractOne(word, begun, scorer=OSA.distance, score_cutoff=allowed) if begun else None
        if near is None:
            return word
        best = extractOne(word, self._alike[len(word)], scorer=OSA.distance, score_cutoff=near[1])
        return best[0] if best and abs(len(best[0]) - len(word)) <= 1 and best[0][0] == word[0] else word

    def _unswapped(self, word: str) -> str:
        """ "Wroe", "mnay": a short word in which two neighbours may have changed places."""
        if len(word) < SHORT or word in self.short_words:
            return word
        swaps = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1))
        return next((swap for swap in swaps if swap in self.short_words), word)


def _lower(typed: str) -> str:
    """In lower case, however letters and quotes were typed; still one word where a sign stands for several."""
    if typed.isascii() and typed.isalpha():
        return typed.lower()
    return "".join(unicodedata.normalize("NFKC", typed.translate(_QUOTES)).casefold().split())


def _allowed(length: int) -> int:
    """How many letters a word of this length may be off."""
    return 1 if length < 8 else MOST_MENDED


def singular(word: str) -> str:
    """Plurals and verbs lose their final s, everywhere alike: a rule for comparing, not for reading."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
