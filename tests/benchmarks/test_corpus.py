"""The corpus of sentences: a wrong label is named with its file and line, and held-out sentences are not shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.benchmarks.corpus import read_corpus
from assistant.benchmarks.judging import judge
from assistant.cli import main
from assistant.content.loader import load_content
from assistant.content.yaml import Problems
from assistant.understanding import build_lexicon

GOOD = """
history.response:
  it wore off: {is: wore_off}
  it wore off but i bleed buckets: {is: wore_off, flags: [heavy_bleeding], tags: [mixed]}
"""


def written(folder: Path, text: str, part: str = "development") -> Path:
    (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / part / "some.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_label_says_what_is_filled_and_flagged(tmp_path: Path) -> None:
    plain, mixed = read_corpus(written(tmp_path, GOOD), "development", load_content())
    assert (plain.says, plain.asked, plain.valued) == (
        "it wore off",
        "history.response",
        {"history.response": "wore_off"},
    )
    assert (plain.intents, mixed.intents) == (("answer",), ())
    assert mixed.tags == {"some", "mixed"}
    assert [tier.value for tier in mixed.tiers] == ["emergency"]


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("{is: worn}", "'worn' is no value"),
        ("{also: {history.respons: wore_off}}", "there is no slot history.respons"),
        ("{also: {history.weeks_on: two}}", "a whole number"),
        ("{unsure: true}", "is hedged but not filled"),
        ("{flags: [bleeding]}", "there is no flag bleeding"),
        ("{near: [history.weeks]}", "there is no slot history.weeks"),
        ("{may_ask: [history.week]}", "there is no slot history.week"),
        ("{tags: [nice]}", "there is no tag nice"),
        ("{about: smoking}", "there is no slot smoking"),
        ("{intent: chat}", "intent"),
        ("{means: wore_off}", "not a known key"),
        ("{pair: one}", "1 sentences are called one"),
    ],
)
def test_a_wrong_label_is_named_with_its_line(tmp_path: Path, label: str, said: str) -> None:
    folder = written(tmp_path, f"# a comment\nhistory.response:\n  fine: {{is: wore_off}}\n  it went: {label}\n")
    with pytest.raises(Problems) as raised:
        read_corpus(folder, "development", load_content())
    assert "some.yaml:4: " in str(raised.value)
    assert said in str(raised.value)


@pytest.mark.parametrize("asked", ["history.respons", "consents"])
def test_a_question_that_is_not_asked_is_named(tmp_path: Path, asked: str) -> None:
    with pytest.raises(Problems, match=f"some.yaml:2: there is no question {asked}"):
        read_corpus(written(tmp_path, f"{asked}:\n  hm: {{}}\n"), "development", load_content())


def test_held_out_sentences_are_not_shown_unless_that_is_said(tmp_path: Path) -> None:
    missed = "nothing:\n  it went like a badger: {also: {history.response: wore_off}}\n"
    for part in ("development", "held_out"):
        written(tmp_path, missed.replace("badger", part), part)
    shown = CliRunner().invoke(main, ["bench", "understanding", str(tmp_path), "--misses"])
    refused = CliRunner().invoke(main, ["bench", "understanding", str(tmp_path), "--misses", "--held-out"])
    wanted = CliRunner().invoke(main, ["bench", "understanding", str(tmp_path), "--misses", "--show-held-out"])
    assert "like a development" in shown.output
    assert "like a held_out" not in shown.output
    assert refused.exit_code != 0
    assert "like a" not in refused.output
    assert "like a held_out" in wanted.output


@pytest.mark.parametrize(
    ("says", "label", "exact"),
    [
        ("12", "near: [history.weeks_on]", True),
        ("12", "may_ask: [history.weeks_on]", True),
        ("lovely weather", "may_ask: [history.weeks_on]", True),
        ("12", "may_ask: [about.region]", False),
        ("12", "intent: answer", False),
        ("2 years", "may_ask: [history.weeks_on]", False),
    ],
)
def test_what_may_be_asked_about_need_not_be_and_is_not_taken(
    tmp_path: Path, says: str, label: str, exact: bool
) -> None:
    content = load_content()
    folder = written(tmp_path, f'history.weeks_on:\n  "{says}": {{{label}}}\n')
    (judged,) = judge(read_corpus(folder, "development", content), build_lexicon(content, "en"), content)
    assert judged.exact is exact
