"""The appointment as a calendar event, read back by a calendar library."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar, Event

from assistant.conversations import Answer, Certainty, Flag, Tier
from assistant.errors import NoAppointmentDate
from assistant.reports import calendar
from assistant.reports.model import Report
from tests.reports.people import CONTENT, FULL, NOW, sheet

HOSTILE = 'Fever; rash, or "both"?\\n\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Stop your medicine 💊' + "é" * 100


def event(report: Report) -> Event:
    """The one event, as a calendar reads it."""
    (found,) = Calendar.from_ical(calendar.render(report, CONTENT)).walk("VEVENT")
    assert isinstance(found, Event)
    return found


def test_the_day_of_the_appointment_is_an_event_with_the_questions() -> None:
    report = sheet(FULL)
    found = event(report)
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (date(2026, 12, 4), date(2026, 12, 5))
    assert found.decoded("dtstamp") == NOW
    assert str(found["summary"]) == CONTENT.words("en").phrases["report.event"][0]
    lines = str(found["description"]).split("\n")
    assert [line.partition(". ")[2] for line in lines if line[:1].isdigit()] == [line.text for line in report.questions]
    assert lines[-1] == CONTENT.words("en").phrases["report.no_change"][0]


def test_the_title_names_no_illness_to_whoever_shares_the_calendar() -> None:
    found = event(sheet(FULL))
    assert str(found["class"]) == "PRIVATE"
    assert "Crohn" not in str(found["summary"])


def test_a_persons_words_stay_in_the_description() -> None:
    found = event(sheet(FULL | {"closing.own_questions": Answer(value=(HOSTILE,))}))
    assert str(found["description"]).split("\n")[1] == "1. " + " ".join(HOSTILE.split())
    assert str(found["summary"]) == CONTENT.words("en").phrases["report.event"][0]


def test_every_line_is_short_enough_and_ends_as_it_must() -> None:
    raw = calendar.render(sheet(FULL | {"closing.own_questions": Answer(value=(HOSTILE,))}), CONTENT).encode()
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) == 75
    assert all(line.decode() for line in lines[:-1]), "no letter is cut in two"


def test_a_red_flag_comes_before_the_questions() -> None:
    found = event(sheet(FULL, flags=(Flag(id="tell_team", tier=Tier.SOON),)))
    assert str(found["description"]).startswith(CONTENT.words("en").phrases["report.flag_soon"][0])


def test_importing_it_again_replaces_the_event() -> None:
    first, second = (event(sheet(FULL | {"about.appointment": day})) for day in ("2026-12-04", "2026-12-11"))
    assert first["uid"] == second["uid"]
    assert first.decoded("dtstart") != second.decoded("dtstart")


@pytest.mark.parametrize("told", ["not_booked", Answer(status=Certainty.UNKNOWN), None])
def test_without_a_date_there_is_no_event_and_the_person_is_told_so(told: str | Answer | None) -> None:
    answers = {slot: value for slot, value in FULL.items() if slot != "about.appointment"}
    with pytest.raises(NoAppointmentDate, match="no date to put in a calendar"):
        calendar.render(sheet(answers | ({"about.appointment": told} if told else {})), CONTENT)
