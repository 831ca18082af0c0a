"""What-if: how the sheet would differ."""

from __future__ import annotations

import json

from assistant.reports.difference import difference
from tests.reports.people import FULL, sheet


def test_nothing_changed_says_nothing() -> None:
    same = difference(sheet(FULL), sheet(FULL))
    assert same["options"] == []
    assert same["questions"] == same["missing"] == {"added": [], "removed": []}
    assert same["failure"] is same["branch"] is same["complete"] is None


def test_antibodies_instead_of_none_move_the_branch_and_its_points() -> None:
    found = difference(sheet(FULL), sheet(FULL | {"tests.antibodies": "high"}))
    assert found["branch"] == {"before": "low_level", "after": "antibodies_high"}
    assert found["failure"] is None
    more = next(option for option in found["options"] if option["id"] == "more_drug")
    assert {point["kind"] for point in more["added"]} == {"caution"}
    assert {point["kind"] for point in more["removed"]} == {"favours"}
    assert found["questions"]["added"]
    assert found["questions"]["removed"]
    assert json.loads(json.dumps(found)) == found


def test_a_preference_moves_the_fit_without_moving_a_branch() -> None:
    found = difference(sheet(FULL), sheet(FULL | {"preferences.route": ["tablet", "injection", "infusion"]}))
    moved = {option["id"]: option["route_fit"] for option in found["options"]}
    assert moved["upadacitinib"] == {"before": "partial", "after": "match"}
    assert moved["adalimumab"] == {"before": "match", "after": "partial"}
    assert found["branch"] is found["failure"] is None


def test_another_diagnosis_takes_every_option_away() -> None:
    found = difference(sheet(FULL), sheet(FULL | {"about.diagnosis": "ulcerative_colitis"}))
    assert len(found["options"]) == 21
    assert all(option["removed"] and not option["added"] for option in found["options"])


def test_an_answer_taken_back_is_missing() -> None:
    less = {slot: value for slot, value in FULL.items() if slot != "health.smoking"}
    found = difference(sheet(FULL), sheet(less))
    assert [line["slot"] for line in found["missing"]["added"]] == ["health.smoking"]
    assert found["complete"] == {"before": True, "after": False}
