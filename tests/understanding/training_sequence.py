"""Learns the network that reads in order, for ``training``: the features of a word are summed up, cells hear three
words at a time and keep some of what they knew, others hear what those know, and the most that each ever knew speaks
for no danger or for one of the red flags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from assistant.content.impression import ALL, MOST, PLACES
from assistant.content.learned import NEUTRAL

ROWS, SIZE, CELLS, AGAIN = 2**13 - 1, 96, 64, 16
"""Rows of the table for features; how many numbers a feature is learned by, before they are spread over the cells; how
many cells of both layers there are in each direction."""
EPOCHS, LEAST_STEPS, BATCH, RATE, DECAY = 4, 200, 64, 2e-3, 1e-4
WORDS_LEFT_OUT, CELLS_LEFT_OUT = 0.1, 0.2
"""At random, so that no one of them is relied on."""
LENGTHS = (24, 40, 64, 98)
"""Messages are padded to the next of these; of longer ones the beginning is learned from."""
FAR, STEPS_HEARD = 0.999, 16
"""Steps that the weight has which only a thousandth is beyond: more make a longer file and nothing better."""

Weights = dict[str, jax.Array]


class Batch(NamedTuple):
    """``rows[m, w]``: those of word ``w`` of message ``m``, 0 for none. ``shares[m]``: of no danger and each flag."""

    rows: Any
    lengths: Any
    shares: Any


def learned_sequence(
    messages: Sequence[Sequence[tuple[int, ...]]], shares: Any, flags: Sequence[str]
) -> dict[str, Any]:
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
    """``told``, ``again``: what to keep and what is new, for each direction and cell."""
    words, told, again, spoken = jax.random.split(jax.random.PRNGKey(0), 4)
    return {
        "words": jax.random.normal(words, (ROWS + 1, SIZE)) * 0.1,
        "told": jax.random.normal(told, (PLACES, SIZE, 2, CELLS, 2)) / np.sqrt(PLACES * SIZE),
        "bias": jnp.tile(jnp.array([1.0, 0.0]), (2, CELLS, 1)),
        "again": jax.random.normal(again, (2 * CELLS, 2, 2, AGAIN)) / np.sqrt(2 * CELLS),
        "again_bias": jnp.tile(jnp.array([1.0, 0.0])[:, None, None], (1, 2, AGAIN)),
        "spoken": jax.random.normal(spoken, (2 * CELLS + 2 * AGAIN, outcomes)) * 0.1,
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
    of_words, of_first, of_all = jax.random.split(key, 3)
    words = weights["words"].at[0].set(0)[batch.rows].sum(2)
    said = (jnp.arange(words.shape[1]) < batch.lengths[:, None])[..., None]
    words *= said & jax.random.bernoulli(of_words, 1 - WORDS_LEFT_OUT, (*words.shape[:2], 1))
    before, word, after = (jnp.tensordot(words, place, 1) for place in weights["told"])
    ends = ((0, 0), (1, 1), (0, 0), (0, 0), (0, 0))
    told = jnp.pad(before, ends)[:, :-2] + word + jnp.pad(after, ends)[:, 2:] + weights["bias"]
    known = _read(told[..., 0], told[..., 1], said)
    told = jnp.tensordot(_some(known, of_first), weights["again"], 1) + weights["again_bias"]
    again = _read(told[:, :, 0], told[:, :, 1], said)
    most = [jnp.where(said, cells, -1).max(1) for cells in (known, again)]
    return _some(jnp.concatenate(most, axis=1), of_all) @ weights["spoken"] + weights["usual"]


def _some(cells: jax.Array, key: jax.Array) -> jax.Array:
    return cells * jax.random.bernoulli(key, 1 - CELLS_LEFT_OUT, cells.shape) / (1 - CELLS_LEFT_OUT)


def _read(keeps: jax.Array, news: jax.Array, said: jax.Array) -> jax.Array:
    """What each cell knows at every word: those that read forth, then those that read back."""

    def read(known: jax.Array, word: Any) -> Any:
        keep, new, is_said = word
        known = jnp.where(is_said, keep * known + (1 - keep) * new, known)
        return known, known

    sides = []
    for back in (0, 1):
        words = (jax.nn.sigmoid(keeps[:, :, back]), jnp.tanh(news[:, :, back]), said)
        start = jnp.zeros((keeps.shape[0], keeps.shape[-1]))
        _, known = jax.lax.scan(read, start, tuple(each.swapaxes(0, 1) for each in words), reverse=bool(back))
        sides.append(known.swapaxes(0, 1))
    return jnp.concatenate(sides, axis=2)


def _kept(weights: dict[str, Any], flags: Sequence[str]) -> dict[str, Any]:
    """In whole steps, the words spread over the cells at each place."""
    heard = np.einsum("rs,ps...->rp...", weights["words"], weights["told"])
    heard[0] = [np.zeros_like(weights["bias"]), weights["bias"], np.zeros_like(weights["bias"])]
    gauge = float(STEPS_HEARD / np.quantile(np.abs(heard), FAR))
    halves = np.array([0.5, 1])[:, None, None]
    return {
        "heard": in_steps(heard, gauge),
        "gauge": round(gauge, 4),
        "again": _dense(weights["again"] * halves, weights["again_bias"] * halves),
        "spoken": _dense(weights["spoken"], weights["usual"]),
        "flags": list(flags),
    }


def _dense(table: Any, usual: Any) -> dict[str, Any]:
    table = table.reshape(len(table), -1)
    steps = (NEUTRAL - 1) / np.abs(table).max()
    rows = in_steps(table, steps).astype("<u4")
    return {
        "rows": [int.from_bytes(row.tobytes(), "little") for row in rows],
        "usual": [round(float(each), 3) for each in usual.ravel() - table.sum(0)],
        "step": float(f"{2 / ALL / steps:.6g}"),
    }


def in_steps(weights: Any, steps: float) -> Any:
    """A table of weights, or more: ``NEUTRAL`` plus steps."""
    return (np.clip(np.round(weights * steps), -NEUTRAL, NEUTRAL - 1) + NEUTRAL).astype(np.uint8)
