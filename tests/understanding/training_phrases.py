"""Learns the convolution over phrases, for ``training``: the features of a word are summed up, filters listen to three
words, each keeps what was loudest, and that speaks for no danger or for one of the red flags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from assistant.content.flags import NEUTRAL, PLACES
from assistant.understanding.phrases import MOST

ROWS, SIZE, FILTERS = 2**13 - 1, 96, 128
"""Rows of the table for features; how many numbers a feature is learned by, before they are spread over the filters."""
EPOCHS, LEAST_STEPS, BATCH, RATE, DECAY = 6, 200, 64, 2e-3, 1e-4
WORDS_LEFT_OUT, FILTERS_LEFT_OUT = 0.15, 0.2
"""At random, so that no one of them is relied on."""
LENGTHS = (24, 40, 64, 98)
"""Messages are padded to the next of these; of longer ones the beginning is learned from."""
FAR, STEPS_HEARD = 0.999, 10
"""Steps that the weight has which only a thousandth is beyond: more make a longer file and nothing better."""

Weights = dict[str, jax.Array]


class Batch(NamedTuple):
    """``rows[m, w]``: those of word ``w`` of message ``m``, 0 for none. ``shares[m]``: of no danger and each flag."""

    rows: Any
    lengths: Any
    shares: Any


def learned_phrases(messages: Sequence[Sequence[tuple[int, ...]]], shares: Any, flags: Sequence[str]) -> dict[str, Any]:
    """The weights as the file has them, but for packing: tables of whole steps.

    ``messages``: checksums of the features of every word. ``shares``: a row a message, how much of it is no danger,
    and each of ``flags``; they sum up to one.
    """
    groups = list(_by_length(messages, shares))
    epochs = max(EPOCHS, ceil(LEAST_STEPS * BATCH / len(messages)))
    steps = epochs * sum(ceil(len(group.lengths) / BATCH) for group in groups)
    learner = optax.adamw(optax.cosine_decay_schedule(RATE, steps), weight_decay=DECAY)
    weights = _first(1 + len(flags))
    state = learner.init(weights)

    @jax.jit
    def learn(weights: Weights, state: Any, batch: Batch, key: jax.Array) -> Any:
        changes, state = learner.update(jax.grad(_loss)(weights, batch, key), state, weights)
        return optax.apply_updates(weights, changes), state

    key, chance = jax.random.PRNGKey(1), np.random.default_rng(0)
    for _ in range(epochs):
        for batch in _shuffled(groups, chance):
            key, now = jax.random.split(key)
            weights, state = learn(weights, state, batch, now)
    return _kept({name: np.asarray(each) for name, each in weights.items()}, flags)


def _by_length(messages: Sequence[Sequence[tuple[int, ...]]], shares: Any) -> Iterator[Batch]:
    """All messages of about one length."""
    lengths = np.minimum([len(words) for words in messages], LENGTHS[-1])
    for kind, longest in enumerate(LENGTHS):
        at = np.flatnonzero(np.searchsorted(LENGTHS, lengths) == kind)
        rows = np.zeros((len(at), longest, MOST), np.int32)
        for row, message in zip(rows, at, strict=True):
            for place, word in zip(row, messages[int(message)], strict=False):
                place[: len(word)] = [each % ROWS + 1 for each in word[:MOST]]
        if len(at):
            yield Batch(rows, lengths[at], shares[at])


def _shuffled(groups: Sequence[Batch], chance: np.random.Generator) -> Iterator[Batch]:
    """Every message once, those of about one length together; the last are filled up with others."""
    batches = []
    for group in groups:
        size = len(group.lengths)
        order = np.resize(chance.permutation(size), ceil(size / BATCH) * BATCH).reshape(-1, BATCH)
        batches += [(group, at) for at in order]
    for number in chance.permutation(len(batches)):
        group, at = batches[number]
        yield Batch(*(each[at] for each in group))


def _first(outcomes: int) -> Weights:
    words, places, spoken = jax.random.split(jax.random.PRNGKey(0), 3)
    return {
        "words": jax.random.normal(words, (ROWS + 1, SIZE)) * 0.1,
        "places": jax.random.normal(places, (PLACES, SIZE, FILTERS)) / np.sqrt(PLACES * SIZE),
        "bias": jnp.zeros(FILTERS),
        "spoken": jax.random.normal(spoken, (FILTERS, outcomes)) * 0.1,
        "usual": jnp.zeros(outcomes),
    }


def _loss(weights: Weights, batch: Batch, key: jax.Array) -> Any:
    """Of telling danger from none; and, by half, of telling which."""
    odds = _odds(weights, batch, key)
    which = -(batch.shares * jax.nn.log_softmax(odds)).sum(1)
    danger = jax.nn.logsumexp(odds[:, 1:], axis=1) - odds[:, 0]
    whether = jax.nn.softplus(danger) - (1 - batch.shares[:, 0]) * danger
    return (which / 2 + whether).mean()


def _odds(weights: Weights, batch: Batch, key: jax.Array) -> Any:
    of_words, of_filters = jax.random.split(key)
    words = weights["words"].at[0].set(0)[batch.rows].sum(2)
    said = (jnp.arange(words.shape[1]) < batch.lengths[:, None])[..., None]
    words *= said & jax.random.bernoulli(of_words, 1 - WORDS_LEFT_OUT, (*words.shape[:2], 1))
    before, word, after = (words @ place for place in weights["places"])
    heard = jnp.pad(before, ((0, 0), (1, 0), (0, 0)))[:, :-1] + word + jnp.pad(after, ((0, 0), (0, 1), (0, 0)))[:, 1:]
    strength = (jax.nn.relu(heard + weights["bias"]) * said).max(1)
    strength *= jax.random.bernoulli(of_filters, 1 - FILTERS_LEFT_OUT, strength.shape) / (1 - FILTERS_LEFT_OUT)
    return strength @ weights["spoken"] + weights["usual"]


def _kept(weights: dict[str, Any], flags: Sequence[str]) -> dict[str, Any]:
    """In whole steps, the words spread over the filters at each place."""
    heard = np.einsum("rs,psf->rpf", weights["words"], weights["places"])
    heard[0] = [np.zeros(FILTERS), weights["bias"], np.zeros(FILTERS)]
    heard_steps = STEPS_HEARD / np.quantile(np.abs(heard), FAR)
    spoken_steps = (NEUTRAL - 1) / np.abs(weights["spoken"]).max()
    spoken = in_steps(weights["spoken"], spoken_steps).astype("<u4")
    return {
        "heard": in_steps(heard, heard_steps),
        "spoken": [int.from_bytes(row.tobytes(), "little") for row in spoken],
        "flags": list(flags),
        "usual": [round(float(each), 3) for each in weights["usual"]],
        "step": float(f"{1 / heard_steps / spoken_steps:.6g}"),
    }


def in_steps(weights: Any, steps: float) -> Any:
    """A table of weights, or more: ``NEUTRAL`` plus steps."""
    return (np.clip(np.round(weights * steps), -NEUTRAL, NEUTRAL - 1) + NEUTRAL).astype(np.uint8)
