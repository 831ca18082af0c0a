"""Learns ``impression.json`` from the corpus, without the held-out part: ``python -m tests.understanding.training``.

Deterministic: the same corpus and word groups give the same file, to the last digit.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.benchmarks.corpus import FOLDER, Sentence, read_corpus
from assistant.content import yaml
from assistant.content.loader import FOLDER as CONTENT
from assistant.content.loader import load_content
from assistant.understanding.impression import features
from assistant.understanding.mentions import hear

HERE = Path(__file__).parent
KEPT = CONTENT / "en" / "understanding" / "impression.json"
ROUNDS, STEP, SHRINK = 12, 0.35, 3e-4
FEWEST = 3
"""What fewer sentences have teaches nothing."""
FAINT = 0.5, 0.7
"""Weights nearer to zero are left out: of danger, of the single flags."""

Matrix = NDArray[np.float64]


class Example(NamedTuple):
    found: frozenset[str]
    flags: tuple[str, ...]


def example(says: str, flags: Iterable[str] = ()) -> Example:
    return Example(features(hear(says, load_content().words("en").flags)), tuple(flags))


def of_sentences(sentences: Iterable[Sentence]) -> Iterator[Example]:
    return (example(each.says, (*each.label.flags, *each.label.doubt)) for each in sentences)


def fitted(rows: Sequence[Example], known: dict[str, int], targets: Matrix) -> tuple[Matrix, Matrix]:
    """Weights and biases of a softmax model: one row a feature, one column a class (AdaGrad, always the same order)."""
    weights, bias = np.zeros((len(known), targets.shape[1])), np.zeros(targets.shape[1])
    seen, seen_bias = np.full_like(weights, 1e-2), np.full_like(bias, 1e-2)
    places = [np.array([known[each] for each in sorted(row.found) if each in known], dtype=int) for row in rows]
    order, chance = np.arange(len(rows)), np.random.default_rng(0)
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for at in map(int, order):
            idx, share = places[at], 1 / np.sqrt(len(rows[at].found) or 1)
            score = bias + weights[idx].sum(axis=0) * share
            odds = np.exp(score - score.max())
            error = odds / odds.sum() - targets[at]
            step = error * share + SHRINK * weights[idx]
            seen[idx] += step * step
            weights[idx] -= STEP * step / np.sqrt(seen[idx])
            seen_bias += error * error
            bias -= STEP * error / np.sqrt(seen_bias)
    return weights, bias


def learned(rows: Sequence[Example]) -> dict[str, Any]:
    """The model as the file has it."""
    counts = Counter(each for row in rows for each in row.found)
    known = {each: at for at, each in enumerate(sorted(each for each, often in counts.items() if often >= FEWEST))}
    dangerous = [row for row in rows if row.flags]
    flags = sorted({flag for row in dangerous for flag in row.flags})
    told = np.array([[not row.flags, bool(row.flags)] for row in rows], dtype=float)
    danger, bias = fitted(rows, known, told)
    which = np.array([[flag in row.flags for flag in flags] for row in dangerous], dtype=float)
    kinds, usual = fitted(dangerous, known, which / which.sum(axis=1, keepdims=True))
    least, least_kind = FAINT
    return {
        "bias": round(float(bias[1] - bias[0]), 2),
        "danger": _strong(known, danger[:, 1] - danger[:, 0], least),
        "usual": {flag: round(float(usual[place]), 2) for place, flag in enumerate(flags)},
        "flags": {flag: _strong(known, kinds[:, place], least_kind) for place, flag in enumerate(flags)},
    }


def _strong(known: dict[str, int], weights: Matrix, least: float) -> dict[str, float]:
    return {each: weight for each, at in known.items() if abs(weight := round(float(weights[at]), 2)) >= least}


def taught() -> Iterator[Example]:
    """What is learned from: all that is labelled but for what is held out."""
    content = load_content()
    for part in ("development", "told", "danger"):
        yield from of_sentences(read_corpus(FOLDER, part, content))
    for path in sorted(HERE.glob("flags*.yaml")):
        yield from _listed(path.stem, yaml.read(path).data)
    for path in sorted((HERE.parent / "engine").glob("enquiries*.yaml")):
        yield from (example(enquiry["text"]) for enquiry in yaml.read(path).data if enquiry["tier"] == "none")
    for sentences in content.words("en").hearing.likely.values():
        yield from map(example, sentences)


def _listed(name: str, texts: dict[str, Any]) -> Iterator[Example]:
    """The files of ``test_flags.py``: sentences by flag, pairs by flag, or sentences by tier, which name no flag."""
    for flag, every in texts.items():
        if name == "flags_pairs":
            yield from (each for wild, calm in every for each in (example(wild, [flag]), example(calm)))
        elif flag == "none":
            yield from map(example, every)
        elif name != "flags_tiers":
            yield from (example(text, [flag]) for text in every)


if __name__ == "__main__":
    KEPT.write_text(
        json.dumps(learned(list(taught())), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n",
        encoding="utf-8",
    )
