"""Words in which the rules hear nothing are asked about as what they mostly tell; nothing is taken from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.benchmarks.corpus import read_corpus
from assistant.content.learned import NEUTRAL, Linear
from assistant.content.loader import load_content
from assistant.understanding import read
from assistant.understanding.model import Found
from tests.understanding.sentences import TODAY, asking, lexicon
from tests.understanding.training_credence import learned
from tests.understanding.training_guess import examples


def found(says: str, asked: str, guess: Linear) -> tuple[Found, ...]:
    return read(says, asking(asked), replace(lexicon(), guess=guess), TODAY).found


def always(odds: float) -> Linear:
    """Every value is as likely told, whatever is said."""
    return Linear(bias=odds, table=bytes([NEUTRAL]))


@pytest.mark.parametrize(
    ("asked", "value"), [("history.surgery", True), ("disease.impact", "mild"), ("disease.location", ("ileum",))]
)
def test_what_is_likely_told_is_asked_about(asked: str, value: object) -> None:
    (item,) = found("zigzag the wotsit", asked, always(0.5))
    assert (item.slot, item.value, item.near) == (asked, value, True)
    assert found("zigzag the wotsit", asked, always(-1)) == ()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("history.anti_tnf", "zigzag the wotsit"),  # a medicine
        ("history.weeks_on", "zigzag the wotsit"),  # a length of time
        ("health.smoking", "my uncle is a smoker"),  # heard, and not to be taken
        ("disease.impact", "what is the weather like"),  # a question
    ],
)
def test_medicines_and_what_was_heard_are_not_guessed(asked: str, says: str) -> None:
    assert found(says, asked, always(9)) == ()


def test_an_answer_is_taken_as_before() -> None:
    (item,) = found("it wore off", "history.response", always(9))
    assert (item.value, item.near) == ("wore_off", False)


def test_what_was_learned_holds_for_words_like_those(tmp_path: Path) -> None:
    parts = ("arm", "leg", "knee", "neck", "head")
    yes = [f'  "the blade went through my {part} there": {{is: true}}' for part in parts]
    no = [f'  "nobody laid a finger on my {part}": {{is: false}}' for part in parts]
    talk = [f'  "we painted a {room} on sunday": {{}}' for room in ("hall", "shed", "garage", "porch", "gate")]
    (tmp_path / "told").mkdir()
    (tmp_path / "told" / "few.yaml").write_text("\n".join(["history.surgery:", *yes, *no, *talk]))
    guess = Linear(**learned(list(examples(read_corpus(tmp_path, "told", load_content()), lexicon()))))
    assert [item.value for item in found("the blade went through my flank there", "history.surgery", guess)] == [True]
    assert [item.value for item in found("nobody laid a finger on my flank", "history.surgery", guess)] == [False]
    assert found("we painted a kitchen on sunday", "history.surgery", guess) == ()
