"""Learns ``guess.json`` from what is not held out: ``python -m tests.understanding.training_guess``.

Deterministic: the same corpus and words give the same file. What is said at a question is an example of each value that
the question has, told or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.benchmarks.corpus import FOLDER, Part, Sentence, read_corpus
from assistant.content.loader import FOLDER as CONTENT
from assistant.content.loader import load_content
from assistant.conversations import Value
from assistant.understanding import Lexicon, build_lexicon
from assistant.understanding.features import features_of
from assistant.understanding.guess import with_values
from tests.understanding.training import write
from tests.understanding.training_credence import Example, learned

KEPT = CONTENT / "en" / "understanding" / "guess.json"
PARTS: tuple[Part, ...] = ("development", "told", "practice", "commands")


def examples(sentences: Iterable[Sentence], lexicon: Lexicon) -> Iterator[Example]:
    for each in sentences:
        slot = lexicon.slots.get(each.asked or "")
        if slot and not lexicon.asks_medicine(slot.id):
            words = features_of(lexicon.plain(each.says, slot.id))
            told = each.valued.get(slot.id)
            yield from (Example(known, _tells(told, value)) for value, known in with_values(words, slot))


def _tells(told: Value | None, value: Value) -> bool:
    return value in told if isinstance(told, tuple) else told == value


if __name__ == "__main__":
    CONTENT_NOW = load_content()
    LEXICON = build_lexicon(CONTENT_NOW, "en")
    write(KEPT, learned([row for part in PARTS for row in examples(read_corpus(FOLDER, part, CONTENT_NOW), LEXICON)]))
