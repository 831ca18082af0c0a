"""The page for the clinical team: the same facts in clinical words, certainty kept, nothing ranked or advised."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given, settings
from pypdf import PdfReader

from assistant.content.flags import FlagEntry
from assistant.conversations import Answer, Certainty, Flag, Tier
from assistant.flows.drug_level import DrugLevel
from assistant.flows.failure import Failure
from assistant.reports import clinician, html, pdf
from assistant.reports.model import Report, build_report
from tests.reports.people import BURDENED, CONTENT, FULL, NOW, TODAY, anyone, conversation, sheet
from tests.reports.test_pdf import needs_weasyprint
from tests.reports.test_rendering import HOSTILE, Page

PHRASES = CONTENT.words("en").phrases
ADVICE = re.compile(r"\b(?:recommend(?!s nothing)|should|suggest|best|prefer to|consider|switch to|start)\b", re.I)


def lines(report: Report) -> list[str]:
    return [text for part in clinician.summary(report, CONTENT) for text in (*part.paragraphs, *part.items)]


def test_the_same_facts_stand_in_clinical_words() -> None:
    said = lines(sheet(FULL))
    for line in (
        "Secondary loss of response",
        "Low level, no anti-drug antibodies",
        "Index anti-TNF: infliximab",
        "Course on it: response, then secondary loss",
        "Immunomodulator: none (monotherapy)",
        "Location: ileal, colonic",
        "Drug level, as printed: 1.2 µg/mL",
        "Route preference, most wanted first: SC injection > oral > IV infusion",
        "Bowel surgery: no",
    ):
        assert line in said, line


def test_the_patients_own_words_are_quoted_as_they_are() -> None:
    said = lines(sheet(FULL))
    assert "Main worry: “That nothing will work”" in said
    assert "Own questions: “Will I be able to fly in May?”" in said


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (Certainty.GIVEN, "Smoking: former"),
        (Certainty.UNSURE, "Smoking: former (patient unsure)"),
        (Certainty.UNKNOWN, "Smoking: not known to the patient"),
        (Certainty.DECLINED, "Smoking: declined to say"),
        (Certainty.SKIPPED, "Smoking: skipped"),
        (None, "Smoking: not asked yet"),
    ],
)
def test_how_sure_an_answer_is_stays_with_it(status: Certainty | None, shown: str) -> None:
    valued = status in (Certainty.GIVEN, Certainty.UNSURE)
    answers: dict[str, Any] = {slot: value for slot, value in FULL.items() if slot != "health.smoking"}
    if status:
        answers["health.smoking"] = Answer(status=status, value="former" if valued else None)
    assert shown in lines(sheet(answers))


def test_red_flags_stand_first_the_most_urgent_on_top() -> None:
    flags = (Flag(id="tell_team", tier=Tier.SOON), Flag(id="sepsis", tier=Tier.EMERGENCY))
    parts = list(clinician.summary(sheet(FULL, flags=flags), CONTENT))
    assert parts[1].items == ("emergency: possible sepsis", "within days: other symptom to pass on")
    assert "None noticed" in lines(sheet(FULL))[1]


def test_who_told_it_is_said() -> None:
    assert "As told by the patient;" in lines(sheet(FULL))[0]
    assert "As told by the person who helps the patient;" in lines(sheet(FULL | {"about.respondent": "caregiver"}))[0]


def test_every_slot_flag_and_outcome_has_clinical_words_and_no_word_is_for_nothing() -> None:
    def keys(section: str) -> set[str]:
        return {key.partition(".")[2] for key in PHRASES if key.startswith(f"{section}.")}

    assert keys("clinical_slot") == set(CONTENT.slots)
    assert all(isinstance(flag, FlagEntry) for flag in CONTENT.flags.values())
    assert keys("clinical_flag") == set(CONTENT.flags)
    for chart, section in ((Failure, "clinical_failure"), (DrugLevel, "clinical_branch")):
        assert keys(section) == {state.id for state in chart.states} - {"decide"}
    choices = {f"{slot.id}.{value}" for slot in CONTENT.slots.values() for value in slot.choices}
    assert keys("clinical_value") <= choices


@settings(max_examples=60, deadline=None)
@given(anyone())
def test_nobodys_page_shows_ids_or_gives_advice(answers: dict[str, Answer]) -> None:
    talk = conversation({}).model_copy(update={"told": answers})
    report = build_report(talk, CONTENT, TODAY, NOW)
    asked = {question.text for question in report.questions}
    said = [line for line in lines(report) if line not in asked | {report.failure.text}]
    assert not [line for line in said if re.search(r"[{}]|\bNone\b(?! noticed)|\b[a-z]+_[a-z]+\b", line)]
    assert not [line for line in said if ADVICE.search(line)]


@pytest.mark.parametrize("words", HOSTILE)
def test_a_persons_words_never_become_markup(words: str) -> None:
    plain, attacked = (
        Page(clinician.render_html(sheet(FULL | {"preferences.worry": worry}), CONTENT)) for worry in ("x", words)
    )
    assert attacked.tags == plain.tags
    marked = clinician.render_markdown(sheet(FULL | {"preferences.worry": words}), CONTENT)
    assert not re.search(r"^# A heading|(?<!\\)<script|(?<!\\)\[click", marked, re.MULTILINE)


def test_the_page_needs_nothing_from_elsewhere_and_has_the_sheets_style() -> None:
    source = clinician.render_html(sheet(FULL), CONTENT)
    page = Page(source)
    assert f"<style>{html.style()}</style>" in source
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert page.tags.count("h1") == 1
    assert ("lang", "en") in page.attributes


@pytest.mark.parametrize("answers", [FULL, BURDENED], ids=["everything told", "much to weigh"])
def test_one_page_holds_it(answers: dict[str, Any]) -> None:
    needs_weasyprint()
    made = pdf.render(sheet(answers), CONTENT, clinician.render_html)
    assert len(PdfReader(io.BytesIO(made)).pages) == 1


def test_it_is_the_same_in_text_and_markdown() -> None:
    report = sheet(FULL)
    plain, marked = clinician.render_text(report, CONTENT), clinician.render_markdown(report, CONTENT)
    assert "SECONDARY" not in plain
    assert "- Secondary loss of response" in plain
    assert "- Secondary loss of response" in marked
    assert marked.startswith("# Summary for the clinical team\n")
