"""Made-up people: any answers the vocabulary allows."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from assistant.content.loader import load_content
from assistant.conversations import Answer, Certainty
from assistant.flows.pathway import asks


def anything(slot: str) -> st.SearchStrategy[Answer]:
    """Any answer this slot can hold, known or not."""
    vocabulary = load_content().slots[slot]
    known = st.builds(
        lambda value, status: Answer(value=vocabulary.accept(value), status=status),
        _values(slot),
        st.sampled_from([Certainty.GIVEN, Certainty.UNSURE]),
    )
    unknown = st.sampled_from([Certainty.UNKNOWN, Certainty.DECLINED, Certainty.SKIPPED])
    return st.one_of(known, known, known, unknown.map(lambda status: Answer(status=status)))


def _values(slot: str) -> st.SearchStrategy[Any]:
    vocabulary = load_content().slots[slot]
    match vocabulary.kind:
        case "choice" | "date":
            return st.sampled_from(vocabulary.choices)
        case "choices" | "ranking":
            alone = [[value] for value in vocabulary.alone]
            rest = [value for value in vocabulary.values if value not in vocabulary.alone]
            some = st.lists(st.sampled_from(rest), min_size=1, max_size=vocabulary.most or 3, unique=True)
            return st.one_of(some, st.sampled_from(alone)) if alone else some
        case "yes_no":
            return st.booleans()
        case "number":
            return st.integers(0, 200)
        case "quantity":
            return st.builds(lambda value: {"value": value, "unit": "ug/mL"}, st.floats(0, 50))
        case "texts":
            return st.lists(st.sampled_from(["Can I travel?", "What about my job?"]), min_size=1, unique=True)
    return st.sampled_from(["a worry", "another"])


people = st.fixed_dictionaries({}, optional={ask.slot: anything(ask.slot) for ask in asks()})
"""Slot -> answer, for any subset of the slots."""
