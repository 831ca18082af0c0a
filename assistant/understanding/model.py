"""What words were taken to mean."""

from __future__ import annotations

from typing import Literal

from assistant.conversations import Certainty, Frozen, Tier, Value
from assistant.messages import Intent


class Found(Frozen):
    """An answer read from words: sure enough to take, or (``near``) only close enough to ask about.

    ``text`` are the words, ``start``/``end`` their place in the utterance, ``confidence`` runs from 0 to 1.
    ``corrects`` is set where the words say that an earlier answer was wrong ("not humira, remicade").
    """

    slot: str
    value: Value | None = None
    status: Certainty = Certainty.GIVEN
    text: str = ""
    start: int = 0
    end: int = 0
    confidence: float = 1.0
    near: bool = False
    corrects: bool = False

    def doubted(self) -> Found:
        """The same, not said for sure."""
        return self.model_copy(update={"status": Certainty.UNSURE}) if self.status == Certainty.GIVEN else self

    def roughly(self) -> Found:
        """The same, only to be asked about."""
        return self.model_copy(update={"near": True, "confidence": 0.5})


class Denial(Frozen):
    """A value that is said not to be so: "I never had shingles"."""

    slot: str
    value: str


class FoundFlag(Frozen):
    """A red flag in the words. ``doubt``: whether it is happening now, to this person, was not said clearly."""

    id: str
    tier: Tier
    text: str = ""
    doubt: bool = False


class Understanding(Frozen):
    """One utterance, read against what was being asked.

    ``intent`` is the command or question in it, ``answer`` or ``correct`` where it only answers, ``unclear`` where
    nothing was understood. ``about`` is the slot that a command names ("change my age", "why do you need
    my age": ``about.age_band``; a bare number from the summary is resolved by the engine: ``number``). ``topic`` keeps
    the words of a question to look up.
    ``denied``: the values of the list asked for, or of what is corrected, that are said not to be so.
    ``passed``: that a danger is over for now, ``known``: only that a doctor knows of it, or that it has
    long been so. ``calm``: the answer in
    sentences of their own, beside an alarm. ``beside``: by name, what is said of a warning that stands, or how somebody
    feels.
    """

    found: tuple[Found, ...] = ()
    intent: Intent = "unclear"
    about: str | None = None
    number: int | None = None
    topic: str = ""
    denied: tuple[Denial, ...] = ()
    flags: tuple[FoundFlag, ...] = ()
    safe: Literal["safe", "being_seen"] | None = None
    passed: bool = False
    known: bool = False
    calm: tuple[Found, ...] = ()
    beside: str = ""
