"""Every example of the reference page plays as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from assistant.content import yaml
from assistant.content.loader import load_content
from assistant.testing.expected import Expectation
from assistant.testing.invariants import Invariant
from assistant.testing.script import Actor, Case, cases
from assistant.testing.situations import ELSEWHERE, SITUATIONS
from assistant.testing.steps import Step
from tests.testing.plays import outcome

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "dialogues.md").read_text(encoding="utf-8")
EXAMPLES = [
    case
    for number, text in enumerate(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
    for case in cases(yaml.parse(text, f"example {number + 1}"), load_content())
]


PLAIN = {"consent", "region", "locale", "given", "opening"}
"""Shown in the examples."""


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: case.id)
async def test_an_example_goes_as_written(case: Case) -> None:
    assert await outcome(case) == ""


def test_everything_that_can_be_said_is_on_the_page() -> None:
    steps = {field.alias or name for name, field in Step.model_fields.items()}
    known = {*Expectation.model_fields, *steps, *Actor.model_fields, *get_args(Invariant)} - PLAIN
    assert {name for name in known if f"`{name}`" not in PAGE} == set()
    assert len(EXAMPLES) == 10


def test_what_no_script_can_bring_about_has_tests_that_do() -> None:
    assert not set(ELSEWHERE) & set(SITUATIONS)
    for found in ELSEWHERE.values():
        for test in found.tests:
            file, _, name = test.partition("::")
            assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), test
