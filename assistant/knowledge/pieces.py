"""A text as the word pieces a language model reads: BERT's uncased WordPiece (Devlin et al. 2018).

``vocabulary.txt`` is the one the model was trained with (Apache-2.0): a piece a line, its number is the line's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

VOCABULARY = Path(__file__).with_name("vocabulary.txt")
UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100
LONGEST = 64
"""Pieces of a text that are read; the models this is for were trained on no more than 128."""


class Pieces:
    """Reads texts into numbers of pieces."""

    def __init__(self) -> None:
        with VOCABULARY.open(encoding="utf-8") as lines:
            self._numbers = {line.rstrip("\n"): number for number, line in enumerate(lines)}

    def read(self, text: str) -> list[int]:
        """The numbers of the pieces, between those of the first and the last mark."""
        pieces = (piece for word in _words(text) for piece in self._split(word))
        return [self._numbers[piece] for piece in (FIRST, *islice(pieces, LONGEST - 2), LAST)]

    def _split(self, word: str) -> list[str]:
        """The longest known piece from the left, again and again; a word that cannot be read so is unknown."""
        pieces, start = [], 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self._numbers), None)
            if end is None or len(word) > LONGEST_WORD:
                return [UNKNOWN]
            pieces.append(mark + word[start:end])
            start = end
        return pieces


def _words(text: str) -> Iterator[str]:
    """Lower case without accents, parted at blanks; every punctuation mark is a word of its own."""
    word = ""
    for letter in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(letter)
        if kind == "Mn":
            continue
        apart = kind[0] in "PZC" or (letter.isascii() and kind[0] == "S") or "一" <= letter <= "鿿"
        if not apart:
            word += letter
            continue
        if word:
            yield word
            word = ""
        if kind[0] not in "ZC":
            yield letter
    if word:
        yield word
