"""Where the two starting documents went: every row names claims that exist, or says why there are none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.content.loader import load_content

PAGE = Path(__file__).parents[2] / "docs" / "seed-map.md"
CLAIMS = load_content().claims
ANSWERS = load_content().words("en").answers
VERDICTS = {"ok", "corrected", "outdated", "not used"}


class Row(NamedTuple):
    number: str
    passage: str
    claims: tuple[str, ...]
    verdict: str
    why: str


def rows() -> list[Row]:
    lines = (
        re.match(r"\| (\d+\.\d+) \| (.*) \| (.*) \| (.*) \| (.*) \|$", line) for line in PAGE.read_text().split("\n")
    )
    return [
        Row(cells[1], cells[2], tuple(re.findall(r"`([^`]+)`", cells[3])), cells[4], cells[5])
        for cells in lines
        if cells
    ]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.number)
def test_a_passage_leads_to_claims_that_exist_or_says_why_not(row: Row) -> None:
    assert set(row.claims) <= CLAIMS.keys()
    assert row.verdict in VERDICTS
    assert bool(row.claims) == (row.verdict != "not used")
    assert row.why.endswith(".")


@pytest.mark.parametrize("row", [row for row in rows() if row.claims], ids=lambda row: row.number)
def test_what_a_passage_explains_can_be_asked_about(row: Row) -> None:
    assert set(row.claims) & {claim for entry in ANSWERS.values() for claim in entry.claims}


def test_the_passages_are_numbered_without_a_gap() -> None:
    numbers = [row.number for row in rows()]
    assert numbers == [f"1.{number}" for number in range(1, 39)] + [f"2.{number}" for number in range(1, 59)]


def test_every_correction_puts_a_passage_right() -> None:
    cited = {claim for row in rows() for claim in row.claims}
    assert {claim for claim in CLAIMS if claim.startswith("corrections.")} <= cited


def test_what_was_put_right_is_said_differently_from_what_held() -> None:
    assert {row.verdict for row in rows()} == VERDICTS
    assert not [row for row in rows() if row.verdict == "ok" and any("misprint" in claim for claim in row.claims)]
