"""``assistant check``: everything that can be wrong with content and scripts, each with file and line.

The loader finds what does not fit its shape; here is what does not fit together. The tests run the same code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from assistant.checks.answers import answers
from assistant.checks.claims import claim_words, claims, figures, signatures, simpler_words
from assistant.checks.places import Finding
from assistant.checks.readability import readability
from assistant.checks.rules import rules
from assistant.checks.scripts import script_problems
from assistant.checks.sentences import sentences
from assistant.checks.signs import signs
from assistant.checks.vocabulary import phrases, slot_words, vocabulary
from assistant.content import yaml
from assistant.content.loader import FOLDER, Content, read_content

__all__ = ["Finding", "findings", "problems", "readability"]


def problems(scripts: Path | None, today: date, folder: Path = FOLDER) -> list[yaml.Problem]:
    """Every problem of the content in ``folder`` and of the dialogue scripts below ``scripts``."""
    try:
        content = read_content(folder)
    except yaml.Problems as found:
        return found.problems
    located = [_located(folder, *finding) for finding in findings(content, today, folder)]
    return [*located, *(script_problems(scripts, content) if scripts else ())]


def findings(content: Content, today: date, folder: Path = FOLDER) -> Iterator[Finding]:
    """What does not fit together, language by language and claim by claim."""
    yield from vocabulary(content)
    yield from claims(content, today)
    yield from signatures(content)
    yield from rules(content)
    for locale in content.languages:
        yield from slot_words(content, locale)
        yield from phrases(content, locale, folder)
        yield from claim_words(content, locale)
        yield from simpler_words(content, locale)
        yield from figures(content, locale)
        yield from answers(content, locale)
        yield from sentences(content, locale, folder)
        yield from signs(content, locale)


def _located(folder: Path, file: str, place: yaml.Place, text: str) -> yaml.Problem:
    if not (folder / file).exists():
        return yaml.Problem(file, 1, text)
    return yaml.read(folder / file, file).problem(place, text)
