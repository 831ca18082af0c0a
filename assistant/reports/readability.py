"""How hard a text is to read: the Flesch-Kincaid grade, with medicines' names left as easy words.

Kincaid et al. 1975: 0.39 × words per sentence + 11.8 × syllables per word − 15.59. Syllables are counted as groups of
vowels, which is right for about nine words in ten; the sum over a sheet is steadier than any one word.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from assistant.content.loader import Content
from assistant.content.models import DRUGS

FAMILIAR = frozenset({*DRUGS, "azathioprine", "mercaptopurine", "methotrexate"})
"""A person who takes a medicine, or talks about it with a team, knows its name: it counts as one syllable."""

GLOSSARY = "glossary."
"""Claims of this topic explain the words a person hears in clinic."""

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE = re.compile(r"[.!?]+[\"”')]*(?:\s|$)|\n")
VOWELS = re.compile(r"[aeiouy]+")
SILENT_ENDING = re.compile(r"e[sd]?$")
SOUNDED_ENDING = re.compile(r"(?:[^aeiouy]les?|[td]ed|(?:[sxzcg]|ch|sh)es|ee[sd]?|[iy]ed)$")


def familiar(content: Content) -> frozenset[str]:
    """The names of medicines, and the clinic words that the glossary explains: they count as one syllable."""
    names = {word for known in content.names.medicines.values() for name in known.names for word in name.split()}
    terms = {
        word for claim in content.claims if claim.startswith(GLOSSARY) for word in claim[len(GLOSSARY) :].split("_")
    }
    forms = {form for term in terms for form in (term, f"{term}s", re.sub("y$", "ies", term))}
    return frozenset(FAMILIAR | names | forms)


def grade(text: str, familiar: Collection[str] = FAMILIAR) -> float:
    """The school grade of ``text``, to one decimal; a line's end ends a sentence. 0 for a text without words."""
    sentences = [sentence for sentence in SENTENCE.split(text) if WORD.search(sentence)]
    words = [word.lower() for sentence in sentences for word in WORD.findall(sentence)]
    if not words:
        return 0.0
    spoken = sum(1 if word in familiar else syllables(word) for word in words)
    return max(0.0, round(0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59, 1))


@lru_cache(maxsize=10_000)
def syllables(word: str) -> int:
    """About how many syllables an English word has; never less than one."""
    stem = word.lower()
    if not SOUNDED_ENDING.search(stem):
        stem = SILENT_ENDING.sub("", stem)
    return max(1, len(VOWELS.findall(stem)))
