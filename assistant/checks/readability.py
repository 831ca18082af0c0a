"""How hard the words are to read, by kind of text."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from statistics import median

from assistant.checks.sentences import texts
from assistant.content.loader import FOLDER, Content
from assistant.content.wording import BLANK
from assistant.reports.readability import familiar, grade

HIGHEST_MEDIAN = 6.5
"""What half of all texts stay below."""


def grades(content: Content, locale: str, folder: Path = FOLDER) -> dict[str, list[float]]:
    """Kind of text -> the reading grades of its texts; headings and labels have none."""
    found: dict[str, list[float]] = defaultdict(list)
    easy = familiar(content)
    for said in texts(content, locale, folder):
        if said.is_sentence:
            found[said.part].append(grade(BLANK.sub("word", said.text), easy))
    return dict(found)


def readability(content: Content, locale: str = "en", folder: Path = FOLDER) -> str:
    """A table: how many texts of a kind, their median grade, the highest."""
    kinds = grades(content, locale, folder)
    rows = {**kinds, "all": [level for levels in kinds.values() for level in levels]}
    head = f"{'reading grade':<24}{'texts':>7}{'median':>8}{'highest':>9}"
    lines = (
        f"{kind:<24}{len(levels):>7}{median(levels):>8.1f}{max(levels):>9.1f}"
        for kind, levels in rows.items()
        if levels
    )
    return "\n".join((head, *lines))
