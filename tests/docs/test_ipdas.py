"""The decision-aid criteria: all 44, each shown by something that exists, or with a reason."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.docs.cited import CITED, ROOT, missing

PAGE = (ROOT / "docs" / "ipdas.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([QC]?\d+) \| (.+?) \| (met|in part|not met|n/a) \| (.+) \|$", PAGE, re.MULTILINE)


def test_every_criterion_is_answered() -> None:
    numbers = [row[0] for row in ROWS]
    assert numbers == [f"Q{n}" for n in range(1, 7)] + [f"C{n}" for n in range(1, 11)] + [str(n) for n in range(1, 29)]


def test_what_is_cited_exists() -> None:
    assert missing(PAGE) == []
    assert missing("`tests/docs/test_ipdas.py::test_of_nothing` `docs/nothing.md`") != []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_is_met_is_shown(row: tuple[str, str, str, str]) -> None:
    _, _, verdict, shown = row
    assert verdict != "met" or CITED.search(shown) or "below" in shown


def test_the_sum_is_right() -> None:
    counts = Counter(row[2] for row in ROWS)
    assert ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("met", "in part", "not met", "n/a")) in PAGE
    assert len(ROWS) == 44
