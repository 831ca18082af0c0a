"""One sentence held against its label: what was taken from it, and whether that is what it says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from time import perf_counter
from typing import NamedTuple

from assistant.benchmarks.corpus import DANGER, Sentence
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


class Judged(NamedTuple):
    """A sentence, what was understood, what of that would be taken without asking, and in how many milliseconds."""

    sentence: Sentence
    understood: Understanding
    filled: dict[str, tuple[Value | None, Certainty]]
    milliseconds: float

    @property
    def exact(self) -> bool:
        """Whether all that was told is taken, with its status, and nothing else is taken or asked about."""
        wanted, label = self.sentence.filled, self.sentence.label
        near = {item.slot for item in self.understood.found if item.near}
        return (
            self.filled.keys() == wanted.keys()
            and {*label.near} <= near <= {*label.near, *label.may_ask}
            and all(_same(slot, wanted[slot], taken) for slot, taken in self.filled.items())
        )

    @property
    def wrongly_filled(self) -> tuple[str, ...]:
        """Slots that got a value which was not told: worse than to miss one."""
        valued = {slot: value for slot, (value, status) in self.filled.items() if status in VALUED}
        wanted = self.sentence.valued
        return tuple(slot for slot, value in valued.items() if slot not in wanted or not alike(wanted[slot], value))

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
    return alike(wanted[0], taken[0]) and (rough or wanted[1] is taken[1])


def alike(wanted: Value | None, taken: Value | None) -> bool:
    """Whether a value is the one told, a length of time near enough."""
    if isinstance(wanted, int) and isinstance(taken, int) and not isinstance(wanted, bool):
        share, weeks = CLOSE
        return abs(wanted - taken) <= max(weeks, wanted * share)
    return type(wanted) is type(taken) and wanted == taken


def judge(sentences: Iterable[Sentence], lexicon: Lexicon, content: Content) -> list[Judged]:
    """Read every sentence once, at the question it answers."""
    every = list(sentences)
    questions = {asked: question_for(asked, content) for asked in {sentence.asked for sentence in every}}
    return [_judge(sentence, questions[sentence.asked], lexicon) for sentence in every]


def _judge(sentence: Sentence, question: Question | None, lexicon: Lexicon) -> Judged:
    began = perf_counter()
    understood = read(sentence.says, question, lexicon, TODAY, sentence.label.by == "caregiver")
    took = (perf_counter() - began) * 1000
    if sentence.part in DANGER:
        understood = Understanding(flags=understood.flags)
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
    return pending(conversation, content, {})
