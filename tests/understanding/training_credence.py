"""Learns ``credence.json`` from what is not held out: ``python -m tests.understanding.training_credence``.

Deterministic: the same corpus and rules give the same file. What is asked, what a sentence tells and what the rules
read out of it are examples, each told or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from assistant.benchmarks.corpus import FOLDER, Part, Sentence, read_corpus
from assistant.benchmarks.judging import judge
from assistant.content.loader import FOLDER as CONTENT
from assistant.content.loader import load_content
from assistant.understanding import Lexicon, build_lexicon
from assistant.understanding.credence import with_slot
from assistant.understanding.features import features_of
from tests.understanding.training import as_linear, fitted, matrix, write

KEPT = CONTENT / "en" / "understanding" / "credence.json"
PARTS: tuple[Part, ...] = ("development", "told", "practice")
PLACES = 2**18
FREEDOM = 30.0
"""How far weights may go from nothing."""


class Example(NamedTuple):
    found: frozenset[int]
    told: bool


def examples(sentences: Iterable[Sentence], lexicon: Lexicon) -> Iterator[Example]:
    for judged in judge([each for each in sentences if each.label.by != "caregiver"], lexicon, load_content()):
        sentence = judged.sentence
        words = features_of(lexicon.plain(sentence.says, sentence.asked or ""))
        read = {item.slot for item in judged.understood.found}
        for slot in sorted({*sentence.filled, *read, *([sentence.asked] if sentence.asked else [])}):
            yield Example(with_slot(words, slot, sentence.asked or ""), slot in sentence.filled)


def learned(rows: list[Example]) -> dict[str, Any]:
    """The model as the file has it."""
    told = np.array([row.told for row in rows])
    return as_linear(*fitted(matrix([row.found for row in rows], PLACES), told, FREEDOM))


if __name__ == "__main__":
    CONTENT_NOW = load_content()
    LEXICON = build_lexicon(CONTENT_NOW, "en")
    write(KEPT, learned([row for part in PARTS for row in examples(read_corpus(FOLDER, part, CONTENT_NOW), LEXICON)]))
