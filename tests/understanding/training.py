"""Learns ``impression.json`` from the corpus, without the held-out part: ``python -m tests.understanding.training``.

Deterministic: the same corpus and word groups give the same file.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression

from assistant.benchmarks.corpus import FOLDER, Sentence, read_corpus
from assistant.content import yaml
from assistant.content.learned import STEPS
from assistant.content.loader import FOLDER as CONTENT
from assistant.content.loader import load_content
from assistant.understanding.impression import between_ends, features, words
from assistant.understanding.mentions import hear
from tests.understanding.training_sequence import in_steps, learned_sequence

HERE = Path(__file__).parent
KEPT = CONTENT / "en" / "understanding" / "impression.json"
PLACES = 2**20
"""Length of the table of danger."""
FREEDOM = 30.0
"""How far weights may go from what was counted."""
OFTEN = 3
"""How often a sentence counts that is not of the part for dangers alone: most messages are answers and commands."""
UNSEEN = 0.1
"""As how often a feature counts that was not seen."""


class Example(NamedTuple):
    """What both models know a message by, and the red flags it is an example of, if it is known of which."""

    found: frozenset[int]
    words: list[tuple[int, ...]]
    dangerous: bool
    flags: tuple[str, ...]


def example(says: str, *flags: str, dangerous: bool = False) -> Example:
    heard = hear(says, load_content().words("en").flags)
    told = words(heard)
    found = features(heard, told, range(len(told)))
    return Example(found, between_ends(told), dangerous or bool(flags), flags)


def of_sentences(sentences: Iterable[Sentence]) -> Iterator[Example]:
    return (example(each.says, *each.label.flags, *each.label.doubt) for each in sentences)


def learned(rows: Sequence[Example]) -> dict[str, Any]:
    """The model as the file has it."""
    told = np.array([row.dangerous for row in rows])
    seen = matrix([row.found for row in rows], PLACES)
    counted = _counted(seen, told)
    bias, weights = fitted(seen.multiply(counted).tocsr(), told, FREEDOM)
    flags = sorted({flag for row in rows for flag in row.flags})
    sequence = learned_sequence([row.words for row in rows], np.array([_shares(row, flags) for row in rows]), flags)
    return {
        "linear": as_linear(bias, weights * counted),
        "sequence": {**sequence, "heard": _packed(sequence["heard"])},
    }


def _shares(row: Example, flags: Sequence[str]) -> list[float]:
    """How much of a sentence is no danger, and each flag; one that is not known is each of them a little."""
    if not row.dangerous:
        return [1.0, *[0.0] * len(flags)]
    of = row.flags or flags
    return [0.0, *((flag in of) / len(set(of)) for flag in flags)]


def matrix(rows: Sequence[frozenset[int]], places: int) -> csr_array:
    """One row a sentence, one column a place in the table; a longer sentence's features count less."""
    at = [sorted({each % places for each in found}) for found in rows]
    shares = np.repeat([1 / np.sqrt(len(found) or 1) for found in rows], [len(each) for each in at])
    ends = np.cumsum([0, *map(len, at)], dtype=np.int32)
    return csr_array((shares, np.concatenate(at, dtype=np.int32), ends), shape=(len(rows), places))


def _counted(seen: csr_array, told: Any) -> Any:
    """How much more often each feature was seen in dangerous sentences (log); weights start from this."""
    often, seldom = seen[told].sum(axis=0) + UNSEEN, seen[~told].sum(axis=0) + UNSEEN
    return np.log(often / often.sum()) - np.log(seldom / seldom.sum())


def fitted(seen: csr_array, told: Any, freedom: float) -> tuple[float, Any]:
    """Bias and weights of a linear model; ``freedom``: how far weights may go from nothing."""
    model = LogisticRegression(C=freedom, solver="liblinear", random_state=0).fit(seen, told)
    return float(model.intercept_[0]), model.coef_[0]


def as_linear(bias: float, weights: Any) -> dict[str, Any]:
    return {"bias": round(bias, 2), "table": _packed(in_steps(weights, STEPS))}


def _packed(table: Any) -> str:
    return b64encode(zlib.compress(table.tobytes(), 9)).decode()


def taught() -> Iterator[Example]:
    """What is learned from: all that is labelled but for what is held out."""
    content = load_content()
    heard = {part: list(of_sentences(read_corpus(FOLDER, part, content))) for part in ("development", "told", "danger")}
    yield from (heard["development"] + heard["told"]) * OFTEN + heard["danger"]
    listed = [each for path in sorted(HERE.glob("flags*.yaml")) for each in _listed(path.stem, yaml.read(path).data)]
    yield from listed * OFTEN
    for path in sorted((HERE.parent / "engine").glob("enquiries*.yaml")):
        yield from (example(enquiry["text"]) for enquiry in yaml.read(path).data if enquiry["tier"] == "none")


def _listed(name: str, texts: dict[str, Any]) -> Iterator[Example]:
    """The files of ``test_flags.py``: sentences by flag, pairs by flag, or sentences by tier, which name no flag."""
    for flag, every in texts.items():
        if name == "flags_pairs":
            yield from (each for wild, calm in every for each in (example(wild, flag), example(calm)))
        elif flag == "none":
            yield from map(example, every)
        elif name == "flags_tiers":
            yield from (example(text, dangerous=True) for text in every)
        else:
            yield from (example(text, flag) for text in every)


def write(path: Path, model: dict[str, Any]) -> None:
    path.write_text(json.dumps(model, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    groups = sorted(load_content().words("en").flags.groups)
    write(KEPT, {"groups": groups, **learned(list(taught()))})
