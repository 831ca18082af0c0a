"""The appointment sheet, made from one conversation's answers in force and from nothing else.

Told in any order, the same answers give the same sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from assistant.content.loader import Content
from assistant.content.models import When
from assistant.content.wording import Wording
from assistant.conversations import VALUED, Answer, Certainty, Conversation
from assistant.flows import drug_level, failure
from assistant.flows.facts import Facts
from assistant.flows.pathway import answered, exit_of, in_force, to_ask
from assistant.knowledge.flags import raised
from assistant.knowledge.questions import choose
from assistant.knowledge.rules import Case, judge
from assistant.reports.decisions import decide
from assistant.reports.difference import difference
from assistant.reports.grid import weigh_daily_life
from assistant.reports.options import lay_out
from assistant.reports.readability import grade
from assistant.reports.reader import Reader
from assistant.reports.shapes import (
    AnswerLine,
    DrugLevel,
    Failure,
    FlagLine,
    Grid,
    MissingLine,
    QuestionLine,
    Report,
)

__all__ = ["Report", "build_report", "difference"]

NO_MEDICINES = {
    "under_18": "about.age_band",
    "ulcerative_colitis": "about.diagnosis",
    "ibd_unclassified": "about.diagnosis",
    "not_diagnosed": "about.diagnosis",
    "no_anti_tnf": "history.anti_tnf",
}
"""Ways out of the pathway for which no choice is laid out, and the answer each follows from."""

MISSING = frozenset({Certainty.UNKNOWN, Certainty.SKIPPED})
"""Open all the same after it was asked. What a person would rather not say is not held against them."""

OWN_QUESTIONS = "closing.own_questions"


def build_report(conversation: Conversation, content: Content, today: date, generated_at: datetime) -> Report:
    """The sheet as it stands on ``today``; claims whose review is overdue then are withheld."""
    answers = in_force(conversation.told)
    reader = Reader(content, conversation.locale, today)
    wording = Wording(content, conversation.locale, answers)
    reason = exit_of(answers)
    way_out = reason if reason in NO_MEDICINES else None
    case = _case(answers, way_out)
    sheet = Report(
        conversation_id=conversation.id,
        generated_at=generated_at,
        content_version=content.version,
        locale=reader.words.locale,
        complete=not to_ask(answers),
        answers=tuple(answer_line(slot, answer, wording) for slot, answer in answers.items()),
        failure=_exit(reader, way_out) if way_out else _failure(reader, answers),
        drug_level=NOTHING_TO_SAY if way_out else _drug_level(reader, answers),
        options=() if way_out else lay_out(case, content, reader),
        grid=Grid() if way_out else weigh_daily_life(content, reader, wording, answers),
        questions=(*_own_questions(answers), *_bank_questions(case, content, wording)),
        missing=tuple(missing_lines(answers, content, wording)),
        bring=tuple(_bring(answers, wording)),
        flags=_flags(conversation, content, answers),
        sources=reader.sources(),
        about=reader.about(),
    )
    graded = sheet.about.model_copy(update={"readability_grade": grade("\n".join(_authored(sheet)))})
    return sheet.model_copy(update={"about": graded})


def _flags(conversation: Conversation, content: Content, answers: Mapping[str, Answer]) -> tuple[FlagLine, ...]:
    """What was found in words, and what the answers raise together."""
    found = [FlagLine(id=flag.id, tier=flag.tier) for flag in conversation.flags]
    found += [FlagLine(id=name, tier=content.flags[name].tier) for name in raised(content, answers)]
    return tuple(dict.fromkeys(found))


def _authored(sheet: Report) -> Iterator[str]:
    """Every sentence of the sheet that we wrote; what the person wrote is not graded."""
    yield from (sheet.failure.text, sheet.drug_level.text, *sheet.drug_level.reference_points, *sheet.bring)
    for option in sheet.options:
        yield from (option.schedule, *(point.text for point in option.points))
    yield from (cell.text for row in sheet.grid.rows for cell in row.cells)
    yield from (question.text for question in sheet.questions if not question.own)


def _case(answers: Mapping[str, Answer], way_out: str | None) -> Case:
    if way_out:
        return Case(answers)
    return Case(answers, decide(failure.Failure, answers), decide(drug_level.DrugLevel, answers))


def _exit(reader: Reader, way_out: str) -> Failure:
    """Said plainly: this pathway is not made for the person, so nothing is concluded about a failure."""
    claim = reader.read(f"exits.{way_out}")
    return Failure(type="unclear", text=claim.text, because=(NO_MEDICINES[way_out],), sources=claim.sources)


NOTHING_TO_SAY = DrugLevel(branch="unclear", text="", because=(), reference_points=(), sources=())


def _failure(reader: Reader, answers: Mapping[str, Answer]) -> Failure:
    outcome = failure.failure_type(Facts(answers))
    claim = reader.read(f"failure.{outcome.id}")
    return Failure(type=outcome.id, text=claim.text, because=outcome.because, sources=claim.sources)


def _drug_level(reader: Reader, answers: Mapping[str, Answer]) -> DrugLevel:
    outcome = drug_level.branch(Facts(answers))
    claim = reader.read(f"drug_level.{outcome.id}")
    points = [reader.read(key) for key in _reference_points(reader, Facts(answers))]
    return DrugLevel(
        branch=outcome.id,
        text=claim.text,
        because=outcome.because,
        reference_points=tuple(point.text for point in points),
        sources=tuple(dict.fromkeys(source for said in (claim, *points) for source in said.sources)),
    )


def _reference_points(reader: Reader, facts: Facts) -> list[str]:
    """The published numbers for the person's medicine, once a level is known: theirs to compare, ours not to judge."""
    if not facts.level_tested and facts.value("tests.level_value") is None:
        return []
    drug = facts.value("history.anti_tnf")
    found = [key for key in reader.words.claims if key.startswith(f"reference_points.{drug}_")]
    if facts.says("disease.fistula", "perianal", "other"):
        found.append("reference_points.fistula_or_healing")
    return [*found, "reference_points.caution"]


