"""Worked patients: what has to be on each one's sheet, and what may not be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.clients import told
from assistant.content import yaml
from assistant.content.models import Text
from assistant.conversations import Certainty, Conversation, Frozen
from assistant.knowledge.claims import state
from assistant.reports.fit import Fit
from assistant.reports.model import Report, build_report
from assistant.reports.shapes import Branch, FailureType
from tests.reports.people import CONTENT, NOW, TODAY


class Patient(Frozen):
    """One made-up person and what their sheet has to say."""

    name: Text
    rests_on: Text
    told: dict[str, Any]
    failure: FailureType = "unclear"
    branch: Branch = "unclear"
    exit: str | None = None
    must: tuple[str, ...]
    must_not: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    fits: dict[str, Fit] = {}


class Worked(Frozen):
    usual: dict[str, Any]
    patients: tuple[Patient, ...]


WORKED = yaml.check_into(Worked, yaml.read(Path(__file__).parent / "worked_patients.yaml"))
POINTS = {f"{name}.{key}" for name, option in CONTENT.options.items() for key in option.points}


def sheet_of(patient: Patient) -> Report:
    answers = {slot: raw for slot, raw in (WORKED.usual | patient.told).items() if raw is not None}
    conversation = Conversation(
        id="c_worked", created_at=NOW, updated_at=NOW, consent=True,
        told={slot: told(CONTENT, slot, raw) for slot, raw in answers.items()},
    )  # fmt: skip
    return build_report(conversation, CONTENT, TODAY, NOW)


def said(report: Report) -> set[str]:
    """The ids of every point and question on the sheet."""
    points = {point.id for option in report.options for point in option.points}
    return points | {question.id for question in report.questions}


@pytest.mark.parametrize("patient", WORKED.patients, ids=lambda patient: patient.name)
def test_the_sheet_says_what_was_worked_out(patient: Patient) -> None:
    report = sheet_of(patient)
    assert (report.failure.type, report.drug_level.branch) == (patient.failure, patient.branch)
    assert sorted(set(patient.must) - said(report)) == []
    assert sorted(set(patient.must_not) & said(report)) == []
    assert tuple(line.slot for line in report.missing) == patient.missing
    assert {option.id: option.route_fit for option in report.options if option.id in patient.fits} == patient.fits


@pytest.mark.parametrize("patient", [one for one in WORKED.patients if one.exit], ids=lambda patient: patient.name)
def test_whom_the_pathway_does_not_fit_gets_no_options(patient: Patient) -> None:
    report = sheet_of(patient)
    assert report.options == ()
    assert report.failure.text == state(CONTENT, "en", f"exits.{patient.exit}", TODAY).text


def test_what_is_expected_can_be_said_at_all() -> None:
    expected = {name for patient in WORKED.patients for name in (*patient.must, *patient.must_not)}
    assert expected - POINTS - CONTENT.questions.keys() == set()


def test_the_people_differ_enough() -> None:
    """Every kind of failure, every test result, every region looked at, every condition and every kind of pregnancy."""
    people = [WORKED.usual | patient.told for patient in WORKED.patients]
    told_of = {slot: {str(person.get(slot)) for person in people} for slot in CONTENT.slots}
    for slot in ("history.anti_tnf", "history.response", "tests.inflammation", "tests.drug_level", "tests.antibodies"):
        assert set(CONTENT.slots[slot].values) <= told_of[slot], slot
    for slot in ("about.region", "about.age_band", "about.diagnosis", "disease.fistula", "health.pregnancy"):
        missed = set(CONTENT.slots[slot].values) - told_of[slot]
        assert missed <= {"ibd_unclassified", "not_diagnosed"}, slot
    conditions = {one for person in people for one in person.get("health.conditions") or ()}
    assert set(CONTENT.slots["health.conditions"].values) <= conditions
    assert len(WORKED.patients) >= 40
    assert Certainty.UNKNOWN in {raw.get("status") for person in people for raw in person.values() if type(raw) is dict}
