"""Results told side by side without a comma: "level low antibodies high" is two of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from assistant.understanding.lexicon import Lexicon
from assistant.understanding.text import Plain

PAIRS = 4
"""Two names and two results, at least."""


class Part(NamedTuple):
    """The name of a test, or what its result is called."""

    is_name: bool
    first: int
    end: int


def told_apart(text: Plain, lexicon: Lexicon) -> Plain:
    """The text with a comma where one result ends and the next begins, if it is nothing but two or more of them."""
    if len(text.words) < PAIRS or len(text.clauses) > 1 or not lexicon.replies["result_name"].any_in(text):
        return text
    parts = tuple(_parts(text, lexicon))
    alternate = all(one.is_name != other.is_name for one, other in pairwise(parts))
    if len(parts) < PAIRS or len(parts) % 2 or not alternate or parts[-1].end != len(text.words):
        return text
    begins = {part.first for part in parts[2::2]}
    return Plain(text.raw, tuple(w._replace(comma=True) if at in begins else w for at, w in enumerate(text.words)))


def _parts(text: Plain, lexicon: Lexicon) -> Iterator[Part]:
    """The names and results from the first word on, until something else is said."""
    at = 0
    while at < len(text.words):
        rest = text.part(at, len(text.words))
        name = lexicon.replies["result_name"].leading(rest)
        part = name or lexicon.replies["result"].leading(rest)
        if part is None:
            return
        yield Part(name is not None, at, at + part.end)
        at += part.end
