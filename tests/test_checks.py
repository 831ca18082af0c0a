"""``assistant check``: the content is clean, and each kind of fault is named with its file and line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from click.testing import CliRunner

from assistant.checks import problems, readability
from assistant.checks.readability import HIGHEST_MEDIAN, grades
from assistant.checks.sentences import MEDICAL_FIGURE
from assistant.cli import main
from assistant.content.limits import FORBIDDEN, HIGHEST_GRADE
from assistant.content.loader import FOLDER, load_content
from tests.reports.people import TODAY

Break = Callable[[str, str, str], Path]


@pytest.fixture
def break_it(tmp_path: Path) -> Break:
    """Copies the content, changes one thing in one file, and gives the copy."""
    folder = tmp_path / "content"

    def change(file: str, old: str, new: str) -> Path:
        shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"), dirs_exist_ok=True)
        text = (folder / file).read_text("utf-8")
        assert len(re.findall(old, text, re.MULTILINE)) == 1, "one thing is broken at a time"
        (folder / file).write_text(re.sub(old, lambda _: new, text, flags=re.MULTILINE), "utf-8")
        return folder

    return change


def found_in(folder: Path) -> list[str]:
    return [str(problem) for problem in problems(None, TODAY, folder)]


def line_of(folder: Path, file: str, text: str) -> int:
    lines = (folder / file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if re.search(text, line))


def test_the_content_is_clean(break_it: Break) -> None:
    assert found_in(break_it("slots.yaml", "(?s)\\A", "")) == []


FACTS = "medicines/ustekinumab.yaml"
WORDS = "en/medicines/ustekinumab.yaml"
NEVER = "nobody can ever meet"

FAULTS = {
    "a claim without a source": (
        FACTS, r"^(  infection_allergy: \{sources: )\[[^]]*\]", "  infection_allergy: {sources: []",
        "  infection_allergy: {sources", "\"claims.infection_allergy.sources\": Tuple should have at least 1 item",
    ),
    "a source nobody knows": (
        FACTS, r"^  infection_allergy: \{sources: \[[^]]*\]", "  infection_allergy: {sources: [somewhere-2020]",
        "  infection_allergy: {sources", "ustekinumab.infection_allergy cites somewhere-2020, which sources.yaml does",
    ),
    "no review date": (
        FACTS, r"^  infection_allergy: \{sources.*", "  infection_allergy: {sources: [uniti-2016], confidence: low, "
        "strength: expert, reviewed_on: 2026-11-21}",
        "  infection_allergy: {sources", '"claims.infection_allergy.review_by" is missing',
    ),
    "an overdue claim": (
        FACTS, r"^  infection_allergy: \{sources.*", "  infection_allergy: {sources: [uniti-2016], confidence: low, "
        "strength: expert, reviewed_on: 2020-01-01, review_by: 2021-01-01}",
        "  infection_allergy: {sources", "ustekinumab.infection_allergy was to be reviewed by 2021-01-01",
    ),
    "a review due before it was done": (
        FACTS, r"^  infection_allergy: \{sources.*", "  infection_allergy: {sources: [uniti-2016], confidence: low, "
        "strength: expert, reviewed_on: 2028-01-01, review_by: 2027-12-31}",
        "  infection_allergy: {sources", "ustekinumab.infection_allergy is to be reviewed before it was",
    ),
    "a claim that is there twice": (
        FACTS, r"^  uniti: \{sources.*", "  uniti: {}\n  uniti: { }",
        r"  uniti: \{ \}", '"uniti" is given twice, first on line ',
    ),
    "a medical figure outside a claim, in a phrase": (
        "en/common.yaml", r"^  greeting: Hello\.", "  greeting: Hello. It helps 40 in 100 people.",
        "  greeting:", "“40 in 100” is a medical figure: it belongs in a claim, with a source",
    ),
    "a medical figure outside a claim, in a question for the team": (
        "en/questions.yaml", r"^q0_wait_a_month: .*", "q0_wait_a_month: What happens if we wait 6 weeks?",
        "q0_wait_a_month:", "“6 weeks” is a medical figure: it belongs in a claim, with a source",
    ),
    "a medical figure outside a claim, in a choice": (
        "en/steps/history.yaml", r"label: Never worked.*|label: It never.*", "label: It never worked by week 14",
        "  never_worked:", "“week 14” is a medical figure: it belongs in a claim, with a source",
    ),
    "a text too hard to read": (
        "en/questions.yaml", r"^q0_wait_a_month: .*",
        "q0_wait_a_month: Is deferral of an alternative intervention a justifiable consideration?",
        "q0_wait_a_month:", "reading grade",
    ),
    "a claim without words": (
        WORDS, r"^  how_it_works: >-\n.*\n", "",
        "", "ustekinumab.how_it_works has no words in en",
    ),
    "words without a claim": (
        WORDS, r"^  how_it_works: >-", "  it_is_new: It is new.\n  how_it_works: >-",
        "  it_is_new", "ustekinumab.it_is_new has no sources",
    ),
    "a question without words": (
        "en/questions.yaml", r"^q0_wait_a_month: .*\n", "",
        "", "q0_wait_a_month has no words in en",
    ),
    "words for a question that is not in the bank": (
        "en/questions.yaml", r"^(?=q0_wait_a_month:)", "q0_new: What is new?\n",
        "q0_new:", "q0_new is not in questions.yaml",
    ),
    "a claim that is no easy reading, without simpler words": (
        "en/topics/operations.yaml", r"^    simpler: >-\n      A fixed scar does not melt.*\n", "",
        "  narrowing:", "operations.narrowing reads at grade 5.2 and has no simpler words",
    ),
    "simpler words that are no simpler": (
        "en/topics/operations.yaml", r"(?<=^      )A fixed scar .*",
        "Medicine does not melt a fixed scar. Stretching or surgery can be choices for a narrowing.",
        "    simpler: >-", "grade 5.2 is not 1 below 5.2",
    ),
    "simpler words with a figure of their own": (
        "en/topics/operations.yaml", r"A fixed scar does not melt with drugs\.", "In 9 of 10 a scar does not melt.",
        "    simpler: >-", "10, 9: the figures are not those of the text",
    ),
    "simpler words that lose a figure": (
        "en/topics/trials.yaml", r"It had 520 people in it\.", "It had many people in it.",
        "    simpler: >-", "520: the figures are not those of the text",
    ),
    "simpler words that advise": (
        "en/topics/operations.yaml", r"A fixed scar does not melt with drugs\.", "You must know it does not melt.",
        "    simpler: >-", "may not be said",
    ),
    "a slot without words": (
        "en/steps/closing.yaml", r"^own_questions:", "own_question:",
        "", "own_questions has no words",
    ),
    "a value without words": (
        "slots.yaml", r"(?<=values: \[never, former, current)\]", ", vaping]",
        "", "vaping has no words",
    ),
    "a slot nobody asks for": (
        "slots.yaml", r"^about\.region:", "about.planet: {kind: choice, values: [earth], asked: never}\nabout.region:",
        "about.planet:", "no chart asks for about.planet",
    ),
    "a rule with a value that does not exist": (
        FACTS, r"^  speed: \{kind.*", "  speed: {kind: know, claim: speed, when: [{disease.impact: [dreadful]}]}",
        "  speed: {kind", "disease.impact is never dreadful; it is mild, moderate, severe",
    ),
    "a rule on a slot that does not exist": (
        FACTS, r"^  speed: \{kind.*", "  speed: {kind: know, claim: speed, when: [{disease.mood: [low]}]}",
        "  speed: {kind", "disease.mood is no slot with choices",
    ),
    "a red flag on an answer that does not exist": (
        "safety_flags.yaml", r"^  told: .*", "  told: [{health.pregnancy: [expecting]}]",
        "exposure_pregnancy_vaccine:", "health.pregnancy is never expecting; it is",
    ),
    "a red flag whose sign names words that are another flag's": (
        "en/red_flags/sepsis.yaml", r"^signs:", "signs:\n  - {all: [fever, blocked]}",
        "", "the signs of sepsis use words that are neither its own nor shared: blocked",
    ),
    "a phrase that says nothing new": (
        "en/understanding/flags.yaml", r"^  fever_number: .*", "  fever_number: [\"@hot\", too hot, too .. hot]",
        "^  fever_number: ", '"too hot" says nothing that "too .. hot" does not',
    ),
    "a phrase that nobody says so": (
        "en/understanding/flags.yaml", r"^  fever_number: .*", "  fever_number: [\"@hot\", nan's fever]",
        "^  fever_number: ", '"nan\'s fever" is never said so',
    ),
    "a kind of several words": (
        "en/understanding/flags.yaml", r"^  dont: .*", "  dont: [dont, doesnt, didnt, would not]",
        "^  dont: ", '"would not" is more than one word',
    ),
    "words of a red flag that no sign uses": (
        "en/red_flags/blockage.yaml", r"^words:", "words:\n  corked: [corked]",
        "", "blockage has words that none of its signs uses: corked",
    ),
    "a rule nobody can meet: an answer and a decision that exclude each other": (
        FACTS, r"^  speed: \{kind.*",
        "  speed: {kind: know, claim: speed, when: [{failure: [too_early], history.response: [wore_off]}]}",
        "  speed: {kind", f"{NEVER} failure: too_early, history.response: wore_off",
    ),
    "a rule nobody can meet: a question that is not asked then": (
        FACTS, r"^  speed: \{kind.*",
        "  speed: {kind: know, claim: speed, when: [{about.age_band: [65_plus], health.pregnancy: [pregnant]}]}",
        "  speed: {kind", f"{NEVER} about.age_band: 65_plus, health.pregnancy: pregnant",
    ),
    "a rule nobody can meet: an exception that takes all back": (
        FACTS, r"^  speed: \{kind.*",
        "  speed: {kind: know, claim: speed, when: [{disease.impact: [mild]}], unless: [{disease.impact: [mild]}]}",
        "  speed: {kind", f"{NEVER} disease.impact: mild",
    ),
    "a rule nobody can meet: people who are shown no options": (
        FACTS, r"^  speed: \{kind.*",
        "  speed: {kind: know, claim: speed, when: [{about.diagnosis: [ulcerative_colitis]}]}",
        "  speed: {kind", f"{NEVER} about.diagnosis: ulcerative_colitis",
    ),
    "a point without its claim": (
        FACTS, r"^  speed: \{kind.*", "  speed: {kind: know, claim: velocity, when: [{disease.impact: [severe]}]}",
        "  speed: {kind", "there is no claim velocity",
    ),
    "a claim told for and against": (
        FACTS, r"^  uniti: \{kind: favours.*",
        "  uniti: {kind: favours, claim: sequence, when: [{disease.impact: [severe]}]}",
        "  sequence: {kind", "sequence is told as caution and as favours",
    ),
    "a schedule without its claim": (
        FACTS, r"^schedule: schedule", "schedule: timetable",
        "schedule: timetable", "there is no claim timetable",
    ),
    "an option with one side only": (
        FACTS, r"^  infection_allergy: \{kind: caution.*",
        "  infection_allergy: {kind: caution, claim: infection_allergy, when: [{health.smoking: [current]}]}",
        "points:", "points on both sides that always show are needed",
    ),
    "one question in two places": (
        "en/answers/surgery.yaml", r"meet a surgeon early", "Bowel resection",
        "^meet:", "“Bowel resection” is asked already, in surgery.what",
    ),
    "an answer by a claim that does not exist": (
        "en/answers/surgery.yaml", r"claims: \[operations\.ask\]", "claims: [operations.nothing]",
        "^meet:", "there is no claim operations.nothing",
    ),
    "an answer for anybody that speaks of what one person told": (
        "en/answers/surgery.yaml", r"claims: \[operations\.ask\]", "claims: [surgery.narrowing]",
        "^meet:", "surgery.narrowing speaks of what somebody told",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_file_and_line_and_nothing_else_is(fault: str, break_it: Break) -> None:
    file, old, new, at, says = FAULTS[fault]
    folder = break_it(file, old, new)
    first, *rest = found_in(folder)
    assert says in first
    if at:
        assert first.startswith(f"{file}:{line_of(folder, file, at)}: ")
    assert [other for other in rest if not re.search("there is no slot|differs from|has no words", other)] == []


SAID = (
    "Take 200 mg a day.", "You should stop it now.", "You must ask.", "Stop taking it today.", "Double your dose then.",
    "It is the best medicine.", "This is the drug of choice.", "It is your first choice.", "It is recommended for you.",
    "It is right for you.", "It was 57.1 for them.", "It was 40.6 for them.", "It was 47.5 for them.",
    "It was 30.4 for them.", "It was 43 mcg for them.", "It was 44.5 for them.", "It is a quarterly infusion.",
)  # fmt: skip


def test_there_is_an_example_of_everything_that_may_not_be_said() -> None:
    for pattern in FORBIDDEN:
        assert any(re.search(pattern, said, re.IGNORECASE) for said in SAID), pattern


@pytest.mark.parametrize("said", SAID)
def test_advice_and_misprints_may_not_be_said(said: str, break_it: Break) -> None:
    folder = break_it(
        "en/topics/operations.yaml", r"^(  a_fair_option: >-\n)", f"  said: {said}\n  a_fair_option: >-\n"
    )
    found = found_in(folder)
    line = line_of(folder, "en/topics/operations.yaml", re.escape(f"  said: {said}"))
    assert [text for text in found if text.startswith(f"en/topics/operations.yaml:{line}: “") and "said" in text]


def test_a_misprint_may_be_quoted_where_it_is_put_right() -> None:
    claims = load_content().words("en").claims
    assert "57.1%" in claims["corrections.sequence_week_24"]


@pytest.mark.parametrize(
    "text",
    ["aged 65 or older", "Under 18", "an IL-12/23 blocker", "6-MP", "on 4 December 2026", "call 111 or 999"],
)
def test_ages_dates_phone_numbers_and_names_are_no_medical_figures(text: str) -> None:
    assert not MEDICAL_FIGURE.search(text)


@pytest.mark.parametrize("text", ["30 % of people", "1 in 5", "week 14", "5 mg/kg", "every 8 weeks", "2 to 6 months"])
def test_shares_amounts_and_spans_are(text: str) -> None:
    assert MEDICAL_FIGURE.search(text)


# --- another language -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "says"),
    [
        ("common.yaml", r"^  no_simpler: .*\n", "fr/common.yaml:{talk:}: no_simpler is in en, and not here"),
        ("answers/surgery.yaml", r"^meet: .*\n", "fr/answers/surgery.yaml:1: nobody can ask for surgery.meet in fr"),
        ("steps/closing.yaml", r"own_questions:", ": own_questions has no words"),
        ("medicines/ustekinumab.yaml", r"^  how_it_works: >-\n.*\n", "ustekinumab.how_it_works has no words in fr"),
        ("questions.yaml", r"^q0_wait_a_month: .*\n", "q0_wait_a_month has no words in fr"),
    ],
)
def test_what_a_translation_lacks_is_named(file: str, old: str, says: str, break_it: Break) -> None:
    folder = break_it("slots.yaml", r"(?s)\A", "")
    shutil.copytree(folder / "en", folder / "fr")
    text = (folder / "fr" / file).read_text("utf-8")
    assert len(re.findall(old, text, re.MULTILINE)) == 1
    (folder / "fr" / file).write_text(re.sub(old, "other:" if "own" in old else "", text, flags=re.MULTILINE), "utf-8")
    line = line_of(folder, "fr/common.yaml", "^talk:")
    assert any(says.replace("{talk:}", str(line)) in found for found in found_in(folder))


# --- dialogues --------------------------------------------------------------------------------------------------------

SCRIPT = """\
title: Made up
consent: true
steps:
  - patient: humira
    expect: {EXPECT}
"""


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        ("{question: history.horoscope}", "there is no question history.horoscope"),
        ("{answers: {history.horoscope: lion}}", "there is no slot history.horoscope"),
        ("{messages: [safety.nothing]}", "there is no message safety.nothing"),
    ],
)
def test_a_dialogue_that_names_what_does_not_exist(expect: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(SCRIPT.replace("{EXPECT}", expect), "utf-8")
    (problem,) = problems(tmp_path, TODAY)
    assert problem.line == 5
    assert problem.text == says


# --- reading grades ---------------------------------------------------------------------------------------------------


def test_every_text_is_easy_enough_and_half_of_them_are_easier() -> None:
    levels = [level for kind in grades(load_content(), "en").values() for level in kind]
    assert len(levels) > 1000
    assert max(levels) <= HIGHEST_GRADE
    assert median(levels) <= HIGHEST_MEDIAN


def test_the_table_of_grades_is_printed() -> None:
    printed = CliRunner().invoke(main, ["check", "--readability"]).output
    table = readability(load_content())
    assert printed.startswith(table)
    assert {"medicines", "strategies", "topics", "safety", "all"} <= {line.split("  ")[0] for line in table.split("\n")}
