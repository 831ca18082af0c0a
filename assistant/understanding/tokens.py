"""Words as people type them -> tokens: lower case, no accents, slips of the keyboard read as what was meant. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.content.flags import FlagLexicon

SENTENCE_END, CLAUSE_END = frozenset(".!?;\n"), frozenset(",:()–—-")
_PIECE = re.compile(r"(?<!\w)['’`´‘]\d\d(?!\w)|\d+(?:[.,/]\d+)?|[^\W\d_]+(?:['’`´‘][^\W\d_]+)*|[.!?;:,()\n–—-]|[^\w\s]")
_APOSTROPHES = str.maketrans("", "", "'’`´‘")
_CENTURY = 40  # "'63" is 1963, "'11" is 2011
_REPEATS = re.compile(r"([^\W\d_])\1{2,}")


class Token(NamedTuple):
    """A word as understood. ``start``/``end``: its place in the text; ``breaks``: punctuation just before it."""

    text: str
    start: int
    end: int
    breaks: str


def read_tokens(text: str, lexicon: FlagLexicon) -> list[Token]:
    """The words of ``text``, without those that change nothing."""
    tokens: list[Token] = []
    breaks = ""
    for piece in _PIECE.finditer(text):
        symbol = piece[0]
        if symbol in SENTENCE_END or symbol in CLAUSE_END:
            breaks += symbol
            continue
        word = lexicon.symbols.get(symbol) or _year(_spelled(_plain(symbol), lexicon), symbol)
        if word[:1].isalnum():
            tokens.append(Token(word, piece.start(), piece.end(), breaks))
            breaks = ""
    return _without_filler(_replaced(tokens, lexicon), lexicon)


def _year(word: str, symbol: str) -> str:
    """The whole year of "'63"."""
    if not word.isdecimal() or symbol.isdecimal() or len(word) != 2:
        return word
    return ("19" if int(word) >= _CENTURY else "20") + word


def _plain(word: str) -> str:
    """Lower case, no apostrophes, no accents."""
    if word.isascii() and word.isalpha():
        return word.lower()
    word = word.translate(_APOSTROPHES).lower()
    if word.isascii():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign)) or word


def _spelled(word: str, lexicon: FlagLexicon) -> str:
    """The important word that was meant, where ``word`` is a slip of the keyboard; else ``word``."""
    if word in lexicon.known:
        return word
    if _REPEATS.search(word):
        shortened = (_REPEATS.sub(r"\1\1", word), _REPEATS.sub(r"\1", word))
        word = next((short for short in shortened if _is_known(short, lexicon)), shortened[1])
    if len(word) < 4 or not word.isalpha() or _is_known(word, lexicon):
        return word
    if (one := word.removesuffix("s")) in lexicon.known:  # "my boy's got": several of it, or its
        return one
    near = process.extractOne(word, lexicon.typos, scorer=OSA.distance, score_cutoff=1 if len(word) < 8 else 2)
    if near is None or not _same_start(word, near[0]) or (len(near[0]) < 5 and sorted(word) != sorted(near[0])):
        return word
    return str(near[0])


def _is_known(word: str, lexicon: FlagLexicon) -> bool:
    return word in lexicon.known or bool(lexicon.stems_of(word))


def _same_start(word: str, meant: str) -> bool:
    return word[0] == meant[0] or (word[0] == meant[1] and word[1] == meant[0])


def _replaced(tokens: Sequence[Token], lexicon: FlagLexicon) -> list[Token]:
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        first = tokens[at]
        for words, meant in lexicon.replaced.get(first.text, ()):
            run = tokens[at : at + len(words)]
            if tuple(token.text for token in run) == words and not any(token.breaks for token in run[1:]):
                out += [
                    Token(part, first.start, run[-1].end, "" if number else first.breaks)
                    for number, part in enumerate(meant.split())
                ]
                at += len(words)
                break
        else:
            out.append(first)
            at += 1
    return out


def _without_filler(tokens: Sequence[Token], lexicon: FlagLexicon) -> list[Token]:
    """Without words that change nothing; the pause before them is kept."""
    out: list[Token] = []
    breaks = ""
    for token in tokens:
        if token.text in lexicon.filler:
            breaks += token.breaks
        else:
            out.append(token._replace(breaks=breaks + token.breaks) if breaks else token)
            breaks = ""
    return out