def _own_questions(answers: Mapping[str, Answer]) -> Iterator[QuestionLine]:
    """The person's own come first, word for word."""
    texts = Facts(answers).value(OWN_QUESTIONS)
    for number, text in enumerate(texts if isinstance(texts, tuple) else (), start=1):
        yield QuestionLine(id=f"own_{number}", text=text, because=(OWN_QUESTIONS,), own=True)


def _bank_questions(case: Case, content: Content, wording: Wording) -> Iterator[QuestionLine]:
    for chosen in choose(content.questions, case):
        yield QuestionLine(id=chosen.id, text=wording.question(chosen.id), because=chosen.because, own=False)


def missing_lines(answers: Mapping[str, Answer], content: Content, wording: Wording) -> Iterator[MissingLine]:
    """Not known, skipped, or not asked yet, in pathway order."""
    open_slots = {slot for slot, answer in answers.items() if answer.status in MISSING} | set(to_ask(answers))
    asked = answered(answers)
    for slot in content.slots:
        if slot in open_slots:
            key = "missing.slot" if slot in asked else "missing.not_asked"
            yield MissingLine(
                slot=slot, text=wording.say(key, label=wording.label(slot), find_out=wording.find_out(slot))
            )


BRING = (
    "medicines_list", "results_letter", "dose_dates", "symptoms_notes", "insurance_letters", "pregnancy_plans",
    "vaccine_record", "this_sheet",
)  # fmt: skip
BRING_ONLY: dict[str, When] = {
    "dose_dates": {"history.anti_tnf": ("infliximab", "adalimumab", "certolizumab")},
    "insurance_letters": {"access.barriers": ("approval_needed", "refused", "forced_switch", "out_of_pocket")},
    "pregnancy_plans": {"health.pregnancy": ("pregnant", "planning", "breastfeeding", "fathering")},
}
"""What only some people have to bring."""


def _bring(answers: Mapping[str, Answer], wording: Wording) -> Iterator[str]:
    for item in BRING:
        only = BRING_ONLY.get(item)
        if not only or judge(Case(answers), (only,)).holds:
            yield wording.say(f"bring.{item}")


def answer_line(slot: str, answer: Answer, wording: Wording) -> AnswerLine:
    """An answer with its label, in words."""
    return AnswerLine(
        slot=slot,
        label=wording.label(slot),
        value=answer.value if answer.status in VALUED else None,
        text=wording.answer(slot, answer),
        status=answer.status,
    )
