"""What fits no template is the command or question that it is clearly most like; answers stay answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.benchmarks.corpus import read_corpus
from assistant.content.learned import NEUTRAL, Linear
from assistant.content.loader import load_content
from assistant.messages import Intent
from assistant.understanding import Understanding, read
from assistant.understanding.features import Several
from tests.understanding.sentences import TODAY, asking, lexicon
from tests.understanding.training_likely import FEWEST, examples, learned


def understood(says: str, asked: str, likely: dict[Intent, Linear]) -> Understanding:
    return read(says, asking(asked), replace(lexicon(), likely=Several(likely)), TODAY)


def always(odds: float) -> Linear:
    """Whatever is said is as likely the command."""
    return Linear(bias=odds, table=bytes([NEUTRAL]))


@pytest.mark.parametrize(
    ("odds", "expected"),
    [({"repeat": 0, "back": -1}, "repeat"), ({"repeat": -1, "back": 0}, "back"), ({"repeat": -3}, "unclear")],
)
def test_words_that_fit_nothing_are_what_they_are_most_like(odds: dict[Intent, float], expected: str) -> None:
    likely = {intent: always(each) for intent, each in odds.items()}
    assert understood("zigzag the wotsit", "history.response", likely).intent == expected


@pytest.mark.parametrize(("intent", "expected"), [("repeat", "repeat"), ("forget_me", "unclear")])
def test_what_takes_something_away_must_be_likelier(intent: Intent, expected: str) -> None:
    assert understood("zigzag the wotsit", "history.response", {intent: always(-1.2)}).intent == expected


def test_what_is_understood_as_an_answer_is_one_whatever_it_is_like() -> None:
    meant = understood("it wore off after a year", "history.response", {"stop": always(9)})
    assert (meant.intent, meant.found[0].value) == ("answer", "wore_off")


@pytest.mark.parametrize(("odds", "expected"), [(1, "repeat"), (-1, "answer")])
def test_what_could_only_be_asked_about_is_rather_a_clear_command(odds: float, expected: str) -> None:
    doubting = replace(lexicon(), likely=Several({"repeat": always(odds)}), credence=always(-9))
    assert read("I take Humira every other Friday", asking("history.anti_tnf"), doubting, TODAY).intent == expected


@pytest.mark.parametrize(("odds", "intent", "filled"), [(1, "rephrase", 0), (-1, "answer", 1)])
def test_a_clear_command_is_not_put_down_as_words_of_ones_own(odds: float, intent: Intent, filled: int) -> None:
    meant = understood("zigzag the wotsit for me", "preferences.worry", {"rephrase": always(odds)})
    assert (meant.intent, len(meant.found)) == (intent, filled)


def test_what_was_learned_holds_for_words_like_those(tmp_path: Path) -> None:
    places = ("house", "shop", "hall", "school", "office", "garage", "garden", "church", "cinema", "library")
    assert len(places) == FEWEST
    back = [f'  "scoot backwards from the {place} page": {{intent: back}}' for place in places]
    talk = [f'  "we painted the {place} on sunday": {{intent: [unclear, off_topic]}}' for place in places]
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "few.yaml").write_text("\n".join(["nothing:", *back, *talk]))
    rows = list(examples(read_corpus(tmp_path, "commands", load_content()), lexicon()))
    models = learned(rows)
    assert set(models) == {"back"}
    likely: dict[Intent, Linear] = {"back": Linear(**models["back"])}
    assert understood("scoot backwards from the kitchen page", "history.response", likely).intent == "back"
    assert understood("we painted the kitchen on sunday", "history.response", likely).intent == "unclear"
