"""The shapes of the content files. A file that does not fit is named with its line by ``content.loader``."""

from __future__ import annotations

import math
import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from assistant.conversations import Frozen, Quantity, Tier, Value
from assistant.errors import BadValue
from assistant.messages import QuestionKind

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
Day = Annotated[date, BeforeValidator(lambda day: date.fromisoformat(day) if isinstance(day, str) else day)]
LONGEST_TEXT = 1000
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Strength = Literal["strong", "moderate", "limited", "expert"]
Aspect = Literal["often", "speed", "tests", "travel"]
"""What a medicine means day to day, besides how it is taken."""
Kind = Literal["choice", "choices", "yes_no", "number", "quantity", "date", "text", "texts", "ranking"]
RegionId = Literal["us", "ca", "uk", "eu", "au", "other"]
REGIONS = get_args(RegionId)


# --- the vocabulary -------------------------------------------------------------------------------------------------


class SlotFacts(Frozen):
    """What ``slots.yaml`` says of one slot."""

    kind: Kind
    values: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    most: int | None = None
    least: int | None = None
    greatest: int | None = None
    units: tuple[str, ...] = ()
    partial: bool = False
    asked: Text

    def named(self, name: str) -> Slot:
        return Slot(id=name, **self.model_dump())


class Slot(SlotFacts):
    """One thing the pathway wants to know."""

    id: str

    @property
    def step(self) -> str:
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        return self.id.partition(".")[2]

    @property
    def question_kind(self) -> QuestionKind:
        """How front ends ask for it: several texts are asked for as text."""
        return "text" if self.kind == "texts" else self.kind

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """Everything that can be tapped; ``alone`` values come last."""
        if self.kind == "yes_no":
            return ("yes", "no")
        return (*self.values, *(value for value in self.alone if value not in self.values))

    def accept(self, raw: Any) -> Value:
        """``raw`` (as from JSON) as this slot's value. Raises ``BadValue`` that says what would fit."""
        reader = getattr(self, f"_accept_{self.kind}")
        value: Value = reader(raw)
        return value

    def _accept_choice(self, raw: Any) -> Value:
        if not isinstance(raw, str) or raw not in self.choices:
            raise BadValue(f"one of {_listed(self.choices)} is needed")
        return raw

    def _accept_choices(self, raw: Any) -> Value:
        picked = self._picked(raw)
        alone = [value for value in picked if value in self.alone]
        if alone and len(picked) > 1:
            raise BadValue(f"{_listed(alone)} cannot be combined with anything else")
        return tuple(value for value in self.choices if value in picked)

    def _accept_ranking(self, raw: Any) -> Value:
        picked = self._picked(raw)
        if any(value in self.alone for value in picked):
            if len(picked) > 1:
                raise BadValue(f"{_listed(self.alone)} cannot be combined with anything else")
            return picked[0]
        return picked

    def _picked(self, raw: Any) -> tuple[str, ...]:
        picked = (raw,) if isinstance(raw, str) else tuple(raw) if isinstance(raw, list | tuple) else ()
        if not picked or not all(isinstance(value, str) and value in self.choices for value in picked):
            raise BadValue(f"a list of {_listed(self.choices)} is needed")
        if len(set(picked)) < len(picked):
            raise BadValue("each may be named once")
        if self.most and len(picked) > self.most:
            raise BadValue(f"{self.most} at most")
        return picked

    def _accept_yes_no(self, raw: Any) -> Value:
        if not isinstance(raw, bool):
            raise BadValue("true or false is needed")
        return raw

    def _accept_number(self, raw: Any) -> Value:
        least, greatest = self.least or 0, self.greatest or 10_000
        if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= greatest:
            raise BadValue(f"a whole number from {least} to {greatest} is needed")
        return raw

    def _accept_quantity(self, raw: Any) -> Value:
        if isinstance(raw, Quantity):
            raw = raw.model_dump()
        wanted = f"a number with a unit, {_listed(self.units)}, is needed"
        if not isinstance(raw, dict) or not set(raw) <= {"value", "unit", "comparator"}:
            raise BadValue(wanted)
        value, unit, comparator = raw.get("value"), raw.get("unit"), raw.get("comparator")
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise BadValue(wanted)
        if unit not in self.units or comparator not in (None, "<", ">") or not 0 <= value <= 1_000_000:
            raise BadValue(wanted)
        return Quantity(value=float(value), unit=unit, comparator=comparator)

    def _accept_date(self, raw: Any) -> Value:
        if raw in self.alone:
            return str(raw)
        try:
            day = date.fromisoformat(raw)
        except (TypeError, ValueError):
            raise BadValue(f"a date like 2026-12-04, or {_listed(self.alone)}, is needed") from None
        return day.isoformat()

    def _accept_text(self, raw: Any) -> Value:
        text = raw.strip() if isinstance(raw, str) else ""
        if not text or len(text) > LONGEST_TEXT or CONTROL.search(text):
            raise BadValue(f"a text of 1 to {LONGEST_TEXT} characters is needed")
        return text

    def _accept_texts(self, raw: Any) -> Value:
        texts = [raw] if isinstance(raw, str) else raw
        if not isinstance(texts, list | tuple) or len(texts) > (self.most or 10):
            raise BadValue(f"a list of up to {self.most or 10} texts is needed")
        return tuple(str(self._accept_text(text)) for text in texts)


def _listed(values: tuple[str, ...] | list[str]) -> str:
    return ", ".join(values)


