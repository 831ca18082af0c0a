"""The schema that editors are given says of every script what the reader of scripts says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assistant.content import yaml
from assistant.content.loader import load_content
from assistant.testing.schema import schema
from assistant.testing.script import script_files
from tests.testing.plays import KNOWN
from tests.testing.test_language import EXPECTATIONS

SCRIPTS = sorted(script_files([Path(__file__).parents[2] / "dialogues"]))


@pytest.fixture(scope="module")
def editor() -> Any:
    Draft202012Validator.check_schema(schema(load_content()))
    return Draft202012Validator(schema(load_content()))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_every_script_of_ours_fits(editor: Any, path: Path) -> None:
    assert [error.message for error in editor.iter_errors(yaml.read(path).data)] == []


@pytest.mark.parametrize("expected", [text for holds, differs, _ in EXPECTATIONS for text in (holds, differs)])
def test_every_expectation_fits(editor: Any, expected: str) -> None:
    text = f"{KNOWN}steps:\n  - patient: humira\n    expect: {{{expected}}}"
    assert [error.message for error in editor.iter_errors(yaml.parse(text, "story").data)] == []


WRONG = [
    "steps: [{patient: a, choose: b}]",
    "steps: [{patient: a, expect: {question: history.nothing}}]",
    "steps: [{patient: a, expect: {answers: {history.anti_tnf: aspirin}}}]",
    "steps: [{patient: a, expect: {messages: [no.key]}}]",
    "steps: [{wait: a while}]",
    "steps: [{put: {history.surgery: maybe}}]",
    "stepps: [{patient: a}]",
    "steps: [{patient: a}]\nwithout: {everything: why}",
]


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_underlined(editor: Any, text: str) -> None:
    assert not editor.is_valid(yaml.parse(KNOWN + text, "story").data)


def test_what_a_file_abbreviates_fits(editor: Any) -> None:
    text = """
table: {one: {slot: history.anti_tnf, drug: adalimumab}}
fragments: {hello: [{patient: <drug>}]}
steps: [{include: hello, with: {drug: <drug>}}]
branches: {known: [{put: {<slot>: <drug>}, expect: {answers: {history.anti_tnf: <drug>}}}]}
"""
    assert [error.message for error in editor.iter_errors(yaml.parse(KNOWN + text, "story").data)] == []
