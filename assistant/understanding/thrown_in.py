"""What is thrown in beside what is told, and changes nothing of it: "heart failure, as I said"."""

from __future__ import annotations

from assistant.understanding.lexicon import Lexicon
from assistant.understanding.text import NOT, Plain

AFRAID = 3
"""The words of "I'm afraid", behind which something is told."""


def without_asides(text: Plain, lexicon: Lexicon) -> Plain:
    """The text without these; as it is where it holds nothing else."""
    asides = [match for match in lexicon.replies["thrown_in"].anywhere(text) if text.word_at(match.first - 1) != NOT]
    asides += [match._replace(end=match.first + AFRAID) for match in lexicon.replies["afraid"].anywhere(text)]
    gone = {at for match in asides for at in range(match.first, match.end)}
    if not gone or len(gone) == len(text.words):
        return text
    behind = {match.end: match.first for match in asides if match.end < len(text.words)}
    commas = {at: _parts(text, first, at, lexicon) for at, first in behind.items()}
    kept = [word._replace(comma=commas.get(at, word.comma)) for at, word in enumerate(text.words) if at not in gone]
    return Plain(text.raw, tuple(kept))


def _parts(text: Plain, first: int, end: int, lexicon: Lexicon) -> bool:
    """Whether what was thrown in stood where a comma would: not in "colon and, | sorry to say, | the anus"."""
    joined = text.word_at(first - 1) in lexicon.grammar.adding
    return not joined and (text.words[first].comma or text.words[end].comma)
