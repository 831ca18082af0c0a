"""How well people are understood may not get worse: floors a little below what was last measured.

The table is printed where a floor is missed. Held-out figures may rise because the rules became better, never because
a sentence of that part was looked at.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.benchmarks.corpus import PARTS, Part, read_corpus
from assistant.benchmarks.understanding import Judged, Share, by_tag, judge, shares, table
from assistant.content.loader import load_content
from assistant.understanding import build_lexicon

CORPUS = Path(__file__).parents[1] / "understanding" / "corpus"

FLOORS: dict[Part, dict[str, float]] = {
    "development": {
        "answers": 0.75, "precision": 0.91, "recall": 0.77, "nothing": 0.92, "intent": 0.79,
        "emergency": 0.93, "same-day": 0.91, "soon": 0.84, "look-alikes": 0.91, "no alarm": 0.98, "pairs": 0.69,
    },
}  # fmt: skip


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


def test_figures_of_tags_add_up(judged: dict[Part, list[Judged]]) -> None:
    every = judged["development"]
    ofs = [shares(one for one in every if ("typo" in one.sentence.tags) is typo)["answers"] for typo in (True, False)]
    assert shares(every)["answers"] == Share(sum(share.right for share in ofs), sum(share.of for share in ofs))
