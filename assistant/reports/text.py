"""The sheet as plain text: in full, or short enough for a text message."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from assistant.content.loader import Content
from assistant.reports.outline import Section, outline
from assistant.reports.shapes import Report
from assistant.reports.words import Words, one_line

WIDTH = 78
SMS_LENGTH = 459
"""Three text messages joined into one, in the 7-bit alphabet (153 characters each)."""
PLAIN = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "...", "µ": "u", "\u00a0": " "})


def render(report: Report, content: Content) -> str:
    """The whole sheet, wrapped at 78 characters."""
    return write(outline(Words(report, content)))


def write(sections: Iterable[Section]) -> str:
    """Sections as text, wrapped."""
    return "\n\n".join(map(_section, sections)) + "\n"


def sms(report: Report, content: Content) -> str:
    """What matters most in at most 459 characters: red flags, the finding, the questions that fit whole, the limits."""
    words = Words(report, content)
    head = words.flags or [f"{words.say('title')}:"]
    found = " - ".join(words.headline) or report.failure.text
    last = _plain(f"{words.say('no_change')} {words.say('sms_full')}")
    text = "\n".join(map(_plain, [*head, found]))
    for number, question in enumerate(report.questions, start=1):
        line = f"{number}. {_plain(question.text)}"
        if len(text) + len(line) + len(last) + 2 <= SMS_LENGTH:
            text = f"{text}\n{line}"
    return f"{_shortened(text, SMS_LENGTH - len(last) - 1)}\n{last}"


def _plain(text: str) -> str:
    """One line in the alphabet of text messages, where that can be done without losing a letter."""
    return one_line(text.translate(PLAIN))


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 4].rsplit(" ", 1)[0] + " ..."


def _section(section: Section) -> str:
    title = one_line(section.title)
    head = title.upper() if section.level < 3 else title
    items = [
        _wrapped(one_line(item), f"{number}. " if section.numbered else "- ")
        for number, item in enumerate(section.items, start=1)
    ]
    blocks = [head, *(_wrapped(one_line(text)) for text in section.paragraphs), "\n".join(items)]
    return "\n".join(block for block in blocks if block)


def _wrapped(text: str, bullet: str = "") -> str:
    indent = " " * len(bullet)
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=bullet,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )  # addresses and names stay whole
