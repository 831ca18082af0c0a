"""What the renderings share: the sheet's fixed words, filled in, and text made safe to place on a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.content.loader import Content
from assistant.content.wording import Wording
from assistant.conversations import Tier
from assistant.reports.reader import ABOUT
from assistant.reports.shapes import AnswerLine, GridCell, GridColumn, OptionLine, PointLine, QuestionLine, Report

OVERRIDES = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SIGNS = {"favours": "+", "caution": "!", "know": "i"}
"""How a point is marked: the sign never stands alone for a screen reader, its meaning is beside it."""
OWN_WORDS = ("preferences.priorities", "preferences.worry")
"""What the visit opens with."""
ASIDE = ("closing.own_questions", "about.appointment", *OWN_WORDS)
"""Answers that stand elsewhere on the sheet already."""


def one_line(text: str) -> str:
    """``text`` without line breaks and without the invisible signs that turn the direction of what follows."""
    return " ".join(OVERRIDES.sub("", text).split())


class Words:
    """The fixed words of one sheet."""

    def __init__(self, report: Report, content: Content) -> None:
        self.report = report
        self._wording = Wording(content, report.locale, {})
        self._answers = {line.slot: line for line in report.answers}
        self.numbers = {source.id: number for number, source in enumerate(report.sources, start=1)}

    def say(self, key: str, **values: object) -> str:
        """A phrase; without a section it is one of the sheet's own."""
        return self._wording.say(key if "." in key else f"report.{key}", 0, **values)

    @property
    def subtitle(self) -> str:
        line = self._answers.get("about.appointment")
        if not line or line.value in (None, "not_booked"):
            return self.say("subtitle")
        return self.say("subtitle_date", date=line.text)

    @property
    def intro(self) -> Iterator[str]:
        yield self.say("intro")
        respondent = self._answers.get("about.respondent")
        if respondent and respondent.value == "caregiver":
            yield self.say("intro_caregiver")
        if not self.report.complete:
            yield self.say("incomplete")

    @property
    def flags(self) -> list[str]:
        """What red flags ask of the person, the most urgent first; which sign it was stays out of the print."""
        found = {flag.tier for flag in self.report.flags}
        return [self.say(f"flag_{tier.value}") for tier in Tier if tier in found]

    @property
    def headline(self) -> list[str]:
        """The kind of failure and the test result in a few words; none for people the sheet does not fit."""
        if not self.report.drug_level.text:
            return []
        failure, branch = self.report.failure.type, self.report.drug_level.branch
        labels = [self.say(f"failure_label.{failure}")]
        if branch != "unclear":  # its text says so by itself
            labels.append(self.say(f"branch_label.{branch}"))
        return list(dict.fromkeys(labels))

    @property
    def answers(self) -> list[AnswerLine]:
        return [line for line in self.report.answers if line.slot not in ASIDE]

    @property
    def matters(self) -> list[AnswerLine]:
        """What matters most and what worries most, where it was told."""
        return [self._answers[slot] for slot in OWN_WORDS if slot in self._answers and self._answers[slot].value]

    @property
    def missing(self) -> Iterator[str]:
        """What is open: each thing that was asked, then in one line all that was not."""
        yield from (line.text for line in self.report.missing if line.slot in self._answers)
        labels = [self._wording.label(line.slot) for line in self.report.missing if line.slot not in self._answers]
        if labels:
            yield self.say("missing.not_asked_yet", labels="; ".join(labels))

    @property
    def own_questions(self) -> list[QuestionLine]:
        return [question for question in self.report.questions if question.own]

    @property
    def bank_questions(self) -> list[QuestionLine]:
        return [question for question in self.report.questions if not question.own]

    def options(self, kind: str) -> list[OptionLine]:
        return [option for option in self.report.options if option.kind == kind]

    def routes(self, option: OptionLine) -> str:
        return ", ".join(self.say(f"route_{route}") for route in option.routes)

    def fit(self, option: OptionLine) -> str:
        """How the routes fit; nothing where there is nothing to compare."""
        return "" if option.route_fit == "unknown" else self.say(f"route_fit_{option.route_fit}")

    def column(self, column: GridColumn) -> str:
        """What a column of the grid is about."""
        return self.say(f"grid_column.{column.aspect}")

    def wish(self, column: GridColumn) -> str:
        return column.said or self.say("grid_no_wish")

    def mark(self, cell: GridCell) -> str:
        """How a fact meets the wish over its column; nothing where nothing decides it."""
        return "" if cell.fit == "unknown" else self.say(f"grid_{cell.fit}")

    def sign(self, point: PointLine) -> str:
        return SIGNS[point.kind]

    @property
    def legend(self) -> str:
        return "   ".join(f"{sign} {self.say(f'kind_{kind}')}" for kind, sign in SIGNS.items())

    def cited(self, sources: tuple[str, ...]) -> list[int]:
        """The numbers of these sources in the sheet's list."""
        return sorted(self.numbers[source] for source in sources)

    @property
    def about(self) -> Iterator[str]:
        about = self.report.about
        yield from (self.say(key) for key in ("boundary", "no_change", "not_for_emergencies"))
        yield from (self.say(key) for key in ("how_made", "not_reviewed"))
        for part in ABOUT:
            yield f"{self.say(f'about_{part}')}: {getattr(about, part)}"
        yield self.say("readability", readability_grade=f"{about.readability_grade:g}")
        yield self.say(
            "footer",
            generated_at=self._wording.day(self.report.generated_at.date()),
            content_version=self.report.content_version,
            reviewed_on=self._wording.day(about.reviewed_on),
            review_by=self._wording.day(about.review_by),
        )
