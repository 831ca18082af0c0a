"""What stands on an appointment sheet. Every text is authored or the person's own; nothing is ranked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from assistant.content.models import Aspect, Figure, Strength
from assistant.conversations import Certainty, Frozen, Tier, Value
from assistant.reports.fit import Fit

FailureType = Literal[
    "too_early", "primary_non_response", "loss_of_response", "intolerance",
    "missed_doses", "not_inflammation", "still_working", "unclear",
]  # fmt: skip
Branch = Literal[
    "antibodies_high", "antibodies_low", "adequate_level", "low_level",
    "adequate_with_antibodies", "not_tested", "unclear", "not_inflammation",
]  # fmt: skip


class AnswerLine(Frozen):
    """One answer in force, in words; ``value`` is None unless it was given, with or without a hedge."""

    slot: str
    label: str
    value: Value | None
    text: str
    status: Certainty


class Failure(Frozen):
    """How the medicine is failing; ``because`` names the answers that say so."""

    type: FailureType
    text: str
    because: tuple[str, ...]
    sources: tuple[str, ...]


class DrugLevel(Frozen):
    """What the tests may mean. ``reference_points`` are published numbers, never a judgement on the person's own.

    ``text`` is empty for people the sheet does not fit: there is nothing to say about a level then.
    """

    branch: Branch
    text: str
    because: tuple[str, ...]
    reference_points: tuple[str, ...]
    sources: tuple[str, ...]


class PointLine(Frozen):
    """One thing to weigh. ``because`` names every answer that could take it away; without any it holds for everyone.

    ``figure``: its numbers, for a picture and a table beside the text that has them too.
    """

    id: str
    kind: Literal["favours", "caution", "know"]
    text: str
    because: tuple[str, ...]
    strength: Strength
    sources: tuple[str, ...]
    figure: Figure | None = None


class OptionLine(Frozen):
    """A medicine or another step, with its points on both sides."""

    id: str
    kind: Literal["medicine", "strategy"]
    label: str
    group: str
    routes: tuple[str, ...]
    schedule: str
    points: tuple[PointLine, ...]
    route_fit: Fit


Column = Literal["route", Aspect]


class GridColumn(Frozen):
    """One thing about daily life. ``said``: what the person wants of it, in words; empty when nothing was told."""

    aspect: Column
    said: str
    because: tuple[str, ...]


class GridCell(Frozen):
    """One fact; ``fit``: beside what was said. ``unknown`` where nothing was said, or no fact decides it."""

    aspect: Column
    text: str
    fit: Fit
    sources: tuple[str, ...]


class GridRow(Frozen):
    """One medicine, with a cell a column."""

    option: str
    label: str
    cells: tuple[GridCell, ...]


class Grid(Frozen):
    """What each medicine means day to day, beside what the person wants. It says nothing of effect or safety."""

    columns: tuple[GridColumn, ...] = ()
    rows: tuple[GridRow, ...] = ()


class QuestionLine(Frozen):
    """A question to take along; ``own``: in the person's own words."""

    id: str
    text: str
    because: tuple[str, ...]
    own: bool


class MissingLine(Frozen):
    slot: str
    text: str


class FlagLine(Frozen):
    id: str
    tier: Tier


class SourceLine(Frozen):
    id: str
    title: str
    year: int
    url: str | None


class About(Frozen):
    """How old and how readable the sheet is: the oldest review and the earliest due date of all that is cited.

    Who wrote it, from what evidence, how it is kept up to date and who paid are said as sentences.
    """

    reviewed_on: date
    review_by: date
    authors: str
    evidence: str
    updates: str
    funding: str
    readability_grade: float


class Report(Frozen):
    """The appointment sheet."""

    conversation_id: str
    generated_at: datetime
    content_version: str
    locale: str
    complete: bool
    answers: tuple[AnswerLine, ...]
    failure: Failure
    drug_level: DrugLevel
    options: tuple[OptionLine, ...]
    grid: Grid
    questions: tuple[QuestionLine, ...]
    missing: tuple[MissingLine, ...]
    bring: tuple[str, ...]
    flags: tuple[FlagLine, ...]
    sources: tuple[SourceLine, ...]
    about: About
