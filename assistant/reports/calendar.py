"""The appointment as an iCalendar event (RFC 5545) for the whole day, with the sheet's questions in its description."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, timedelta

import assistant
from assistant.content.loader import Content
from assistant.errors import NoAppointmentDate
from assistant.reports.shapes import Report
from assistant.reports.words import Words, one_line

LONGEST_LINE = 75
"""Bytes, without the line end (RFC 5545, section 3.1)."""
SPECIAL = re.compile(r"[\\;,]")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def render(report: Report, content: Content) -> str:
    """The event; imported again it replaces itself. Raises ``NoAppointmentDate``."""
    words = Words(report, content)
    day = _day(report, words)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Second Line//{assistant.__version__}//{report.locale.upper()}",
        "BEGIN:VEVENT",
        f"UID:{report.conversation_id}@second-line",
        f"DTSTAMP:{report.generated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(words.say('event'))}",
        f"DESCRIPTION:{_escaped(_description(report, words))}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _day(report: Report, words: Words) -> date:
    told = next((line.value for line in report.answers if line.slot == "about.appointment"), None)
    if told in (None, "not_booked"):
        raise NoAppointmentDate(words.say("event_no_date"))
    return date.fromisoformat(str(told))


def _description(report: Report, words: Words) -> str:
    asked = [f"{number}. {one_line(question.text)}" for number, question in enumerate(report.questions, start=1)]
    return "\n".join([*words.flags, f"{words.say('questions')}:", *asked, words.say("no_change")])


def _escaped(text: str) -> str:
    plain = CONTROL.sub("", text)
    return SPECIAL.sub(lambda found: "\\" + found[0], plain).replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 bytes, each but the first after a space; no letter is cut in two."""
    piece, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    yield piece
