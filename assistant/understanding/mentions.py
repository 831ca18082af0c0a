"""Words as people type them -> tokens, clauses, and mentions of word groups. Pure; knows nothing of what they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.content.flags import GAP, FlagLexicon

_PIECE = re.compile(r"\d+(?:[.,/]\d+)?|[^\W\d_]+(?:['’`´‘][^\W\d_]+)*|[.!?;:,()\n–—-]|[^\w\s]")
_APOSTROPHES = str.maketrans("", "", "'’`´‘")
_REPEATS = re.compile(r"(.)\1{2,}")
_SENTENCE_END, _CLAUSE_END = frozenset(".!?;\n"), frozenset(",:()–—-")
_LONGEST_GAP = 4


class Token(NamedTuple):
    """A word as understood. ``start``/``end``: its place in the text; ``breaks``: punctuation just before it."""

    text: str
    start: int
    end: int
    breaks: str


class Mention(NamedTuple):
    """A word group said by the tokens from ``start`` up to, not including, ``end``."""

    group: str
    start: int
    end: int


class Utterance(NamedTuple):
    """``clause[i]`` and ``sentence[i]`` number the clause and sentence of token ``i``; ``place[i]`` its position,
    in which a pause counts as words."""

    text: str
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    clause: tuple[int, ...]
    sentence: tuple[int, ...]
    place: tuple[int, ...]


def hear(text: str, lexicon: FlagLexicon) -> Utterance:
    """``text`` with every mention of the lexicon's word groups, ordered by where they begin."""
    text = unicodedata.normalize("NFKC", text)
    tokens = tuple(_tokens(text, lexicon))
    mentions = _unshadowed(list(_mentions(tokens, lexicon)))
    clause, sentence = _clauses(tokens, mentions, lexicon)
    place, at = [], 0
    for number, token in enumerate(tokens):
        at += 1 + (3 if set(token.breaks) & _SENTENCE_END else 0) * (number > 0)
        place.append(at)
    return Utterance(text, tokens, mentions, clause, sentence, tuple(place))


# --- tokens ---------------------------------------------------------------------------------------------------------


def _tokens(text: str, lexicon: FlagLexicon) -> list[Token]:
    tokens: list[Token] = []
    breaks = ""
    for piece in _PIECE.finditer(text):
        symbol = piece[0]
        if symbol in _SENTENCE_END or symbol in _CLAUSE_END:
            breaks += symbol
            continue
        word = lexicon.symbols.get(symbol) or _spelled(_plain(symbol), lexicon)
        if word[:1].isalnum():
            tokens.append(Token(word, piece.start(), piece.end(), breaks))
            breaks = ""
    return _without_filler(_replaced(tokens, lexicon), lexicon)


def _plain(word: str) -> str:
    """Lower case, no apostrophes, no accents."""
    word = word.translate(_APOSTROPHES).lower()
    if word.isascii():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign)) or word


def _spelled(word: str, lexicon: FlagLexicon) -> str:
    """The important word that was meant, where ``word`` is a slip of the keyboard; else ``word``."""
    if _REPEATS.search(word):
        shortened = (_REPEATS.sub(r"\1\1", word), _REPEATS.sub(r"\1", word))
        word = next((short for short in shortened if _is_known(short, lexicon)), shortened[1])
    if len(word) < 4 or not word.isalpha() or _is_known(word, lexicon):
        return word
    near = process.extractOne(word, lexicon.typos, scorer=OSA.distance, score_cutoff=1 if len(word) < 8 else 2)
    if near is None or not _same_start(word, near[0]) or (len(near[0]) < 5 and sorted(word) != sorted(near[0])):
        return word
    return str(near[0])


def _is_known(word: str, lexicon: FlagLexicon) -> bool:
    return word in lexicon.known or any(f"{word[:size]}*" in lexicon.stems for size in range(3, len(word) + 1))


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
                out.append(Token(meant, first.start, run[-1].end, first.breaks))
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


# --- mentions -------------------------------------------------------------------------------------------------------


