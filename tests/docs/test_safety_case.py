"""The hazard log: each hazard rated and verified, hazards and dialogues naming each other."""

from __future__ import annotations

import re

import pytest

from assistant.content import yaml
from tests.docs.cited import CITED, ROOT, missing

PAGE = (ROOT / "docs" / "safety-case.md").read_text("utf-8")
LOG = PAGE.partition("## Hazard log")[2].partition("\n## ")[0]
HAZARDS = dict(re.findall(r"^### (H\d+) (.*?)(?=^### |\Z)", LOG, re.MULTILINE | re.DOTALL))
RATING = re.compile(r"severity (\d) × likelihood (\d) = (\d+)")
HAZARD = re.compile(r"H\d+")
HIGHEST_LEFT = 10


def tagged() -> set[tuple[str, str]]:
    """Every dialogue with each hazard among its tags."""
    found = set()
    for path in (ROOT / "dialogues").rglob("*.yaml"):
        tags = yaml.read(path).data.get("tags", [])
        found |= {(path.relative_to(ROOT).as_posix(), tag) for tag in tags if HAZARD.fullmatch(tag)}
    return found


def test_hazards_are_numbered_without_a_gap() -> None:
    assert list(HAZARDS) == [f"H{number}" for number in range(1, len(HAZARDS) + 1)]
    assert len(HAZARDS) >= 10


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_is_told_whole_and_rated(hazard: str) -> None:
    text = HAZARDS[hazard]
    assert all(f"**{part}:**" in text for part in ("Cause", "Harm", "Before", "Controls", "Verified by"))
    before, after = (tuple(map(int, rating)) for rating in RATING.findall(text))
    assert all(severity * likelihood == risk for severity, likelihood, risk in (before, after))
    assert after[2] < before[2]
    assert after[2] <= HIGHEST_LEFT


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_is_verified_by_what_exists(hazard: str) -> None:
    verified = HAZARDS[hazard].partition("**Verified by:**")[2]
    assert missing(verified) == []
    assert [cited for cited in CITED.findall(verified) if cited.startswith("tests/")]


def test_everything_else_that_is_cited_exists() -> None:
    assert missing(PAGE) == []


def test_hazards_and_dialogues_name_each_other() -> None:
    named = {
        (cited, hazard)
        for hazard, text in HAZARDS.items()
        for cited in CITED.findall(text)
        if cited.startswith("dialogues/")
    }
    assert sorted(tagged() - named) == []
    assert sorted(named - tagged()) == []


def test_nobody_can_think_that_a_clinician_signed_it() -> None:
    assert "**Clinical sign-off is missing.**" in PAGE
