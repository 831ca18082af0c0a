"""The shape of the words by which an enquiry to support staff is told to be about something."""

from __future__ import annotations

from typing import Literal

from assistant.content.models import Id, Text
from assistant.conversations import Frozen

Topic = Literal[
    "medicine_not_working", "side_effect", "test_result", "appointment", "prescription_supply", "cost_approval",
    "pregnancy", "vaccine", "travel", "other",
]  # fmt: skip


Matter = Literal["complaint", "paper", "thanks"]
"""What speaks of no topic, and still wants a reply of its own."""


class TopicSigns(Frozen):
    """Templates: ``names`` say by themselves what it is about, ``told`` do where no topic is named so, ``hints`` only
    add to it, unless the words are part of ``unless`` ("sick note", "heart failure").

    ``alone``: hints are enough where nothing else is named. ``asks``: answers worth having before staff reply, as
    slots.
    """

    names: tuple[Text, ...] = ()
    told: tuple[Text, ...] = ()
    hints: tuple[Text, ...] = ()
    unless: tuple[Text, ...] = ()
    alone: bool = False
    asks: tuple[str, ...] = ()


class MatterSigns(Frozen):
    """``names``: templates that say so, ``beside``: the topics that are more than this where they have words.

    ``unasked``: only where nothing is asked for.
    """

    names: tuple[Text, ...]
    beside: tuple[Topic, ...] = ()
    unasked: bool = False


class Enquiries(Frozen):
    """``lists`` are named parts of templates, written ``<name>`` there; ``examples`` are whole enquiries.

    ``requests`` ask for something; ``slight`` are words that any enquiry may hold: they make it like none.
    """

    lists: dict[Id, tuple[Text, ...]]
    topics: dict[Topic, TopicSigns]
    matters: dict[Matter, MatterSigns]
    requests: tuple[Text, ...]
    slight: Text
    examples: dict[Topic, tuple[Text, ...]]
