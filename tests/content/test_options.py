"""The medicines and other steps: both sides always shown, every condition real, every figure as published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from assistant.content import yaml
from assistant.content.loader import FOLDER
from assistant.content.models import (
    DRUGS,
    REGIONS,
    STRATEGIES,
    Claim,
    Option,
    OptionWords,
    Point,
    SlotFacts,
    Source,
    When,
)
from assistant.flows.drug_level import DrugLevel
from assistant.flows.failure import Failure
from assistant.reports.readability import grade

OPTIONS = (*DRUGS, *STRATEGIES)
LONGEST_SENTENCE = 20
HIGHEST_GRADE = 8.0

NEVER_SAID = re.compile(
    r"\byou (?:should|must|need to|ought)\b|\bbest\b|recommended for|right for you|suits you|\bADA\b|drug of choice"
    r"|first choice|ideal|perfect|\b(?:stop|start|double|skip|increase) (?:taking|your)\b|\bcure",
    re.IGNORECASE,
)
PRINTED_WRONG = re.compile(r"57\.1|40\.6|47\.5|30\.4|43 ?mcg|44\.5|quarterly|every 3 months by drip", re.IGNORECASE)
DOSE = re.compile(r"\d\s*(?:mg|mcg|µg|micrograms?|milligrams?)\b|mg/kg", re.IGNORECASE)
SPEAKS_TO_ONE_PERSON = re.compile(
    r"\byou told us|because (?:of )?you|\bYou (?:have|put)\b|\bYour (?:level|antibodies|tests|present)", re.IGNORECASE
)
OUT_OF_A_HUNDRED = re.compile(r"\d+ in 100")


def _option(name: str) -> Option:
    return yaml.check_into(Option, yaml.read(FOLDER / _home(name) / f"{name}.yaml"))


def _words(name: str) -> OptionWords:
    return yaml.check_into(OptionWords, yaml.read(FOLDER / "en" / _home(name) / f"{name}.yaml"))


def _home(name: str) -> str:
    return "medicines" if name in DRUGS else "strategies"


SOURCES: dict[str, Source] = yaml.check_into(dict[str, Source], yaml.read(FOLDER / "sources.yaml"))
FACTS: dict[str, SlotFacts] = yaml.check_into(dict[str, SlotFacts], yaml.read(FOLDER / "slots.yaml"))
SLOTS = {name: facts.named(name) for name, facts in FACTS.items()}
OPTION = {name: _option(name) for name in OPTIONS}
TEXT = {f"{name}.{key}": words.text for name in OPTIONS for key, words in _words(name).claims.items()}
CLAIM: dict[str, Claim] = {f"{name}.{key}": claim for name in OPTIONS for key, claim in OPTION[name].claims.items()}


class Told(NamedTuple):
    """A point, where it stands and what it says."""

    name: str
    point: Point
    claim: Claim
    text: str


def _points() -> Iterator[Told]:
    for name, option in OPTION.items():
        for key, point in option.points.items():
            claim = f"{name}.{point.claim}"
            yield Told(f"{name}.{key}", point, CLAIM[claim], TEXT[claim])


POINT = {told.name: told for told in _points()}


def _values(slot: str) -> set[str]:
    if slot in ("failure", "branch"):
        chart = Failure if slot == "failure" else DrugLevel
        return {state.id for state in chart.states} - {"decide"}
    return {"true", "false"} if SLOTS[slot].kind == "yes_no" else set(SLOTS[slot].choices)


def _shows(name: str, **answers: str) -> bool:
    """Whether the point shows for one value of each slot; ``__`` stands for the dot."""
    told = {slot.replace("__", "."): value for slot, value in answers.items()}
    holds = [any(_holds(line, told) for line in lines) for lines in (POINT[name].point.when, POINT[name].point.unless)]
    return (holds[0] or not POINT[name].point.when) and not holds[1]


def _holds(line: When, told: dict[str, str]) -> bool:
    return all(told.get(slot) in values for slot, values in line.items())


# --- what every option has --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OPTIONS)
def test_each_claim_has_words_and_each_text_a_claim_in_the_same_order(name: str) -> None:
    assert list(OPTION[name].claims) == list(_words(name).claims)


@pytest.mark.parametrize("name", OPTIONS)
def test_every_claim_is_said_somewhere_and_every_point_has_its_claim(name: str) -> None:
    option = OPTION[name]
    assert option.schedule == "schedule"
    assert {point.claim for point in option.points.values()} | {"schedule", *option.life.values()} == set(option.claims)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", OPTIONS)
def test_both_sides_are_always_shown_wherever_one_lives(name: str, region: str) -> None:
    points = [told for told in POINT.values() if told.name.startswith(f"{name}.") and not told.point.when]
    there = [told for told in points if {"all", region} & set(told.claim.jurisdictions)]
    assert {"favours", "caution"} <= {told.point.kind for told in there}


@pytest.mark.parametrize("name", OPTIONS)
def test_both_sides_can_follow_from_answers(name: str) -> None:
    kinds = [told.point.kind for told in POINT.values() if told.name.startswith(f"{name}.") and told.point.when]
    assert {"favours", "caution"} <= set(kinds)


@pytest.mark.parametrize("name", OPTIONS)
def test_each_claim_rests_on_known_sources_and_is_due_for_review(name: str) -> None:
    for key, claim in OPTION[name].claims.items():
        assert set(claim.sources) <= set(SOURCES), f"{name}.{key}"
        assert claim.reviewed_on < claim.review_by, f"{name}.{key}"


def test_nothing_recalled_alone_is_held_with_high_confidence() -> None:
    high = {name: claim.sources for name, claim in CLAIM.items() if claim.confidence == "high"}
    assert high
    assert not [name for name, ids in high.items() if all(SOURCES[source].read == "recalled" for source in ids)]


@pytest.mark.parametrize("name", OPTIONS)
def test_each_condition_names_answers_that_can_be_given(name: str) -> None:
    for key, point in OPTION[name].points.items():
        for slot, values in (pair for line in (*point.when, *point.unless) for pair in line.items()):
            assert set(values) <= _values(slot), f"{name}.{key}: {slot}"


def test_a_claim_of_one_country_shows_only_to_people_there() -> None:
    for told in POINT.values():
        if "all" not in told.claim.jurisdictions:
            assert told.point.when, told.name
            for line in told.point.when:
                assert set(line["about.region"]) <= set(told.claim.jurisdictions), told.name


# --- what is said -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(TEXT))
def test_a_text_is_plain_and_neither_advises_nor_doses(name: str) -> None:
    text = TEXT[name]
    assert not NEVER_SAID.search(text)
    assert not PRINTED_WRONG.search(text)
    assert not DOSE.search(text)
    assert text[-1] == "."
    assert max(len(sentence.split()) for sentence in re.split(r"(?<=[.!?])\s+", text)) <= LONGEST_SENTENCE
    assert grade(text) <= HIGHEST_GRADE


def test_what_is_always_said_does_not_claim_to_know_the_person() -> None:
    always = [told for told in POINT.values() if not told.point.when]
    assert not [told.name for told in always if SPEAKS_TO_ONE_PERSON.search(told.text)]


def test_what_speaks_for_an_option_because_of_an_answer_is_put_as_worth_asking_about() -> None:
    favours = [told for told in POINT.values() if told.point.kind == "favours" and told.point.when]
    assert favours
    assert not [told.name for told in favours if not told.text.startswith("Worth asking about because ")]


def test_only_what_speaks_for_an_option_is_put_as_worth_asking_about() -> None:
    others = [told for told in POINT.values() if told.point.kind != "favours"]
    assert not [told.name for told in others if "Worth asking about because" in told.text]


def test_figures_are_rough_and_those_that_speak_for_an_option_come_with_a_comparison() -> None:
    for told in POINT.values():
        figures = OUT_OF_A_HUNDRED.findall(told.text)
        if not figures:
            continue
        assert re.search(r"[Aa]bout (?:\d+ to )?\d+ in 100", told.text), told.name
        if told.point.kind == "favours":
            assert len(figures) >= 2, told.name


# --- figures and facts as published -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "figures"),
    [
        ("risankizumab.sequence_remission", ("24", "59", "40")),
        ("risankizumab.sequence_healing", ("48", "32", "16")),
        ("ustekinumab.sequence", ("48", "16", "32")),
        ("another_class.head_to_head", ("24", "59", "40")),
        ("risankizumab.motivate", ("42", "12", "20")),
        ("risankizumab.keeping_well", ("47", "52", "22")),
        ("guselkumab.galaxi", ("47", "55", "12", "48", "12", "13")),
        ("guselkumab.graviti", ("56", "12", "21")),
        ("guselkumab.fistula", ("28", "24", "10")),
        ("mirikizumab.vivid", ("45", "12", "52", "20")),
        ("mirikizumab.vivid_healing", ("38", "12", "52", "9")),
        ("upadacitinib.u_exceed", ("12", "39", "21")),
        ("upadacitinib.u_exceed_healing", ("12", "35", "3", "4")),
        ("upadacitinib.u_endure", ("37", "48", "52", "15")),
        ("upadacitinib.fistula", ("56", "12", "45", "6")),
        ("ustekinumab.uniti", ("741", "6", "34", "22")),
        ("ustekinumab.keeping_well", ("49", "53", "44", "36")),
        ("vedolizumab.gemini3", ("6", "15", "12")),
        ("vedolizumab.gemini3_later", ("10", "27", "12")),
        ("adalimumab.gain", ("4", "21", "7")),
        ("infliximab.fistula", ("36", "19")),
        ("infliximab.can_fade", ("33", "63")),
        ("adalimumab.can_fade", ("30", "29")),
        ("certolizumab.can_fade", ("41",)),
        ("another_anti_tnf.side_effect", ("61", "30")),
        ("another_anti_tnf.wore_off", ("45", "30")),
        ("another_anti_tnf.never_worked", ("30", "61")),
        ("add_partner.high_antibodies", ("24", "77", "22", "90", "48")),
        ("add_partner.sonic", ("57", "26", "44")),
        ("check_level.can_mislead", ("31", "20", "30")),
        ("check_level.while_well", ("9", "38", "42")),
        ("stay.never_worked", ("54", "12")),
        ("stay.wore_off", ("60", "3", "68")),
        ("stay.too_early", ("14", "12", "8")),
    ],
)
def test_figures_agree_with_their_sources(claim: str, figures: tuple[str, ...]) -> None:
    text = re.sub(r"\bin 100\b|GEMINI 3|-\d|U-E\w+", "", TEXT[claim])
    assert tuple(re.findall(r"(?<![\w-])\d+", text)) == figures


@pytest.mark.parametrize(
    ("drug", "start"),
    [
        ("infliximab", {"infusion"}),
        ("adalimumab", {"injection"}),
        ("certolizumab", {"injection"}),
        ("natalizumab", {"infusion"}),
        ("ustekinumab", {"infusion"}),
        ("vedolizumab", {"infusion"}),
        ("risankizumab", {"infusion"}),
        ("mirikizumab", {"infusion"}),
        ("guselkumab", {"infusion", "injection"}),
        ("upadacitinib", {"tablet"}),
    ],
)
def test_the_schedule_says_whether_one_can_start_without_a_drip(drug: str, start: set[str]) -> None:
    schedule = TEXT[f"{drug}.schedule"]
    assert set(OPTION[drug].start_routes) == start
    if start == {"infusion"}:
        assert re.search(r"cannot start without|a drip every 4 weeks from the start", schedule)
    else:
        assert re.search(r"\b[Nn]o drip\b", schedule)


def test_guselkumab_alone_of_its_family_starts_at_home() -> None:
    family = [drug for drug in DRUGS if OPTION[drug].group == "il_23"]
    assert [drug for drug in family if "injection" in OPTION[drug].start_routes] == ["guselkumab"]


def test_boxed_warnings_are_told_for_those_medicines_that_have_one_and_no_others() -> None:
    warned = {"infliximab": "boxed_warning", "adalimumab": "boxed_warning", "certolizumab": "boxed_warning"}
    warned |= {"natalizumab": "pml", "upadacitinib": "boxed_warning"}
    for drug in DRUGS:
        always = " ".join(told.text for told in POINT.values() if told.name.startswith(drug) and not told.point.when)
        if drug in warned:
            told = POINT[f"{drug}.{warned[drug]}"]
            assert (told.point.kind, told.point.when) == ("caution", ())
            assert "boxed warning" in told.text
        else:
            assert "no boxed warning" in always


# --- stories ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", ["eu", "uk"])
@pytest.mark.parametrize("drug", ["certolizumab", "natalizumab"])
def test_what_is_not_licensed_in_europe_says_so_there(drug: str, region: str) -> None:
    assert OPTION[drug].licences[region].status == "not_approved"  # type: ignore[index]  # keys are region names
    assert _shows(f"{drug}.not_licensed", about__region=region)
    assert not _shows(f"{drug}.not_licensed", about__region="us")


@pytest.mark.parametrize(
    ("response", "shown"),
    [("side_effect", "side_effect"), ("wore_off", "wore_off"), ("never_worked", "never_worked")],
)
def test_why_the_first_one_failed_decides_what_is_said_of_a_second(response: str, shown: str) -> None:
    keys = ("side_effect", "wore_off", "never_worked")
    assert [key for key in keys if _shows(f"another_anti_tnf.{key}", history__response=response)] == [shown]


def test_too_early_to_judge_is_not_counted_as_never_having_worked() -> None:
    told = {"history__response": "never_worked", "failure": "too_early"}
    for name in ("another_anti_tnf.never_worked", "another_class.never_worked", "stay.never_worked"):
        assert not _shows(name, **told)
    assert _shows("stay.too_early", **told)
    assert _shows("another_class.too_early", **told)


def test_the_medicine_one_has_now_is_not_spoken_of_as_a_second_one() -> None:
    for drug in DRUGS[:3]:
        told = {"history__anti_tnf": drug, "history__response": "wore_off"}
        assert _shows(f"{drug}.on_it_now", **told)
        assert not _shows(f"{drug}.after_wearing_off", **told)


def test_the_same_medicine_under_another_brand_is_no_second_anti_tnf() -> None:
    copy = {"history__anti_tnf": "adalimumab", "history__earlier_advanced": "adalimumab"}
    second = {"history__anti_tnf": "adalimumab", "history__earlier_advanced": "infliximab"}
    for name in ("another_anti_tnf.two_already", "another_class.two_already"):
        assert not _shows(name, **copy)
        assert _shows(name, **second)


@pytest.mark.parametrize(
    ("branch", "favoured", "cautioned"),
    [
        ("low_level", "more_drug.low_level", "another_class.low_level"),
        ("antibodies_low", "more_drug.low_antibodies", "another_class.low_antibodies"),
        ("antibodies_high", "another_class.high_antibodies", "more_drug.high_antibodies"),
        ("adequate_level", "another_class.good_level", "more_drug.good_level"),
        ("not_tested", "check_level.not_tested", "another_class.not_tested"),
    ],
)
def test_the_drug_level_speaks_for_one_step_and_against_another(branch: str, favoured: str, cautioned: str) -> None:
    assert (POINT[favoured].point.kind, POINT[cautioned].point.kind) == ("favours", "caution")
    assert _shows(favoured, branch=branch)
    assert _shows(cautioned, branch=branch)


def test_an_unclear_level_is_spoken_of_only_to_those_who_told_one() -> None:
    for name in ("check_level.unclear", "more_drug.unclear", "another_class.unclear"):
        assert not _shows(name, branch="unclear")
        assert _shows(name, branch="unclear", tests__drug_level="low")


@pytest.mark.parametrize("drug", DRUGS)
def test_quiet_tests_are_a_caution_with_every_medicine(drug: str) -> None:
    assert POINT[f"{drug}.quiet_tests"].point.kind == "caution"
    assert _shows(f"{drug}.quiet_tests", tests__inflammation="quiet")
    assert not _shows(f"{drug}.quiet_tests", tests__inflammation="active")


@pytest.mark.parametrize(
    ("slot", "value", "point"),
    [
        ("about.age_band", "65_plus", "older_age"),
        ("health.smoking", "former", "smoking"),
        ("health.conditions", "blood_clot", "clots"),
        ("health.conditions", "heart_or_stroke", "heart_or_stroke"),
        ("health.conditions", "cancer", "cancer_history"),
        ("health.conditions", "shingles", "shingles"),
        ("health.conditions", "diverticulitis", "gut_holes"),
        ("health.pregnancy", "planning", "pregnancy"),
        ("preferences.avoid", "daily_medicine", "daily"),
    ],
)
def test_what_bears_on_the_jak_tablet_is_a_caution_there(slot: str, value: str, point: str) -> None:
    assert POINT[f"upadacitinib.{point}"].point.kind == "caution"
    assert _shows(f"upadacitinib.{point}", **{slot.replace(".", "__"): value})


def test_only_the_anti_tnf_family_is_cautioned_about_in_heart_failure() -> None:
    cautioned = [drug for drug in DRUGS if f"{drug}.heart_failure" in POINT]
    assert cautioned == ["infliximab", "adalimumab", "certolizumab"]


def test_pregnancy_speaks_for_going_on_with_biologics_and_against_the_jak_tablet() -> None:
    for drug in DRUGS:
        wanted = "caution" if drug == "upadacitinib" else "favours"
        assert POINT[f"{drug}.pregnancy"].point.kind == wanted
        assert _shows(f"{drug}.pregnancy", health__pregnancy="pregnant")


def test_surgery_for_a_short_ileum_is_not_raised_by_the_trial_when_the_colon_is_affected_too() -> None:
    for name in ("surgery.short_ileum", "surgery.trial_was_different", "upadacitinib.ileum_only"):
        lines = POINT[name].point.unless
        assert any("colon" in line.get("disease.location", ()) for line in lines), name


def test_a_group_of_the_us_guideline_is_told_as_an_average_and_not_as_a_ranking() -> None:
    told = [POINT[f"{drug}.guideline_group"] for drug in DRUGS]
    assert {one.point.kind for one in told} == {"know"}
    placed = [one.text for one in told if "group with" in one.text or "middle group" in one.text]
    assert len(placed) == 8
    assert all("on average" in text and "any one person" in text for text in placed)


YOUNG_WITH_PARTNER = {"about__age_band": "18_34", "history__partner_drug": "mercaptopurine"}


@pytest.mark.parametrize(
    ("name", "kind", "answers"),
    [
        ("infliximab.young_with_partner", "caution", YOUNG_WITH_PARTNER),
        ("adalimumab.young_with_partner", "caution", YOUNG_WITH_PARTNER),
        ("certolizumab.young_with_partner", "caution", YOUNG_WITH_PARTNER),
        ("upadacitinib.eyes", "favours", {"disease__outside_gut": "eyes"}),
        ("ustekinumab.older_age", "caution", {"about__age_band": "65_plus"}),
        ("natalizumab.older_age", "caution", {"about__age_band": "65_plus"}),
        ("ustekinumab.blood_tests", "know", {"preferences__avoid": "frequent_blood_tests"}),
        ("natalizumab.blood_tests", "caution", {"preferences__avoid": "frequent_blood_tests"}),
        ("certolizumab.cost", "caution", {"preferences__priorities": "cost"}),
        ("more_drug.cancer", "caution", {"health__conditions": "cancer"}),
        ("more_drug.tb_hepatitis", "caution", {"health__conditions": "hepatitis"}),
        ("stay.cancer", "caution", {"health__conditions": "cancer"}),
        ("another_anti_tnf.low_antibodies", "caution", {"branch": "antibodies_low"}),
        ("another_anti_tnf.not_tested", "caution", {"branch": "not_tested"}),
        ("another_anti_tnf.unclear", "caution", {"branch": "unclear", "tests__drug_level": "low"}),
        ("another_class.eu_rules", "know", {"about__region": "eu"}),
    ],
)  # fmt: skip
def test_what_bears_on_an_option_is_said_of_it(name: str, kind: str, answers: dict[str, str]) -> None:
    assert POINT[name].point.kind == kind
    assert _shows(name, **answers)
    for slot in answers:
        assert not _shows(name, **{**answers, slot: "something else"})


@pytest.mark.parametrize("avoided", ["needles", "clinic_visits", "daily_medicine", "frequent_blood_tests"])
@pytest.mark.parametrize("drug", DRUGS)
def test_each_medicine_answers_to_what_a_person_wants_to_avoid(drug: str, avoided: str) -> None:
    shown = [name for name in POINT if name.startswith(f"{drug}.") and _shows(name, preferences__avoid=avoided)]
    assert [name for name in shown if POINT[name].point.when]


@pytest.mark.parametrize("condition", ["tuberculosis", "hepatitis", "frequent_infections"])
@pytest.mark.parametrize("drug", DRUGS)
def test_each_medicine_speaks_of_infections(drug: str, condition: str) -> None:
    shown = [name for name in POINT if name.startswith(f"{drug}.") and _shows(name, health__conditions=condition)]
    assert [name for name in shown if POINT[name].point.when]
