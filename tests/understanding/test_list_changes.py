"""A list just told, put right in people's own words."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.content.loader import load_content
from assistant.understanding import ListChange, build_lexicon, list_change

LEXICON = build_lexicon(load_content(), "en")
TRIED, ILL, OUTSIDE = "history.earlier_advanced", "health.conditions", "disease.outside_gut"


@pytest.mark.parametrize(
    ("slot", "told", "says", "change"),
    [
        (TRIED, ("vedolizumab",), "entyvio no, it was stelara", (("vedolizumab",), ("ustekinumab",))),
        (TRIED, ("vedolizumab",), "i forgot, stelara too", ((), ("ustekinumab",))),
        (TRIED, ("vedolizumab",), "both entyvio and stelara i had", ((), ("ustekinumab",))),
        (TRIED, ("vedolizumab",), "actually that was my brother who had entyvio", (("vedolizumab",), ())),
        (ILL, ("blood_clot", "liver"), "actually the clot was my brother", (("blood_clot",), ())),
        (ILL, ("blood_clot", "liver"), "the clot is my brothers not mine", (("blood_clot",), ())),
        (ILL, ("blood_clot", "liver"), "i dont have clot, i mix", (("blood_clot",), ())),
        (ILL, ("blood_clot", "liver"), "not liver, kidney", (("liver",), ("kidney",))),
        (ILL, ("blood_clot", "liver"), "liver is wrong", (("liver",), ())),
        (ILL, ("blood_clot", "liver"), "add shingles", ((), ("shingles",))),
        (OUTSIDE, ("joints",), "and mouth, i forgot", ((), ("mouth",))),
        (ILL, ("blood_clot",), "and i smoke", None),
        (ILL, ("blood_clot",), "also my mum had cancer", None),
        (OUTSIDE, ("joints",), "the joints are not too bad so it hardly bothers me", None),
        (OUTSIDE, ("joints",), "and it gets in the way a lot", None),
    ],
)
def test_a_list_is_put_right(
    slot: str, told: tuple[str, ...], says: str, change: tuple[tuple[str, ...], tuple[str, ...]] | None
) -> None:
    found = list_change(says, slot, told, LEXICON, date(2026, 11, 22))
    assert found == (ListChange(*change) if change else None)