class ChoiceWords(Frozen):
    """One choice: what stands on its button, how it is read back mid-sentence, what else people call it."""

    label: Text
    told: Text | None = None
    heard: tuple[Text, ...] = ()


class SlotWords(Frozen):
    """One question in one language. ``{slot}`` names in braces are filled with what was answered there.

    ``unknown``: what the sheet does without an answer; ``find_out``: who can tell, or how to; ``number``: what is said
    to a bare number where only the team's word for the result counts.
    """

    label: Text
    ask: Text
    ask_caregiver: Text | None = None
    again: Text
    simpler: Text
    example: Text
    why: Text
    unknown: Text
    find_out: Text
    number: Text | None = None
    heard: tuple[Text, ...] = ()
    values: dict[str, ChoiceWords] = {}


# --- what is held true ----------------------------------------------------------------------------------------------


class Source(Frozen):
    """A citation. ``read`` says what was seen of it: the paper itself, a label, a page about it, or nothing today."""

    title: Text
    year: int = Field(ge=1990, le=2100)
    url: Text | None = None
    publisher: Text | None = None
    doi: Text | None = None
    read: Literal["primary", "label", "secondary", "recalled"]
    label: Text


class Signature(Frozen):
    """A clinician's sign-off: valid only for the words with this SHA-256 (``content.signing``)."""

    by: Text
    on: Day
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Claim(Frozen):
    """What stands behind one medical sentence; its words are in ``<language>/``, under the same file and key."""

    sources: tuple[Text, ...] = Field(min_length=1)
    confidence: Literal["high", "moderate", "low"]
    strength: Strength
    jurisdictions: tuple[Literal["us", "ca", "uk", "eu", "au", "all"], ...] = ("all",)
    reviewed_on: Day
    review_by: Day
    signed: Signature | None = None


When = dict[str, tuple[str, ...]]
"""Slot id (or ``failure``, ``branch``) -> values, any of which will do; all slots together must hold.

Yes/no values are written ``"true"`` / ``"false"``.
"""


class Point(Frozen):
    """One reason to look at, or to be careful with, an option: shown when any of ``when`` holds, or always."""

    kind: Literal["favours", "caution", "know"]
    claim: Text
    when: tuple[When, ...] = ()
    unless: tuple[When, ...] = ()


class Licence(Frozen):
    """Whether a medicine may be used for adult Crohn's in a region; ``since`` as far as known, e.g. ``2022-06``."""

    status: Literal["approved", "not_approved", "unknown"]
    since: Text | None = None


class Option(Frozen):
    """A medicine or a strategy, with everything that may be said about it.

    ``routes``: every way it is given; ``start_routes``, ``keep_routes``: the ways to start and to go on, if fewer.
    ``life``: the claim that says, in a few words, what a medicine means day to day.
    """

    kind: Literal["medicine", "strategy"]
    group: Literal[
        "anti_tnf", "anti_integrin", "il_12_23", "il_23", "jak", "check", "adjust", "change", "other",
    ]  # fmt: skip
    routes: tuple[Literal["infusion", "injection", "tablet"], ...] = ()
    start_routes: tuple[Literal["infusion", "injection", "tablet"], ...] = ()
    keep_routes: tuple[Literal["infusion", "injection", "tablet"], ...] = ()
    licences: dict[Literal["us", "ca", "uk", "eu", "au"], Licence] = {}
    claims: dict[Id, Claim]
    points: dict[Id, Point]
    schedule: Text | None = None
    life: dict[Aspect, Text] = {}


class Arm(Frozen):
    """One group of people, and how many in 100 of them."""

    label: Text
    of_100: int = Field(ge=0, le=100)


class Figure(Frozen):
    """The numbers of one claim as a picture: groups that one study compared, never two studies side by side."""

    counts: Text
    arms: tuple[Arm, ...] = Field(min_length=2, max_length=3)


class ClaimWords(Frozen):
    """What a claim says, and the same in ``simpler`` words where that is no easy reading; a file may give just text."""

    text: Text
    simpler: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, given: Any) -> Any:
        return {"text": given} if isinstance(given, str) else given


class OptionWords(Frozen):
    """The words of one option: its name on the sheet, those of each of its claims, and what some of them show."""

    label: Text
    claims: dict[Id, ClaimWords]
    shows: dict[Id, Figure] = {}


class TopicFacts(Frozen):
    """Claims that belong to no single medicine."""

    claims: dict[Id, Claim]


class TopicWords(Frozen):
    claims: dict[Id, ClaimWords]


class BankQuestion(Frozen):
    """A question for the appointment. ``part`` decides how many of a kind are printed; lower ``rank`` goes first."""

    part: Literal["branch", "filter", "fit", "next", "everyone"]
    rank: int = Field(ge=0)
    when: tuple[When, ...] = ()


class Region(Frozen):
    """Who to call where. Numbers only; the sentences are in ``<language>/safety.yaml``."""

    emergency: Text
    crisis: Text
    same_day: Text
    sources: tuple[Text, ...]


class FlagFacts(Frozen):
    tier: Tier
    sources: tuple[Text, ...]


DRUGS = (
    "infliximab", "adalimumab", "certolizumab", "natalizumab", "ustekinumab",
    "vedolizumab", "risankizumab", "mirikizumab", "guselkumab", "upadacitinib",
)  # fmt: skip
STRATEGIES = (
    "check_inflammation", "check_level", "fix_doses", "more_drug", "add_partner", "another_anti_tnf",
    "another_class", "other_causes", "surgery", "stay", "trial",
)  # fmt: skip
