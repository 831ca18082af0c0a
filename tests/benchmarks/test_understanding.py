"""How well people are understood may not get worse: floors a little below what was last measured.

The table is printed where a floor is missed. Held-out figures may rise because the rules became better, never because
a sentence of that part was looked at.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.benchmarks.corpus import PARTS, Part, read_corpus
from assistant.benchmarks.judging import Judged, judge
from assistant.benchmarks.slips import SLIPS, Withstood, slipped, withstand
from assistant.benchmarks.understanding import Share, by_tag, shares, table, told
from assistant.content.loader import load_content
from assistant.understanding import build_lexicon

CORPUS = Path(__file__).parents[1] / "understanding" / "corpus"

FLOORS: dict[Part, dict[str, float]] = {
    "development": {
        "answers": 0.955, "precision": 0.985, "recall": 0.96, "nothing": 0.98, "intent": 0.97, "emergency": 0.99,
        "same-day": 0.99, "soon": 0.99, "look-alikes": 0.89, "no alarm": 0.99, "pairs": 0.90,
    },
    "held_out": {
        "answers": 0.85, "precision": 0.97, "recall": 0.87, "nothing": 0.98, "intent": 0.95, "emergency": 0.98,
        "same-day": 0.98, "soon": 0.95, "look-alikes": 0.96, "no alarm": 0.98, "pairs": 0.85,
    },
    "danger": {"emergency": 0.97, "same-day": 0.97, "soon": 0.90, "look-alikes": 0.91, "no alarm": 0.91, "pairs": 0.85},
    "danger_held_out": {
        "emergency": 0.94, "same-day": 0.95, "soon": 0.91, "look-alikes": 0.94, "no alarm": 0.94, "pairs": 0.85,
    },
}  # fmt: skip


WRONG_AFTER_A_SLIP = 0.02
"""At most so many sentences of the development part may fill what was not told after one slip. Measured: 0.1 to 1.7 %,
most where a letter of a word like "never" or "wife" is lost. A miss is allowed: then the question is asked again."""

FLAGS_LOST_AFTER_A_SLIP = {
    "neighbour": 0.20,
    "drop": 0.18,
    "double": 0.15,
    "swap": 0.16,
    "by_ear": 0.09,
    "polite": 0.01,
}
"""Measured 6 to 19 %: a misspelt word of a two-word sign is the whole sign. Greetings around a message that only the
impression asks about can make it sound calmer: one of 275."""


@pytest.fixture(scope="module")
def judged() -> dict[Part, list[Judged]]:
    content = load_content()
    lexicon = build_lexicon(content, "en")
    return {part: judge(read_corpus(CORPUS, part, content), lexicon, content) for part in PARTS}


@pytest.mark.parametrize("part", FLOORS)
def test_no_figure_falls_below_its_floor(part: Part, judged: dict[Part, list[Judged]]) -> None:
    figures = shares(judged[part])
    low = {name: str(figures[name]) for name, floor in FLOORS[part].items() if figures[name].value < floor}
    assert low == {}, f"\n{table(by_tag(judged[part]))}"


@pytest.mark.parametrize(("learned", "held_out"), [("development", "held_out"), ("danger", "danger_held_out")])
def test_what_is_held_out_is_much_and_stands_nowhere_else(
    learned: Part, held_out: Part, judged: dict[Part, list[Judged]]
) -> None:
    assert len(judged[learned]) >= 1000
    assert len(judged[held_out]) >= 500
    elsewhere = {one.sentence.says for part in ("development", "danger") for one in judged[part]}
    parts: tuple[Part, ...] = ("told", "practice", "commands")
    elsewhere |= {sentence.says for part in parts for sentence in read_corpus(CORPUS, part, load_content())}
    kept = {one.sentence.says for one in judged[held_out]}
    assert {says for says in kept & elsewhere if len(says.split()) > 3} == set()


def test_held_out_red_flags_have_sentences_beside_them_that_are_none(
    judged: dict[Part, list[Judged]],
) -> None:
    flagged = [one.sentence for one in judged["held_out"] if one.sentence.tiers]
    assert sum(bool(sentence.pair) for sentence in flagged) >= 30
    quiet = {one.sentence.pair for one in judged["held_out"] if not one.sentence.tiers}
    assert {sentence.pair for sentence in flagged if sentence.pair} <= quiet


def test_figures_of_tags_add_up(judged: dict[Part, list[Judged]]) -> None:
    every = judged["development"]
    ofs = [shares(one for one in every if ("typo" in one.sentence.tags) is typo)["answers"] for typo in (True, False)]
    assert shares(every)["answers"] == Share(sum(share.right for share in ofs), sum(share.of for share in ofs))


@pytest.fixture(scope="module")
def withstood() -> dict[str, Withstood]:
    content = load_content()
    return withstand(read_corpus(CORPUS, "development", content), build_lexicon(content, "en"), content, seed=1)


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_a_miss_at_worst(slip: str, withstood: dict[str, Withstood]) -> None:
    assert withstood[slip].wrong.value <= WRONG_AFTER_A_SLIP, [told(one) for one in withstood[slip].harmed]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_red_flag_is_seldom_lost_to_a_slip(slip: str, withstood: dict[str, Withstood]) -> None:
    assert withstood[slip].lost.value <= FLAGS_LOST_AFTER_A_SLIP.get(slip, 0)


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_the_same_every_time_and_touches_one_word(slip: str, judged: dict[Part, list[Judged]]) -> None:
    for one in judged["development"][::40]:
        says = one.sentence.says
        again = slipped(one.sentence, slip, 7).says
        assert again == slipped(one.sentence, slip, 7).says
        if slip not in ("bare", "polite"):
            assert sum(a != b for a, b in zip(says.split(), again.split(), strict=True)) <= 1
        if slip == "polite":
            assert says in again
