"""What stands on a sheet, by the ids of its points and questions and by its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.clients import Json
from assistant.content.loader import Content
from assistant.testing.expected import Expectation
from assistant.testing.parts import points
from assistant.testing.words import Difference, listed, speaks


def points_of(report: Json) -> set[str]:
    """The ids of the points of this sheet."""
    return {point["id"] for option in report["options"] for point in option["points"]}


def questions_of(report: Json) -> set[str]:
    """The ids of the questions to take along."""
    return {line["id"] for line in report["questions"]}


def texts(part: Any) -> Iterator[str]:
    """Every text anywhere in a JSON value."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for item in part.values() if isinstance(part, dict) else part:
            yield from texts(item)


def on_sheet(expected: Expectation, report: Json, content: Content) -> Iterator[Difference]:
    """What of the points, questions, sentences and open slots of the sheet should be otherwise."""
    known, there = content.questions.keys() | points(content), questions_of(report) | points_of(report)
    words = "\n".join(texts(report))

    def stands(name: str) -> bool:
        return name in there if name in known else speaks(name, words, content)

    yield from (Difference("on_sheet", name, "not there") for name in expected.on_sheet if not stands(name))
    yield from (Difference("not_on_sheet", f"no {name}", "there") for name in expected.not_on_sheet if stands(name))
    slots = [line["slot"] for line in report["missing"]]
    if expected.missing is not None and slots != [*expected.missing]:
        yield Difference("missing", listed(expected.missing), listed(slots))
