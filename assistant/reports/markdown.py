"""The sheet as Markdown (CommonMark). Nothing a person wrote can become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.content.loader import Content
from assistant.reports.outline import Section, outline
from assistant.reports.shapes import Report
from assistant.reports.words import Words, one_line

MARKUP = re.compile(r"[\\`*_\[\]<>#|~&@^$]|://|(?<=www)\.")
LEADING = re.compile(r"^([-+=:]|\d+(?=[.)]))")


def render(report: Report, content: Content) -> str:
    """The whole sheet."""
    return write(outline(Words(report, content)))


def write(sections: Iterable[Section]) -> str:
    """Sections as Markdown."""
    return "\n\n".join(map(_section, sections)) + "\n"


def escape(text: str) -> str:
    """``text`` on one line, every character that Markdown or its link finders would act on taken literally."""
    plain = MARKUP.sub(lambda found: "\\" + found[0], one_line(text))
    return LEADING.sub(lambda found: found[0] + "\\" if found[0].isdigit() else "\\" + found[0], plain)


def _section(section: Section) -> str:
    items = [
        f"{f'{number}.' if section.numbered else '-'} {escape(item)}{_link(section, number)}"
        for number, item in enumerate(section.items, start=1)
    ]
    blocks = [f"{'#' * section.level} {escape(section.title)}", *map(escape, section.paragraphs), "\n".join(items)]
    return "\n\n".join(block for block in blocks if block)


def _link(section: Section, number: int) -> str:
    link = section.links[number - 1] if section.links else None
    return f" <{link}>" if link else ""
