"""How well sentences are understood, measured on a corpus of two parts: one to develop with, and one that nobody may.

Every figure is a ``Share`` of sentences, of filled slots or of pairs, so that figures of parts and tags add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from statistics import quantiles
from time import perf_counter
from typing import NamedTuple

from assistant.benchmarks.corpus import Sentence
from assistant.content.loader import Content
from assistant.conversations import VALUED, Certainty, Conversation, Offer, Tier, Value
from assistant.engine.asking import pending
from assistant.messages import Question
from assistant.understanding import Found, Lexicon, Understanding, read

TODAY = date(2026, 11, 21)
"""What "since March" in the corpus counts from: a Saturday."""

CLOSE = 0.08, 3
"""How far a length of time may lie from the label: a share of it, or weeks, whichever is more. "About two years" and
"since 2019" leave that much open."""

URGENCY = {Tier.SOON: 1, Tier.SAME_DAY: 2, Tier.EMERGENCY: 3}
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


class Judged(NamedTuple):
    """A sentence, what was understood, what of that would be taken without asking, and in how many milliseconds."""

    sentence: Sentence
    understood: Understanding
    filled: dict[str, tuple[Value | None, Certainty]]
    milliseconds: float

    @property
    def exact(self) -> bool:
        """Whether all that was told is taken, with its status, and nothing else."""
        wanted, near = self.sentence.filled, {item.slot for item in self.understood.found if item.near}
        return (
            self.filled.keys() == wanted.keys()
            and near == set(self.sentence.label.near)
            and all(_same(slot, wanted[slot], taken) for slot, taken in self.filled.items())
        )

    @property
    def wrongly_filled(self) -> tuple[str, ...]:
        """Slots that got a value which was not told: worse than to miss one."""
        valued = {slot: value for slot, (value, status) in self.filled.items() if status in VALUED}
        wanted = self.sentence.valued
        return tuple(slot for slot, value in valued.items() if slot not in wanted or not _alike(wanted[slot], value))

    @property
    def intent_right(self) -> bool:
        return not self.sentence.intents or self.understood.intent in self.sentence.intents

    @property
    def tier(self) -> int:
        """The urgency of the gravest flag, 0 for none."""
        return max((URGENCY[flag.tier] for flag in self.understood.flags), default=0)

    @property
    def flags_right(self) -> bool:
        """What must be flagged is, as gravely at least; what is doubtful is not passed over; nothing else is."""
        if self.sentence.tiers:
            return self.tier >= max(URGENCY[tier] for tier in self.sentence.tiers)
        if self.sentence.label.doubt:
            return bool(self.understood.flags)
        return not self.understood.flags

    @property
    def right(self) -> bool:
        label, understood = self.sentence.label, self.understood
        named = label.about in (None, understood.about) and label.number in (None, understood.number)
        return self.exact and self.intent_right and self.flags_right and named and self.safe_right

    @property
    def safe_right(self) -> bool:
        """Being safe is listened for only where it is asked about."""
        return self.sentence.asked != "safety" or self.sentence.label.safe == self.understood.safe


def _same(slot: str, wanted: tuple[Value | None, Certainty], taken: tuple[Value | None, Certainty]) -> bool:
    """Whether value and status are the same; a length of time says itself how rough it is."""
    rough = slot == "history.weeks_on" and wanted[1] is Certainty.GIVEN and taken[1] in VALUED
    return _alike(wanted[0], taken[0]) and (rough or wanted[1] is taken[1])


def _alike(wanted: Value | None, taken: Value | None) -> bool:
    if isinstance(wanted, int) and isinstance(taken, int) and not isinstance(wanted, bool):
        share, weeks = CLOSE
        return abs(wanted - taken) <= max(weeks, wanted * share)
    return type(wanted) is type(taken) and wanted == taken


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
        sum(_alike(value, one.filled.get(slot, (None,))[0]) for slot, value in one.sentence.valued.items()),
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


def judge(sentences: Iterable[Sentence], lexicon: Lexicon, content: Content) -> list[Judged]:
    """Read every sentence once, at the question it answers."""
    every = list(sentences)
    questions = {asked: question_for(asked, content) for asked in {sentence.asked for sentence in every}}
    return [_judge(sentence, questions[sentence.asked], lexicon) for sentence in every]


def _judge(sentence: Sentence, question: Question | None, lexicon: Lexicon) -> Judged:
    began = perf_counter()
    understood = read(sentence.says, question, lexicon, TODAY, sentence.label.by == "caregiver")
    took = (perf_counter() - began) * 1000
    filled = {item.slot: (_sorted(item, lexicon), item.status) for item in understood.found if not item.near}
    return Judged(sentence, understood, filled, took)


def _sorted(item: Found, lexicon: Lexicon) -> Value | None:
    """Several choices in the order of the vocabulary, as labels have them; a ranking as it is."""
    slot = lexicon.slots.get(item.slot)
    return slot.accept(item.value) if slot and slot.kind == "choices" and item.value else item.value


def question_for(asked: str | None, content: Content) -> Question | None:
    """The question as the assistant puts it."""
    then = datetime.combine(TODAY, datetime.min.time(), UTC)
    state = {None: "decide", "safety": "safety.now", "offer": "decide"}.get(asked, asked or "")
    offer = Offer(kind="ask_team", text="-") if asked == "offer" else None
    conversation = Conversation(id="c_bench", created_at=then, updated_at=then, consent=True, state=state, offer=offer)
    return pending(conversation, content)


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
