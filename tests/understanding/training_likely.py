"""Learns ``likely.json`` from what is not held out: ``python -m tests.understanding.training_likely``.

Deterministic: the same corpus and words give the same file. Each command and question is told apart from everything
else that is said; a sentence that may be one as well as something else is no example of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from assistant.benchmarks.corpus import FOLDER, Part, Sentence, read_corpus
from assistant.content.loader import FOLDER as CONTENT
from assistant.content.loader import load_content
from assistant.messages import Intent
from assistant.understanding import Lexicon, build_lexicon
from assistant.understanding.features import checksum, features_of
from tests.understanding.training import as_linear, fitted, matrix, write

KEPT = CONTENT / "en" / "understanding" / "likely.json"
PARTS: tuple[Part, ...] = ("development", "told", "practice", "commands")
NO_COMMAND: tuple[Intent, ...] = ("answer", "unclear", "off_topic", "smalltalk", "red_flag")
PLACES = 2**16
FREEDOM = 100.0
"""How far weights may go from nothing."""
FEWEST = 10
"""Examples of a command: from fewer nothing is learned."""


class Example(NamedTuple):
    found: frozenset[int]
    intents: tuple[Intent, ...]


def examples(sentences: Iterable[Sentence], lexicon: Lexicon) -> Iterator[Example]:
    """What has no intent tells something: an answer or a red flag."""
    for each in sentences:
        words = features_of(lexicon.plain(each.says, each.asked or ""))
        yield Example(frozenset(map(checksum, words)), each.intents or ("answer",))


def learned(rows: Sequence[Example]) -> dict[str, Any]:
    """The models as the file has them, by intent."""
    seen = matrix([row.found for row in rows], PLACES)
    intents = sorted({intent for row in rows for intent in row.intents} - set(NO_COMMAND))
    return {intent: _told_apart(intent, rows, seen) for intent in intents if _often(intent, rows)}


def _often(intent: str, rows: Sequence[Example]) -> bool:
    return sum(row.intents == (intent,) for row in rows) >= FEWEST


def _told_apart(intent: str, rows: Sequence[Example], seen: Any) -> dict[str, Any]:
    told = np.array([row.intents == (intent,) for row in rows])
    plain = told | np.array([intent not in row.intents for row in rows])
    return as_linear(*fitted(seen[plain], told[plain], FREEDOM))


if __name__ == "__main__":
    CONTENT_NOW = load_content()
    LEXICON = build_lexicon(CONTENT_NOW, "en")
    write(KEPT, learned([row for part in PARTS for row in examples(read_corpus(FOLDER, part, CONTENT_NOW), LEXICON)]))
