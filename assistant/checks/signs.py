"""Phrases of red flags that are no use: those nobody can say, and those that another one of their group covers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from assistant.checks.places import Finding
from assistant.content.flags import GAP, LONGEST_GAP, FlagLexicon
from assistant.content.loader import Content

_SAYABLE = re.compile(r"[a-z]+\*?|<\w+>|@\w+|#|\d+(?:[.,/]\d+)?|\.\.")


def signs(content: Content, locale: str) -> Iterator[Finding]:
    """What is wrong with the phrases of one language, group by group."""
    lexicon = content.words(locale).flags
    shared, own = f"{locale}/understanding/flags.yaml", f"{locale}/red_flags"
    for kind, named in lexicon.parts.items():
        yield from ((shared, ("parts", kind), f'"{word}" is more than one word') for word in named if " " in word)
    sections: list[tuple[str, str, Mapping[str, Sequence[str]]]] = [
        (shared, "parts", lexicon.parts),
        (shared, "words", lexicon.words),
        (shared, "cues", lexicon.cues),
        *((f"{own}/{name}.yaml", "words", flag.words) for name, flag in lexicon.flags.items()),
    ]
    for file, section, groups in sections:
        for group, phrases in groups.items():
            yield from ((file, (section, group), text) for text in _useless(phrases, lexicon))


def _useless(phrases: Iterable[str], lexicon: FlagLexicon) -> Iterator[str]:
    begun: dict[str, list[tuple[str, list[str]]]] = {}
    for phrase in phrases:
        words = lexicon.as_heard(phrase)
        begun.setdefault(words[0], []).append((phrase, words))
        if not all(map(_SAYABLE.fullmatch, words)):
            yield f'"{phrase}" is never said so'
    for first, narrow in begun.items():
        wide = [each for other, told in begun.items() if _stands_for(other, first, lexicon.parts) for each in told]
        for (phrase, words), (other, wider) in product(narrow, wide):
            if words is not wider and _covers(wider[1:], words[1:], lexicon):
                yield f'"{phrase}" says nothing that "{other}" does not'


def _covers(wider: Sequence[str], words: Sequence[str], lexicon: FlagLexicon) -> bool:
    """Whether a phrase is said wherever the ``words`` of another are."""
    if not (wider and words):
        return not (wider or words)
    if wider[0] != GAP:
        return _stands_for(wider[0], words[0], lexicon.parts) and _covers(wider[1:], words[1:], lexicon)
    if words[0] == GAP:
        return _covers(wider[1:], words[1:], lexicon)
    reach = next((at for at, word in enumerate(words) if word in lexicon.stops or word[0] in ".<"), len(words))
    return any(_covers(wider[1:], words[at:], lexicon) for at in range(min(reach, LONGEST_GAP) + 1))


def _stands_for(wider: str, word: str, parts: Mapping[str, Sequence[str]]) -> bool:
    """Whether a word, stem or <kind> stands for all that another does."""
    if wider == word:
        return True
    if word.startswith("<"):
        return all(_stands_for(wider, each, parts) for each in parts[word[1:-1]])
    if wider.startswith("<"):
        return any(_stands_for(each, word, parts) for each in parts[wider[1:-1]])
    return wider.endswith("*") and word.startswith(wider[:-1])
