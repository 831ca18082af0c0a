"""Daily life with each medicine, beside what the person wants, and apart from how well and how safe it is."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from assistant.content.models import DRUGS
from assistant.conversations import Answer, Certainty
from assistant.reports.fit import route_fit
from assistant.reports.shapes import GridCell
from tests.reports.people import CONTENT, FULL, on_the_pathway, sheet, told

NOTHING_WISHED: dict[str, Any] = {
    "preferences.route": ["no_preference"],
    "preferences.avoid": ["none"],
    "preferences.priorities": ["safety"],
}


def cells(answers: dict[str, Any], drug: str) -> dict[str, GridCell]:
    row = next(row for row in sheet(answers).grid.rows if row.option == drug)
    return {cell.aspect: cell for cell in row.cells}


def fits(answers: dict[str, Any], aspect: str) -> dict[str, str]:
    return {drug: cells(answers, drug)[aspect].fit for drug in DRUGS}


def said(answers: dict[str, Any]) -> dict[str, str]:
    return {column.aspect: column.said for column in sheet(answers).grid.columns}


def test_every_medicine_has_every_fact_with_sources_in_the_order_of_the_options() -> None:
    report = sheet(FULL)
    assert tuple(row.option for row in report.grid.rows) == DRUGS
    listed = {source.id for source in report.sources}
    for row in report.grid.rows:
        assert tuple(cell.aspect for cell in row.cells) == tuple(column.aspect for column in report.grid.columns)
        assert len(row.cells) == 5
        for cell in row.cells:
            assert cell.text, (row.option, cell.aspect)
            assert cell.sources, (row.option, cell.aspect)
            assert set(cell.sources) <= listed


def test_how_it_is_taken_follows_from_the_routes() -> None:
    texts = {drug: cells(FULL, drug)["route"].text for drug in DRUGS}
    assert texts["infliximab"] == "drip, then drip or injection"
    assert texts["risankizumab"] == "drip, then injection"
    assert texts["guselkumab"] == "drip or injection, then injection"
    assert texts["natalizumab"] == "drip"
    assert texts["upadacitinib"] == "tablet"


def test_a_wish_stands_over_its_column_in_the_persons_order() -> None:
    wishes = said(FULL | {"preferences.avoid": ["needles", "frequent_blood_tests"], "access.barriers": ["travel"]})
    assert wishes["route"].startswith("you like first an injection, then a tablet, then a drip")
    assert "needles" in wishes["route"]
    assert "blood tests" in wishes["tests"]
    assert "works fast" in wishes["speed"]
    assert "hard to get to" in wishes["travel"]
    assert wishes["often"] == ""
    unsure = Answer(value=("fridge",), status=Certainty.UNSURE)
    assert "(not sure)" in said(FULL | {"preferences.avoid": unsure})["travel"]


def test_without_wishes_there_are_facts_and_no_marks() -> None:
    grid = sheet(FULL | NOTHING_WISHED).grid
    assert {column.said for column in grid.columns} == {""}
    assert {cell.fit for row in grid.rows for cell in row.cells} == {"unknown"}


def test_clinic_visits_clash_with_what_stays_at_a_clinic() -> None:
    for wish in ({"preferences.avoid": ["clinic_visits"]}, {"access.barriers": ["travel"]}):
        found = fits(FULL | NOTHING_WISHED | wish, "travel")
        assert found["natalizumab"] == "mismatch"
        assert found["risankizumab"] == found["ustekinumab"] == found["infliximab"] == "partial"
        assert found["adalimumab"] == found["guselkumab"] == found["upadacitinib"] == "match"


def test_a_daily_medicine_a_fridge_and_blood_tests_each_bear_on_their_own_column() -> None:
    daily, fridge, tests = (
        FULL | NOTHING_WISHED | {"preferences.avoid": [thing]}
        for thing in ("daily_medicine", "fridge", "frequent_blood_tests")
    )
    assert {drug for drug, fit in fits(daily, "often").items() if fit == "mismatch"} == {"upadacitinib"}
    assert fits(fridge, "travel")["upadacitinib"] == fits(fridge, "travel")["natalizumab"] == "match"
    assert fits(fridge, "travel")["adalimumab"] == "mismatch"
    assert fits(tests, "tests")["vedolizumab"] == "match"
    assert fits(tests, "tests")["risankizumab"] == "partial"
    for answers, aspect in ((daily, "often"), (fridge, "travel"), (tests, "tests")):
        marked = {cell.aspect for drug in DRUGS for cell in cells(answers, drug).values() if cell.fit != "unknown"}
        assert marked == {aspect}


def test_how_fast_it_starts_is_never_marked() -> None:
    assert set(fits(FULL, "speed").values()) == {"unknown"}


def test_a_route_alone_fits_in_the_grid_as_in_the_options() -> None:
    answers = FULL | {"preferences.avoid": ["none"]}
    for drug in DRUGS:
        assert cells(answers, drug)["route"].fit == route_fit(CONTENT.options[drug], told(answers))


@settings(max_examples=60, deadline=None)
@given(on_the_pathway())
def test_health_and_history_never_move_it(answers: dict[str, Answer]) -> None:
    life = {slot: one for slot, one in answers.items() if slot.split(".")[0] in ("preferences", "access")}
    plain = told({"history.anti_tnf": "infliximab"})
    assert sheet(answers).grid == sheet(plain | life).grid


def test_people_the_sheet_does_not_fit_get_no_grid() -> None:
    assert sheet(FULL | {"about.diagnosis": "ulcerative_colitis"}).grid.rows == ()
