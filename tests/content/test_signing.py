"""A sign-off holds for the words that were signed, and for no others."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.checks import problems
from assistant.cli import main
from assistant.content.loader import FOLDER, read_content
from assistant.content.signing import signature
from tests.reports.people import TODAY

CLAIMS = ("failure.not_inflammation", "ustekinumab.uniti", "surgery.short_ileum")
"""Of a topic, in a block; of a medicine and of a strategy, on one line."""
BY = 'Dr "Jo" Ní Bhriain, gastroenterologist'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def sign(folder: Path, *claims: str, answer: str = "y\n" * 3) -> str:
    done = CliRunner().invoke(main, ["sign", *claims, "--by", BY, "--content", str(folder)], input=answer)
    return f"{done.output} {done.exit_code}"


def test_nothing_is_signed_yet() -> None:
    content = read_content(FOLDER)
    assert [claim for claim in content.claims if signature(content, claim)] == []


def test_a_signed_claim_is_signed_and_nothing_else_changes(folder: Path) -> None:
    before = {path: path.read_text("utf-8") for path in folder.rglob("*.yaml")}
    shown = sign(folder, *CLAIMS)
    after = read_content(folder)
    for claim in CLAIMS:
        assert after.languages["en"].claims[claim] in shown
        assert after.languages["en"].simpler[claim] in shown
        signed = signature(after, claim)
        assert signed
        assert signed.by == BY
    assert problems(None, TODAY, folder) == []
    taken_out = {path: re.sub(r"signed: \{.*?\}(, |\n *)", "", path.read_text("utf-8")) for path in before}
    assert taken_out == before
    assert sum(path.read_text("utf-8") != text for path, text in before.items()) == len(CLAIMS)


@pytest.mark.parametrize("words", ["UNITI-1", "On placebo it was 22 in 100"])
def test_words_that_changed_since_are_signed_no_more(words: str, folder: Path) -> None:
    sign(folder, "ustekinumab.uniti")
    file = folder / "en/medicines/ustekinumab.yaml"
    text = file.read_text("utf-8")
    start = text.index("  uniti:")
    file.write_text(text[:start] + text[start:].replace(words, f"{words} as said", 1), "utf-8")
    content = read_content(folder)
    assert signature(content, "ustekinumab.uniti") is None
    (problem,) = problems(None, TODAY, folder)
    assert problem.file == "medicines/ustekinumab.yaml"
    assert "signed:" in (folder / problem.file).read_text("utf-8").split("\n")[problem.line - 1]
    assert problem.text.startswith(f"ustekinumab.uniti was changed since {BY} signed it on ")
    sign(folder, "ustekinumab.uniti")
    assert problems(None, TODAY, folder) == []
    assert (folder / "medicines/ustekinumab.yaml").read_text("utf-8").count("signed:") == 1


def test_who_does_not_confirm_has_not_signed(folder: Path) -> None:
    sign(folder, "ustekinumab.uniti", answer="n\n")
    assert signature(read_content(folder), "ustekinumab.uniti") is None


def test_a_claim_that_does_not_exist_cannot_be_signed(folder: Path) -> None:
    assert "there is no claim ustekinumab.nothing 1" in sign(folder, "ustekinumab.nothing").replace("\n", "")
