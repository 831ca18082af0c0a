"""Whether a message tells at all what was read out of it, learned from the corpus: a second opinion beside the rules.

A linear model over words, neighbours and beginnings of words, alone and with what would be told. It makes a question of
an answer that such words seldom tell ("they wrote Humira on the whiteboard"); it takes and drops nothing. Learned by
``python -m tests.understanding.training_credence``.
"""

from __future__ import annotations

from assistant.conversations import VALUED
from assistant.understanding.asked import Asked
from assistant.understanding.features import checksum, crossed, log_odds
from assistant.understanding.intents import trimmed
from assistant.understanding.model import Found

FEW = 3
"""Words that are all somebody answers with: they are about nothing else."""
LEAST = -0.3
"""Log odds below which an answer is asked about: less than even, for half of what it was learned from tells nothing,
which is more than people send. In sentences that nothing was learned from, of 2,189 right answers 21 were asked about,
and of 97 wrong ones 32."""

MEASURED = ("date", "number")
"""Kinds of answers that are read out of few words: the others may be found in the whole of a message."""


def weighed(found: tuple[Found, ...], asked: Asked) -> tuple[Found, ...]:
    """The answers that were found, near only where such words seldom tell them.

    Whoever writes for somebody else tells of relatives what others do not; it was learned from too few of them.
    """
    if not found or asked.assertions.caregiver or len(trimmed(asked.text, asked.lexicon).words) <= FEW:
        return found
    weights, alone = asked.lexicon.credence, _alone(asked)

    def is_seldom_told(item: Found) -> bool:
        if item.slot == asked.about and (item.end <= alone or _is_first_clause(asked, item)):
            return False
        measured = item.slot == asked.about and asked.question is not None and asked.question.kind in MEASURED
        if measured and (item.corrects or _is_all(asked, item)):  # "5 is wrong, it's Dec 12"
            return False
        return item.status in VALUED and log_odds(with_slot(asked.features, item.slot, asked.about), weights) < LEAST

    return tuple(item.roughly() if is_seldom_told(item) else item for item in found)


def _alone(asked: Asked) -> int:
    """Where a first sentence of few words ends: "Raised. Like my eyebrows" answers by it, "a clot? no" does not."""
    first = asked.text.sentences[0]
    few = len(trimmed(first, asked.lexicon).words) <= FEW
    end = first.words[-1].end
    return end if few and not asked.text.raw[end:].startswith("?") else 0


def _is_first_clause(asked: Asked, item: Found) -> bool:
    """ "Humira, | was on infliximab before": whether a medicine is all that is said before the first comma."""
    first = asked.text.clauses[0]
    return len(asked.text.clauses) > 1 and len(first.words) == 1 and first.words[0].medicine == item.value


def _is_all(asked: Asked, item: Found) -> bool:
    """ "First Monday in the new year": whether nothing is said but the answer."""
    words = trimmed(asked.text, asked.lexicon).words
    return item.start <= words[0].start and words[-1].end <= item.end


def with_slot(words: frozenset[str], slot: str, asked: str) -> frozenset[int]:
    """What the model knows such words and a slot by: checksums."""
    place = "asked" if slot == asked else "beside"
    return frozenset(map(checksum, (slot, place, f"{slot} {place}", *words))) | crossed(slot, words)
