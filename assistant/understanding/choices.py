"""Which of the offered choices was meant: by name, number, letter, place, or "all", "none", "anything but"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from assistant.understanding.assertion import Assertion, Assertions
from assistant.understanding.lexicon import ELSE, Lexicon
from assistant.understanding.patterns import Match, Templates
from assistant.understanding.text import Plain

LETTERS = ascii_lowercase[:13]
SHORT = 6


SAID = Assertion()


@dataclass(frozen=True)
class Pick:
    """A value named in words ``first`` up to ``end``, and what is said of it."""

    value: str
    first: int
    end: int
    assertion: Assertion = SAID


def picks(
    text: Plain, phrases: Templates, assertions: Assertions, listed: bool = True, twins: bool = False
) -> tuple[Pick, ...]:
    """Every value named, in the order named; of overlapping names the longest counts."""
    return longest(phrases.anywhere(text), assertions, listed, twins)


def longest(
    matches: Iterable[Match], assertions: Assertions, listed: bool = True, twins: bool = False
) -> tuple[Pick, ...]:
    """The longest of overlapping matches, in their order, with what is said of them. ``twins``: the same words may
    name two values."""
    taken: list[Match] = []
    every = list(matches)
    bars = [match for match in every if _is_bar(match)]
    for match in sorted(every, key=lambda match: match.first - match.end):
        others = (other for other in taken if _overlap(match, other))
        barred = not _is_bar(match) and any(_bars(bar, match) for bar in bars)
        if not barred and all(twins and _twin(match, other) for other in others):
            taken.append(match)
    taken.sort(key=lambda match: match.first)
    return tuple(Pick(key, first, end, assertions.of(first, end, listed)) for key, first, end, _ in taken)


def _is_bar(match: Match) -> bool:
    return match.key.rpartition("=")[2] == ELSE


def _bars(bar: Match, match: Match) -> bool:
    """Whether the words only sound like that value of the slot."""
    same = bar.key.rpartition("=")[0] == match.key.rpartition("=")[0]
    return same and _overlap(match, bar) and not _holds(match, bar)


def _overlap(one: Match, other: Match) -> bool:
    return one.first < other.end and other.first < one.end


def _holds(outer: Match, inner: Match) -> bool:
    """What only sounds like a value gives way to a value told in more words, and to no other."""
    return outer.first <= inner.first and inner.end <= outer.end and outer.end - outer.first > inner.end - inner.first


def _twin(one: Match, other: Match) -> bool:
    """Whether the same words name two values: "ileocolonic"."""
    same = (one.first, one.end) == (other.first, other.end)
    return same and one.key != other.key and ELSE not in (one.key, other.key)


def labelled(text: Plain, labels: Sequence[tuple[str, frozenset[str]]]) -> str | None:
    """The only choice whose label shares words with a short reply, at least half of its longer ones."""
    said = {word for word in text.vocabulary if len(word) > 3}
    sharing = [value for value, label in labels if 2 * len(_own_words(label, labels) & said) >= max(1, len(said))]
    return sharing[0] if len(sharing) == 1 and len(text.words) <= SHORT else None


def _own_words(label: frozenset[str], labels: Sequence[tuple[str, frozenset[str]]]) -> set[str]:
    others = {word for _, other in labels if other is not label for word in other}
    return {word for word in label if len(word) > 4 and word not in others}


def places(text: Plain, count: int, lexicon: Lexicon) -> tuple[int, ...]:
    """The choices (from 1) meant by numbers, letters and places ("the second one"), when nothing else is said."""
    found: list[int] = []
    at, joined = 0, True
    if ranked := _in_a_row(text, lexicon):
        return ranked if max(ranked) <= count else ()
    while at < len(text.words):
        rest = text.part(at, len(text.words))
        rank = bool(found) and not joined and lexicon.replies["places"].leading(rest)
        place, length = (0, rank.end) if rank else _place(rest, count, lexicon, first=not found)
        if place and not 1 <= place <= count:
            return ()
        if not length:
            return ()
        found += [place] if place and place not in found else []
        at += length
        joined = not place or (at < len(text.words) and text.words[at].comma)
    return tuple(found)


def _in_a_row(text: Plain, lexicon: Lexicon) -> tuple[int, ...]:
    """ "3,1,2", without a space between them; "the first three"."""
    if len(text.words) == 1:
        numbers = re.split("[,/]", text.words[0].plain)
        told = tuple(int(each) for each in numbers) if len(numbers) > 1 and all(map(str.isdecimal, numbers)) else ()
        return told if len(set(told)) == len(told) and 0 not in told else ()
    bare = tuple(word for word in text.words if word.plain not in lexicon.grammar.articles)
    lead = lexicon.replies["places"].whole(Plain(text.raw, bare[:-1])) if len(bare) > 1 else None
    many = lexicon.counting.get(bare[-1].plain, 0) if lead and not bare[-1].comma else 0
    return tuple(range(1, many + 1)) if lead and lead.key == "1" and many > 1 else ()


def _place(rest: Plain, count: int, lexicon: Lexicon, first: bool) -> tuple[int, int]:
    """The place named at the beginning (0: only leading there) and how many words name it; (0, 0): something else."""
    word = rest.words[0].plain
    if word in lexicon.grammar.answers and lexicon.replies["places"].leading(rest.part(1, len(rest.words))):
        return 0, 0  # "no second one"
    named = lexicon.replies["places"].leading(rest)
    if named:
        if named.key == "last" and any(each.plain != each.typed.lower() for each in rest.words[: named.end]):
            return 0, 0  # "lasts", "bum one"
        by_name = {"last": count, "middle": (count + 1) // 2 if count % 2 else 0}
        place = by_name[named.key] if named.key in by_name else int(named.key)
        return place, named.end if place else 0
    if word.isdecimal() and len(word) < 3:
        return int(word), 1
    if word in lexicon.counting and (first or lexicon.counting[word] > 1):  # "the first one"
        return lexicon.counting[word], 1
    if word in LETTERS and _is_letter(rest, lexicon):
        return LETTERS.index(word) + 1, 1
    for name in ("number", "filler"):
        if lead := lexicon.replies[name].leading(rest):
            return 0, lead.end
    return 0, 0


def _is_letter(rest: Plain, lexicon: Lexicon) -> bool:
    """Not "a nurse", but "a", "b", "a and c", "a, c"."""
    word, *following = (word.plain for word in rest.words[:2])
    joined = lexicon.grammar.adding | lexicon.grammar.choosing
    letters = bool(following) and (following[0] in LETTERS or rest.words[1].comma)
    return word not in lexicon.grammar.articles or not following or letters or following[0] in joined