def _mentions(tokens: Sequence[Token], lexicon: FlagLexicon) -> list[Mention]:
    keys = [_keys(token.text, lexicon) for token in tokens]
    stops = [bool(token.breaks) or token.text in lexicon.answers for token in tokens]
    found: list[Mention] = []
    for start, starts in enumerate(keys):
        for key in starts:
            for phrase in lexicon.phrases.get(key, ()):
                end = _match(phrase.rest, tokens, keys, stops, start + 1)
                if end is not None:
                    found.append(Mention(phrase.group, start, end))
    return found


def _keys(word: str, lexicon: FlagLexicon) -> tuple[str, ...]:
    """Everything a phrase may call this word."""
    if word[0].isdigit():
        return (word, *_number_keys(word))
    stems = (f"{word[:size]}*" for size in range(3, len(word) + 1))
    return (word, *(stem for stem in stems if stem in lexicon.stems))


def _number_keys(word: str) -> list[str]:
    if "/" in word:
        return []
    value = float(word.replace(",", "."))
    kinds = {
        "#": 6 <= value < 60,
        "@hot": 38.0 <= value < 43 or 100.4 <= value < 110,
        "@year": word.isdigit() and 1940 <= value < 2100,
    }
    return [kind for kind, fits in kinds.items() if fits]


def _match(
    rest: Sequence[str], tokens: Sequence[Token], keys: Sequence[tuple[str, ...]], stops: Sequence[bool], at: int
) -> int | None:
    """Where the phrase ends, if the rest of it is said from token ``at`` on. A gap ends at a pause or a "no"."""
    for number, wanted in enumerate(rest):
        if wanted == GAP:
            longest = next((gap for gap in range(_LONGEST_GAP) if any(stops[at + gap : at + gap + 1])), _LONGEST_GAP)
            ends = (_match(rest[number + 1 :], tokens, keys, stops, at + gap) for gap in range(longest + 1))
            return next((end for end in ends if end is not None), None)
        if at >= len(keys) or wanted not in keys[at] or set(tokens[at].breaks) & _SENTENCE_END:
            return None
        at += 1
    return at


_LEAVES_NEGATION = frozenset({"negation", "past", "recent", "resolved", "now", "self_now", "relative", "baseline"})
_GIVE_WAY = frozenset({"negation", "now", "back", "past", "self_now", "conditional", "baseline", "present", "asking"})


def _unshadowed(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Without what lies inside something quiet ("blood" in "blood test"), and without cues that are only part of
    something longer ("not" in "not stopping")."""
    quiet = [mention for mention in mentions if mention.group == "quiet"]

    def shadowed(mention: Mention) -> bool:
        if mention.group == "quiet" or any(_within(mention, other) for other in quiet):
            return True
        longer = (other for other in mentions if other.end - other.start > mention.end - mention.start)
        return mention.group in _GIVE_WAY and any(
            _within(mention, other) and not (mention.group == "negation" and other.group in _LEAVES_NEGATION)
            for other in longer
        )

    return tuple(sorted({mention for mention in mentions if not shadowed(mention)}, key=lambda m: (m.start, m.end)))


def _within(mention: Mention, other: Mention) -> bool:
    return other.start <= mention.start and mention.end <= other.end


# --- clauses --------------------------------------------------------------------------------------------------------


def _clauses(
    tokens: Sequence[Token], mentions: Sequence[Mention], lexicon: FlagLexicon
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    inside = {at for mention in mentions for at in range(mention.start + 1, mention.end)}
    ends = {mention.end for mention in mentions if mention.group in lexicon.words}
    noun_verb = {
        mention.start
        for mention in mentions
        if mention.group in lexicon.words
        and mention.end < len(tokens)
        and tokens[mention.end].text in lexicon.verbs
        and not tokens[mention.end].breaks
        and mention.start in ends
    }
    clause, sentence, clauses, sentences = 0, 0, [], []
    for at, token in enumerate(tokens):
        if at and at not in inside:
            new_sentence = bool(set(token.breaks) & _SENTENCE_END)
            sentence += new_sentence
            clause += bool(token.breaks) or token.text in lexicon.splits or at in noun_verb
        clauses.append(clause)
        sentences.append(sentence)
    return tuple(clauses), tuple(sentences)
