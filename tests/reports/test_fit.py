"""How the way a medicine is taken fits: start and going on, first and second choices, things to avoid."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reports.people import FULL, option, sheet

RANKED = ["injection", "tablet", "infusion"]


def fits(**preferences: Any) -> dict[str, str]:
    answers = {slot: value for slot, value in FULL.items() if slot.partition(".")[0] != "preferences"}
    report = sheet(answers | {f"preferences.{name}": value for name, value in preferences.items()})
    return {line.id: line.route_fit for line in report.options}


@pytest.mark.parametrize(
    ("route", "drug", "fit"),
    [
        (RANKED, "adalimumab", "match"),
        (RANKED, "guselkumab", "match"),  # can be started by injection
        (RANKED, "risankizumab", "partial"),  # starts with drips
        (RANKED, "upadacitinib", "partial"),  # second choice
        (RANKED, "natalizumab", "mismatch"),  # drips only, ranked last
        (["infusion"], "infliximab", "match"),
        (["infusion"], "risankizumab", "mismatch"),  # goes on as an injection
        (["tablet"], "upadacitinib", "match"),
        (["tablet"], "adalimumab", "mismatch"),
    ],
)
def test_a_ranking(route: list[str], drug: str, fit: str) -> None:
    assert fits(route=route)[drug] == fit


@pytest.mark.parametrize(
    ("avoid", "drug", "fit"),
    [
        ("needles", "adalimumab", "mismatch"),
        ("needles", "upadacitinib", "unknown"),
        ("clinic_visits", "natalizumab", "mismatch"),
        ("clinic_visits", "risankizumab", "partial"),
        ("clinic_visits", "guselkumab", "unknown"),
        ("daily_medicine", "upadacitinib", "mismatch"),
        ("fridge", "adalimumab", "mismatch"),
        ("fridge", "infliximab", "unknown"),
        ("frequent_blood_tests", "upadacitinib", "unknown"),
    ],
)
def test_something_to_avoid_and_no_ranking(avoid: str, drug: str, fit: str) -> None:
    assert fits(avoid=[avoid])[drug] == fit
    assert fits(avoid=[avoid], route="no_preference")[drug] == fit


def test_what_is_avoided_outweighs_what_is_ranked() -> None:
    assert fits(route=["injection"], avoid=["needles"])["adalimumab"] == "mismatch"


def test_without_preferences_nothing_is_compared() -> None:
    assert set(fits().values()) == {"unknown"}
    assert set(fits(route="no_preference", avoid=["none"]).values()) == {"unknown"}


def test_other_steps_have_no_route_to_compare() -> None:
    assert option(sheet(FULL), "surgery").route_fit == "unknown"
