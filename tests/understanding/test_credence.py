"""What such words seldom tell is asked about, not taken; plain answers are taken; how likely it is, is learned."""

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
from tests.understanding.training_credence import examples, learned


def found(says: str, asked: str, credence: Linear, caregiver: bool = False) -> tuple[Found, ...]:
    return read(says, asking(asked), replace(lexicon(), credence=credence), TODAY, caregiver).found


def always(bias: float) -> Linear:
    """Every answer is as likely told, whatever is said."""
    return Linear(bias=bias, table=bytes([NEUTRAL]))


@pytest.mark.parametrize(("bias", "near"), [(1, False), (-1, True)])
def test_an_answer_that_is_unlikely_told_is_asked_about(bias: float, near: bool) -> None:
    (item,) = found("I take Humira every other Friday", "history.anti_tnf", always(bias))
    assert (item.value, item.near) == ("adalimumab", near)


@pytest.mark.parametrize("says", ["humira", "the second one", "erm, the second one please", "it was Humira"])
def test_who_says_nothing_else_is_not_asked_again(says: str) -> None:
    assert [(item.value, item.near) for item in found(says, "history.anti_tnf", always(-9))] == [("adalimumab", False)]


def test_who_does_not_know_or_wants_to_say_nothing_is_not_asked_again() -> None:
    (item,) = found("I would really rather not talk about that now", "health.smoking", always(-9))
    assert (item.status, item.near) == ("declined", False)


def test_who_writes_for_somebody_else_is_not_asked_again() -> None:
    (item,) = found("my son had shingles when he was ten", "health.conditions", always(-9), caregiver=True)
    assert (item.value, item.near) == (("shingles",), False)


def test_what_was_learned_holds_for_words_like_those(tmp_path: Path) -> None:
    taken = [f"  I inject Humira {when} at home: {{is: adalimumab}}" for when in ("weekly", "sometimes", "daily")]
    seen = [f"  Humira was the name on the {what} there: {{}}" for what in ("poster", "leaflet", "door")]
    (tmp_path / "development").mkdir()
    (tmp_path / "development" / "few.yaml").write_text("\n".join(["history.anti_tnf:", *taken, *seen]))
    rows = examples(read_corpus(tmp_path, "development", load_content()), lexicon())
    credence = Linear(**learned(list(rows)))
    near = {
        says: [item.near for item in found(says, "history.anti_tnf", credence)]
        for says in ("I inject Humira monthly at home", "Humira was the name on the badge there")
    }
    assert near == {"I inject Humira monthly at home": [False], "Humira was the name on the badge there": [True]}
