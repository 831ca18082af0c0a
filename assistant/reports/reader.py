"""Reads claims for one sheet and remembers which, so that the sheet can name all its sources and its age."""

from __future__ import annotations

from datetime import date

from assistant.content.loader import Content
from assistant.content.models import Figure
from assistant.knowledge.claims import Statement, state
from assistant.reports.shapes import About, SourceLine

ABOUT = ("authors", "evidence", "updates", "funding")
"""What a decision aid has to say of itself."""


class Reader:
    """One sheet's way to the claims, in one language, on one day."""

    def __init__(self, content: Content, locale: str, today: date) -> None:
        self.words = content.words(locale)
        self._content = content
        self._locale = locale
        self._today = today
        self._read: dict[str, Statement] = {}

    def read(self, claim_id: str) -> Statement:
        """The claim as it may be said today. Raises ``KeyError`` for an unknown claim."""
        if claim_id not in self._read:
            self._read[claim_id] = state(self._content, self._locale, claim_id, self._today)
        return self._read[claim_id]

    def figure(self, claim_id: str) -> Figure | None:
        """The claim's numbers as a picture, if it has any and may be said today."""
        return None if self.read(claim_id).withheld else self.words.figures.get(claim_id)

    def sources(self) -> tuple[SourceLine, ...]:
        """Everything cited so far, once, newest first, then by title."""
        cited = {source for claim in self._read.values() for source in claim.sources}
        lines = [
            SourceLine(id=name, **self._content.sources[name].model_dump(include={"title", "year", "url"}))
            for name in cited
        ]
        return tuple(sorted(lines, key=lambda line: (-line.year, line.title, line.id)))

    def about(self) -> About:
        """The oldest review and the earliest due date of what was read so far; something must have been read."""
        return About(
            reviewed_on=min(claim.reviewed_on for claim in self._read.values()),
            review_by=min(claim.review_by for claim in self._read.values()),
            readability_grade=0,
            **{part: self.read(f"this_project.{part}").text for part in ABOUT},
        )
