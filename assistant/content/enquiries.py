"""The shape of the words by which an enquiry to support staff is told to be about something."""

from __future__ import annotations

from typing import Literal

from assistant.content.models import Id, Text
from assistant.conversations import Frozen

Topic = Literal[
    "medicine_not_working", "side_effect", "test_result", "appointment", "prescription_supply", "cost_approval",
    "pregnancy", "vaccine", "travel", "other",
]  # fmt: skip


class TopicSigns(Frozen):
    """Templates: ``names`` say by themselves what it is about, ``hints`` only add to it.

    ``asks``: answers worth having before staff reply, as slots.
    """

    names: tuple[Text, ...] = ()
    hints: tuple[Text, ...] = ()
    asks: tuple[str, ...] = ()


class Enquiries(Frozen):
    """``lists`` are named parts of templates, written ``<name>`` there; ``examples`` are whole enquiries."""

    lists: dict[Id, tuple[Text, ...]]
    topics: dict[Topic, TopicSigns]
    examples: dict[Topic, tuple[Text, ...]]
