"""People whose sheets the tests look at: what they told, on one fixed day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from assistant.content.loader import load_content
from assistant.content.models import LONGEST_TEXT, Slot
from assistant.conversations import Answer, Certainty, Conversation, Flag
from assistant.reports.model import Report, build_report
from assistant.reports.shapes import OptionLine, PointLine

CONTENT = load_content()
TODAY = min(claim.review_by for claim in CONTENT.claims.values())
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)

FULL: dict[str, Any] = {
    "about.respondent": "patient",
    "about.age_band": "35_49",
    "about.diagnosis": "crohns",
    "about.region": "uk",
    "about.appointment": "2026-12-04",
    "history.anti_tnf": "infliximab",
    "history.weeks_on": 60,
    "history.response": "wore_off",
    "history.missed_doses": "none",
    "history.partner_drug": "none",
    "history.steroids": "past_year",
    "history.earlier_advanced": ["none"],
    "history.surgery": False,
    "tests.inflammation": "active",
    "tests.drug_level": "low",
    "tests.level_value": {"value": 1.2, "unit": "ug/mL"},
    "tests.antibodies": "none",
    "disease.location": ["ileum", "colon"],
    "disease.fistula": "none",
    "disease.narrowing": False,
    "disease.outside_gut": ["none"],
    "disease.impact": "moderate",
    "preferences.route": ["injection", "tablet", "infusion"],
    "preferences.avoid": ["clinic_visits"],
    "preferences.priorities": ["safety", "speed", "off_steroids"],
    "preferences.worry": "That nothing will work",
    "health.conditions": ["none"],
    "health.smoking": "never",
    "health.pregnancy": "no",
    "health.medicines": "ibuprofen",
    "access.coverage": "public",
    "access.barriers": ["none"],
    "access.skipped_for_cost": False,
    "closing.own_questions": ["Will I be able to fly in May?"],
}
"""Everything told: infliximab worked and wore off, low level, no antibodies, tests show inflammation."""

BURDENED: dict[str, Any] = FULL | {
    "about.age_band": "50_64",
    "history.missed_doses": "some",
    "history.earlier_advanced": ["adalimumab", "ustekinumab", "vedolizumab"],
    "disease.location": ["ileum", "colon", "upper_gi", "perianal"],
    "disease.fistula": "perianal",
    "disease.narrowing": True,
    "disease.outside_gut": ["joints", "back", "psoriasis", "skin", "eyes", "mouth"],
    "disease.impact": "severe",
    "preferences.avoid": ["needles", "clinic_visits", "daily_medicine", "frequent_blood_tests", "fridge"],
    "health.conditions": [value for value in CONTENT.slots["health.conditions"].values if value != "none"],
    "health.smoking": "current",
    "health.pregnancy": "planning",
    "access.barriers": ["approval_needed", "refused", "forced_switch", "out_of_pocket", "travel"],
    "access.skipped_for_cost": True,
    "closing.own_questions": ["Can I still travel with this, and what about my job on night shifts?"] * 3,
}
"""As much as can be told at once."""

LONGEST = ("What if it comes back while I am away? " * 26)[:LONGEST_TEXT].strip()
WORDY: dict[str, Any] = BURDENED | {
    "preferences.worry": LONGEST,
    "health.medicines": "x" * LONGEST_TEXT,
    "closing.own_questions": [LONGEST] * 10,
}
"""That, and as many words of one's own as may be written."""


def told(answers: dict[str, Any]) -> dict[str, Answer]:
    """Values as from JSON, or whole answers, by slot."""
    return {
        slot: value if isinstance(value, Answer) else Answer(value=CONTENT.slots[slot].accept(value))
        for slot, value in answers.items()
    }


def conversation(answers: dict[str, Any], flags: tuple[Flag, ...] = ()) -> Conversation:
    return Conversation(
        id="c_0123456789abcdef", created_at=NOW, updated_at=NOW, consent=True, told=told(answers), flags=flags
    )


def sheet(answers: dict[str, Any], flags: tuple[Flag, ...] = (), today: date = TODAY) -> Report:
    return build_report(conversation(answers, flags), CONTENT, today, NOW)


def option(report: Report, name: str) -> OptionLine:
    return next(line for line in report.options if line.id == name)


def points(report: Report, name: str, kind: str, slot: str) -> list[PointLine]:
    """The points of one side of an option that rest on ``slot``."""
    return [point for point in option(report, name).points if point.kind == kind and slot in point.because]


def values(slot: Slot) -> st.SearchStrategy[Any]:
    """Any value the slot takes, as JSON."""
    match slot.kind:
        case "choice":
            return st.sampled_from(slot.choices)
        case "choices" | "ranking":
            together = [value for value in slot.values if value not in slot.alone]
            several = st.lists(st.sampled_from(together), min_size=1, max_size=slot.most, unique=True)
            return st.one_of(several, st.sampled_from(slot.alone).map(lambda one: [one])) if slot.alone else several
        case "yes_no":
            return st.booleans()
        case "number":
            return st.integers(slot.least or 0, 200)
        case "quantity":
            return st.builds(
                lambda value, unit: {"value": value, "unit": unit}, st.integers(0, 40), st.sampled_from(slot.units)
            )
        case "date":
            return st.one_of(
                st.dates(date(2026, 1, 1), date(2030, 1, 1)).map(date.isoformat), st.sampled_from(slot.alone)
            )
        case "texts":
            return st.lists(st.sampled_from(["Can I fly?", "What about my cat?"]), max_size=3)
    return st.sampled_from(["That it comes back", "Paracetamol now and then"])


def answer(slot: Slot) -> st.SearchStrategy[Answer]:
    """An answer to the slot: mostly a value, sometimes a hedge or none."""
    given = values(slot).map(slot.accept)
    statuses = [Certainty.UNKNOWN, Certainty.DECLINED, Certainty.SKIPPED]
    return st.one_of(
        given.map(lambda value: Answer(value=value)),
        given.map(lambda value: Answer(value=value, status=Certainty.UNSURE)),
        st.sampled_from(statuses).map(lambda status: Answer(status=status)),
    )


@st.composite
def anyone(draw: st.DrawFn) -> dict[str, Answer]:
    """Answers to any of the questions, in any order."""
    slots = draw(st.permutations(list(CONTENT.slots.values())))
    count = draw(st.integers(0, len(slots)))
    return {slot.id: draw(answer(slot)) for slot in slots[:count]}


def on_the_pathway() -> st.SearchStrategy[dict[str, Answer]]:
    """Grown-up people with Crohn's and an anti-TNF, who told anything else in any order."""
    drug = st.sampled_from(["infliximab", "adalimumab", "certolizumab"]).map(lambda value: Answer(value=value))
    adult = st.sampled_from(["35_49", "65_plus"]).map(lambda value: Answer(value=value))
    crohns = st.just(Answer(value="crohns"))
    fixed = st.fixed_dictionaries({"about.age_band": adult, "about.diagnosis": crohns, "history.anti_tnf": drug})
    return st.builds(lambda some, sure: some | sure, anyone(), fixed)
