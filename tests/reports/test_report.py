"""Six people, six sheets; and what no sheet may do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from assistant.content.models import DRUGS, STRATEGIES
from assistant.conversations import Answer, Certainty, Flag, Tier
from assistant.reports.model import Report
from tests.reports.people import CONTENT, FULL, NOW, TODAY, option, points, sheet

IL_23 = ("risankizumab", "guselkumab")
PEOPLE: dict[str, dict[str, Any]] = {
    "faded, low level, no antibodies": FULL,
    "never worked": FULL | {"history.response": "never_worked", "tests.drug_level": "adequate"},
    "psoriasis rash on the anti-TNF": FULL
    | {"history.response": "side_effect", "history.reaction": ["psoriasis_rash"], "tests.drug_level": "not_tested"},
    "pregnant": FULL | {"health.pregnancy": "pregnant"},
    "fistula": FULL | {"disease.fistula": "perianal", "disease.location": ["perianal", "colon"]},
    "65 or over, with a clot": {slot: value for slot, value in FULL.items() if slot != "health.pregnancy"}
    | {"about.age_band": "65_plus", "health.conditions": ["blood_clot"]},
}


def asked(report: Report) -> str:
    return " ".join(question.text for question in report.questions)


def test_a_low_level_without_antibodies_makes_more_medicine_a_topic() -> None:
    report = sheet(PEOPLE["faded, low level, no antibodies"])
    assert (report.failure.type, report.drug_level.branch) == ("loss_of_response", "low_level")
    assert report.drug_level.because == ("tests.drug_level", "tests.antibodies")
    assert points(report, "more_drug", "favours", "tests.drug_level")
    assert "shorter gaps" in asked(report)
    assert any("infliximab" in text for text in report.drug_level.reference_points)
    assert not any("adalimumab" in text for text in report.drug_level.reference_points)


def test_an_anti_tnf_that_never_worked_speaks_for_another_way_to_act() -> None:
    report = sheet(PEOPLE["never worked"])
    assert (report.failure.type, report.drug_level.branch) == ("primary_non_response", "adequate_level")
    assert points(report, "adalimumab", "caution", "history.response")
    assert points(report, "another_class", "favours", "history.response")
    assert not points(report, "more_drug", "favours", "tests.drug_level")
    assert "shorter gaps" not in asked(report)


def test_a_psoriasis_rash_warns_of_the_family_and_points_elsewhere() -> None:
    report = sheet(PEOPLE["psoriasis rash on the anti-TNF"])
    assert report.failure.type == "intolerance"
    for drug in ("infliximab", "adalimumab", "certolizumab"):
        assert points(report, drug, "caution", "history.reaction"), drug
    for drug in (*IL_23, "ustekinumab"):
        assert points(report, drug, "favours", "history.reaction"), drug
    assert "skin" in asked(report)
    assert report.drug_level.reference_points == ()


def test_pregnancy_warns_of_the_tablet_and_says_biologics_can_go_on() -> None:
    report = sheet(PEOPLE["pregnant"])
    assert points(report, "upadacitinib", "caution", "health.pregnancy")
    assert points(report, "adalimumab", "favours", "health.pregnancy")
    assert "pregnan" in asked(report)
    assert any("pregnancy" in text for text in report.bring)


def test_a_fistula_asks_for_drainage_and_names_who_has_proof() -> None:
    report = sheet(PEOPLE["fistula"])
    assert points(report, "vedolizumab", "caution", "disease.fistula")
    assert points(report, "guselkumab", "favours", "disease.fistula")
    assert "MRI" in asked(report)


def test_age_and_a_clot_warn_of_the_tablet() -> None:
    report = sheet(PEOPLE["65 or over, with a clot"])
    for slot in ("about.age_band", "health.conditions"):
        assert points(report, "upadacitinib", "caution", slot), slot
    assert "JAK" in asked(report)
    assert "health.pregnancy" not in {line.slot for line in report.answers}


def test_no_two_of_these_people_get_the_same_sheet() -> None:
    sheets = [sheet(answers) for answers in PEOPLE.values()]
    for part in ("options", "questions"):
        texts = {tuple(line.model_dump_json() for line in getattr(report, part)) for report in sheets}
        assert len(texts) == len(sheets), part


def test_the_options_are_all_there_in_one_order_with_points_on_both_sides() -> None:
    for answers in ({}, *PEOPLE.values()):
        report = sheet(answers)
        assert [line.id for line in report.options] == [*DRUGS, *STRATEGIES]
        for line in report.options:
            assert {"favours", "caution"} <= {point.kind for point in line.points}, line.id


def test_points_are_sorted_by_kind_then_key() -> None:
    for line in sheet(FULL).options:
        order = [(("favours", "caution", "know").index(point.kind), point.id) for point in line.points]
        assert order == sorted(order)


@pytest.mark.parametrize(
    ("answers", "slot"),
    [
        ({"about.diagnosis": "ulcerative_colitis"}, "about.diagnosis"),
        ({"about.diagnosis": "ibd_unclassified"}, "about.diagnosis"),
        ({"about.diagnosis": "not_diagnosed"}, "about.diagnosis"),
        ({"about.age_band": "under_18"}, "about.age_band"),
        ({"history.anti_tnf": "none"}, "history.anti_tnf"),
    ],
    ids=["colitis", "unclassified", "not diagnosed", "minor", "never had one"],
)
def test_whom_the_sheet_does_not_fit_is_told_so_and_gets_questions(answers: dict[str, Any], slot: str) -> None:
    report = sheet(FULL | answers)
    reason = "no_anti_tnf" if slot == "history.anti_tnf" else answers[slot]
    assert report.options == ()
    assert report.failure.because == (slot,)
    assert report.failure.text == CONTENT.words("en").claims[f"exits.{reason}"]
    assert report.drug_level.text == ""
    assert len([question for question in report.questions if not question.own]) >= 5
    assert any(slot in question.because for question in report.questions)


def test_a_medicine_that_still_works_keeps_the_whole_sheet() -> None:
    report = sheet(FULL | {"history.response": "still_working"})
    assert report.failure.type == "still_working"
    assert len(report.options) == len(DRUGS) + len(STRATEGIES)


def test_own_questions_come_first_word_for_word() -> None:
    own = ["why ME?? <3", "Can I fly in May?"]
    report = sheet(FULL | {"closing.own_questions": own})
    assert [question.text for question in report.questions[:2]] == own
    assert [question.own for question in report.questions[:3]] == [True, True, False]


def test_a_typed_number_is_shown_beside_published_ones_and_never_judged() -> None:
    low, high = (sheet(FULL | {"tests.level_value": {"value": value, "unit": "ug/mL"}}) for value in (0.1, 40))
    assert low.drug_level == high.drug_level
    assert low.options == high.options
    assert low.drug_level.reference_points[-1] == CONTENT.words("en").claims["reference_points.caution"]


def test_what_is_not_known_is_still_open_and_what_was_declined_is_not() -> None:
    report = sheet(
        {slot: value for slot, value in FULL.items() if slot != "health.smoking"}
        | {
            "tests.antibodies": Answer(status=Certainty.UNKNOWN),
            "disease.impact": Answer(status=Certainty.SKIPPED),
            "health.medicines": Answer(status=Certainty.DECLINED),
        }
    )
    assert [line.slot for line in report.missing] == ["tests.antibodies", "disease.impact", "health.smoking"]
    assert not report.complete
    assert all(line.value is None for line in report.answers if line.status == "declined")
    assert sheet(FULL).complete
    assert sheet(FULL).missing == ()


def test_overdue_claims_are_withheld_and_the_sheet_says_how_old_it_is() -> None:
    assert not any(point.text == withheld() for line in sheet(FULL).options for point in line.points)
    latest = max(claim.review_by for claim in CONTENT.claims.values())
    report = sheet(FULL, today=latest + timedelta(days=1))
    assert {report.failure.text, *(point.text for line in report.options for point in line.points)} == {withheld()}
    assert report.about.review_by == TODAY


def withheld() -> str:
    return CONTENT.words("en").phrases["report.withheld"][0]


def test_everything_cited_is_listed_with_its_year() -> None:
    report = sheet(FULL)
    listed = {source.id for source in report.sources}
    cited = {source for line in report.options for point in line.points for source in point.sources}
    assert cited | set(report.failure.sources) | set(report.drug_level.sources) <= listed
    assert all(source.year > 1990 and source.title for source in report.sources)


def test_flags_stand_on_the_sheet_once() -> None:
    flag = Flag(id="tell_team", tier=Tier.SOON, turn=3)
    report = sheet(FULL, flags=(flag, flag.model_copy(update={"turn": 4})))
    assert [line.model_dump(mode="json") for line in report.flags] == [{"id": "tell_team", "tier": "soon"}]


def test_the_json_is_the_contract() -> None:
    raw = sheet(FULL).model_dump(mode="json")
    assert {
        "conversation_id", "generated_at", "content_version", "complete", "answers", "failure", "drug_level",
        "options", "questions", "missing", "bring", "flags", "sources", "about",
    } <= set(raw)  # fmt: skip
    assert set(raw["answers"][0]) == {"slot", "label", "value", "text", "status"}
    assert set(raw["options"][0]) == {"id", "kind", "label", "group", "routes", "schedule", "points", "route_fit"}
    assert set(raw["options"][0]["points"][0]) == {
        "id", "kind", "text", "because", "strength", "sources", "figure",
    }  # fmt: skip
    assert raw["generated_at"].startswith(NOW.date().isoformat())
    assert 0 < raw["about"]["readability_grade"] <= 8


def test_a_hedge_is_said() -> None:
    report = sheet(FULL | {"tests.drug_level": Answer(value="low", status=Certainty.UNSURE)})
    line = next(line for line in report.answers if line.slot == "tests.drug_level")
    assert (line.value, line.status) == ("low", "unsure")
    assert "not sure" in line.text
    assert option(report, "more_drug").points == option(sheet(FULL), "more_drug").points
