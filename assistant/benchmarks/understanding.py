"""How well sentences are understood, measured on a corpus of two parts: one to develop with, and one that nobody may.

Every figure is a ``Share`` of sentences, of filled slots or of pairs, so that figures of parts and tags add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from statistics import quantiles
from typing import NamedTuple

from assistant.benchmarks.corpus import Sentence
from assistant.benchmarks.judging import URGENCY, Judged, alike
from assistant.conversations import VALUED, Certainty, Tier, Value
from assistant.understanding import Understanding

ALL = "all"


class Share(NamedTuple):
    """``right`` of ``of``."""

    right: int
    of: int

    def __str__(self) -> str:
        return f"{self.right / self.of:.1%}" if self.of else "-"

    @property
    def value(self) -> float:
        """From 0 to 1; nothing to get wrong is all right."""
        return self.right / self.of if self.of else 1.0


Count = Callable[[Judged], Share]


def _verdict(counts: bool, right: bool) -> Share:
    return Share(counts and right, counts)


def _noticed(tier: Tier) -> Count:
    return lambda one: _verdict(tier in one.sentence.tiers, one.tier >= URGENCY[tier])


def _taken(one: Judged) -> int:
    return sum(status in VALUED for _, status in one.filled.values())


def _quiet(one: Judged) -> bool:
    return not one.sentence.tiers and not one.sentence.label.doubt


FIGURES: dict[str, Count] = {
    "right": lambda one: _verdict(True, one.right),
    "answers": lambda one: _verdict(not one.sentence.empty, one.exact),
    "precision": lambda one: Share(_taken(one) - len(one.wrongly_filled), _taken(one)),
    "recall": lambda one: Share(
        sum(alike(value, one.filled.get(slot, (None,))[0]) for slot, value in one.sentence.valued.items()),
        len(one.sentence.valued),
    ),
    "nothing": lambda one: _verdict(one.sentence.empty, not one.wrongly_filled),
    "intent": lambda one: _verdict(bool(one.sentence.intents), one.intent_right),
    "emergency": _noticed(Tier.EMERGENCY),
    "same-day": _noticed(Tier.SAME_DAY),
    "soon": _noticed(Tier.SOON),
    "doubt": lambda one: _verdict(bool(one.sentence.label.doubt), one.flags_right),
    "look-alikes": lambda one: _verdict("look-alike" in one.sentence.tags, one.flags_right),
    "no alarm": lambda one: _verdict(_quiet(one), one.flags_right),
}
"""``right``: everything is. ``answers``: exact, where something is told. ``nothing``: nothing filled, where nothing is.
``emergency`` and so on: noticed as gravely at least. ``doubt``: asked about at least. ``no alarm``: silent wherever it
should be. ``pairs`` (added by ``shares``): both sentences of a minimal pair exact and flagged right.
"""

Shares = dict[str, Share]


def shares(judged: Iterable[Judged]) -> Shares:
    """Every figure over these sentences."""
    every = list(judged)
    summed = {name: _sum(count(one) for one in every) for name, count in FIGURES.items()}
    pairs: dict[str, list[bool]] = defaultdict(list)
    for one in every:
        if one.sentence.pair:
            pairs[one.sentence.pair].append(one.exact and one.flags_right)
    whole = [verdicts for verdicts in pairs.values() if len(verdicts) == 2]
    return {**summed, "pairs": Share(sum(map(all, whole)), len(whole))}


def _sum(counted: Iterable[Share]) -> Share:
    every = list(counted)
    return Share(sum(share.right for share in every), sum(share.of for share in every))


def by_tag(judged: list[Judged]) -> dict[str, Shares]:
    """The figures of all sentences first, then of each tag that any of them has."""
    tags = sorted({tag for one in judged for tag in one.sentence.tags})
    return {ALL: shares(judged), **{tag: shares(one for one in judged if tag in one.sentence.tags) for tag in tags}}


def milliseconds(judged: list[Judged]) -> tuple[float, float]:
    """The median and the 99th percentile of a message."""
    cuts = quantiles((one.milliseconds for one in judged), n=100)
    return cuts[49], cuts[98]


def table(figures: dict[str, Shares]) -> str:
    """A line a tag, a column a figure; "-" where there is nothing to count."""
    names = list(next(iter(figures.values())))
    head = f"{'':<16}{'sentences':>10}" + "".join(f"{name:>12}" for name in names)
    lines = [
        f"{tag:<16}{row['right'].of:>10}" + "".join(f"{row[name]!s:>12}" for name in names)
        for tag, row in figures.items()
    ]
    return "\n".join([head, *lines])


def told(one: Judged) -> str:
    """What a sentence was taken to mean where that is not what it means."""
    sentence, got = one.sentence, one.understood
    parts = [
        f"filled {_shown(one.filled)}, not {_shown(dict(sentence.filled))}" if not one.exact else "",
        f"asked about {', '.join(near)}" if (near := [item.slot for item in got.found if item.near]) else "",
        f"intent {got.intent}, not {' or '.join(sentence.intents)}" if not one.intent_right else "",
        f"flags {_flagged(got)}, not {_wanted(sentence)}" if not one.flags_right else "",
        f"safe {got.safe}, not {sentence.label.safe}" if not one.safe_right else "",
        f"about {got.about}/{got.number}" if sentence.label.about or sentence.label.number else "",
    ]  # fmt: skip
    return f"{sentence.place}: “{sentence.says}”: {'; '.join(part for part in parts if part)}"


def _shown(filled: dict[str, tuple[Value | None, Certainty]]) -> str:
    said = [f"{slot} {status.value if value is None else value}" + (" (unsure)" if status is Certainty.UNSURE else "")
            for slot, (value, status) in filled.items()]  # fmt: skip
    return ", ".join(said) or "nothing"


def _flagged(understood: Understanding) -> str:
    return ", ".join(flag.id + (" in doubt" if flag.doubt else "") for flag in understood.flags) or "none"


def _wanted(sentence: Sentence) -> str:
    return ", ".join((*sentence.label.flags, *(f"{flag} in doubt" for flag in sentence.label.doubt))) or "none"
