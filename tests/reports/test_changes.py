"""What a changed answer does to the sheet, in words."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings

from assistant.content.wording import Wording
from assistant.conversations import Answer
from assistant.reports.changes import reissue, tell
from assistant.reports.difference import difference
from assistant.reports.model import build_report
from tests.reports.people import CONTENT, FULL, NOW, TODAY, anyone, conversation, sheet

WORDING = Wording(CONTENT, "en", {})


def told(**changed: Any) -> str:
    answers = FULL | {slot.replace("__", "."): value for slot, value in changed.items()}
    return reissue(conversation(FULL), conversation(answers), CONTENT, NOW)


def test_another_result_names_both_readings_and_counts_what_came_and_went() -> None:
    said = told(tests__antibodies="high")
    assert "the test result now reads “Little or no medicine, high antibodies”, not “Low level, no antibodies”" in said
    found = difference(sheet(FULL), sheet(FULL | {"tests.antibodies": "high"}))
    added = sum(len(option["added"]) for option in found["options"])
    assert f"{added} new points to talk over" in said
    assert "what happened" not in said, "the kind of failure is the same"


def test_another_course_is_named() -> None:
    assert "what happened now reads “It never worked, after a fair trial”, not “It worked, then wore off”" in told(
        history__response="never_worked"
    )


def test_one_is_said_as_one() -> None:
    assert "1 more thing is open" in told(health__smoking=Answer(status="unknown"))


def test_choices_that_go_are_not_counted_point_by_point() -> None:
    said = told(about__diagnosis="ulcerative_colitis")
    assert "it lists no choices any more" in said
    assert "points" not in said


def test_an_answer_that_moves_nothing_else_says_so() -> None:
    assert told(health__medicines="aspirin") == CONTENT.words("en").phrases["difference.nothing"][0]


@settings(max_examples=40, deadline=None)
@given(anyone(), anyone())
def test_whoever_changes_whatever_reads_a_whole_sentence(before: dict[str, Answer], after: dict[str, Answer]) -> None:
    old, new = (
        build_report(conversation({}).model_copy(update={"told": answers}), CONTENT, TODAY, NOW)
        for answers in (before, after)
    )
    said = tell(old, new, WORDING)
    assert said.endswith(".")
    assert not re.search(r"[{}]|None|\b[a-z]+_[a-z]+\b", said)
