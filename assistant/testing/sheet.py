"""What stands on a sheet: the ids of its points and questions, its words, and the pages that are made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from assistant.clients import Json
from assistant.content.loader import Content
from assistant.reports import clinician, html, markdown, text
from assistant.reports.model import Report
from assistant.testing.expected import Expectation
from assistant.testing.parts import points
from assistant.testing.words import Difference, listed, speaks

STYLE, TAG = re.compile(r"<style.*?</style>", re.DOTALL), re.compile(r"<[^>]+>")


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


def pages(report: Json, content: Content) -> list[str]:
    """The sheet as whoever it is about, and as a clinician, reads it; of a page of the web, the words."""
    sheet = Report.model_validate(report)
    page = TAG.sub("\n", STYLE.sub("", html.render(sheet, content=content)))
    plain = (markdown.render, text.sms, clinician.render_markdown)
    return [unescape(page), *(render(sheet, content=content) for render in plain)]


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
