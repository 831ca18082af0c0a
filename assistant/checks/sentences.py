"""Every sentence a patient can meet: no advice, no wrong figures, no medical figure without a claim, not too hard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from assistant.checks.places import Finding, books, claim_place, home
from assistant.content import yaml
from assistant.content.limits import CORRECTIONS, FORBIDDEN, HIGHEST_GRADE
from assistant.content.loader import Content
from assistant.content.models import SlotWords
from assistant.content.wording import BLANK
from assistant.reports.readability import familiar, grade

MEDICAL_FIGURE = re.compile(
    r"\d+ ?(?:%|per cent|percent)|\d+ (?:in|of|out of) (?:every )?\d+"
    r"|\d+ ?(?:mg|mcg|[µμu]g|micrograms?|milligrams?|mL|litres?|kg)\b"
    r"|\b(?:weeks?|months?) \d+|\d+ (?:to \d+ )?(?:days?|weeks?|months?)\b|\d+ (?:times|fold)\b",
    re.IGNORECASE,
)
"""A share, an amount or a span of time: true or false of medicine, so it needs a source."""
ASKED_ABOUT = re.compile(r"\b(?:within|past|last) \d+ (?:days|weeks|months)\b", re.IGNORECASE)
"""A span that a question asks about says nothing of medicine."""
SENTENCE_END = re.compile(r"[.?!][\"”’)]*$")
SHORTEST = 4
"""Words of a sentence that has a grade."""
QUESTION_PARTS = tuple(name for name in SlotWords.model_fields if name not in ("values", "heard", "label", "example"))


class Said(NamedTuple):
    """One text, where it stands, and the claim, question, slot or phrase it belongs to."""

    file: str
    place: yaml.Place
    name: str
    text: str
    part: str

    @property
    def bare(self) -> str:
        """The text without its blanks."""
        return BLANK.sub("", self.text)

    @property
    def is_sentence(self) -> bool:
        """Headings, labels and a mere hello are none: they have no grade."""
        return bool(SENTENCE_END.search(self.text)) and len(self.text.split()) >= SHORTEST


def sentences(content: Content, locale: str, folder: Path) -> Iterator[Finding]:
    """What is wrong with each text of this language."""
    easy = familiar(content)
    for said in texts(content, locale, folder):
        for pattern in FORBIDDEN:
            if re.search(pattern, said.text, re.IGNORECASE) and not said.name.startswith(CORRECTIONS):
                yield said.file, said.place, f"“{pattern}” may not be said"
        if said.name not in content.claims and (found := MEDICAL_FIGURE.search(ASKED_ABOUT.sub("", said.bare))):
            yield said.file, said.place, f"“{found[0]}” is a medical figure: it belongs in a claim, with a source"
        level = grade(BLANK.sub("word", said.text), easy)
        if said.is_sentence and level > HIGHEST_GRADE:
            yield said.file, said.place, f"reading grade {level:.1f} is over {HIGHEST_GRADE:g}"


def texts(content: Content, locale: str, folder: Path) -> Iterator[Said]:
    """Everything that can be said in this language, examples of what to type left out."""
    words = content.languages[locale]
    for name, text in words.claims.items():
        yield Said(*claim_place(name, locale), name, text, home(name.partition(".")[0]))
    for name, text in words.simpler.items():
        file, place = claim_place(name, locale)
        yield Said(file, (*place, "simpler"), name, text, "simpler words")
    for name, text in words.questions.items():
        yield Said(f"{locale}/questions.yaml", (name,), name, text, "questions for the team")
    for name, slot in words.slots.items():
        yield from _slot(locale, name, slot)
    book = books(folder, locale)
    for name, wordings in words.phrases.items():
        section, _, key = name.partition(".")
        file = book(section)
        for text in wordings:
            yield Said(file, (section, key), name, text, file.partition("/")[2].removesuffix(".yaml"))


def _slot(locale: str, name: str, words: SlotWords) -> Iterator[Said]:
    step, _, key = name.partition(".")
    file = f"{locale}/steps/{step}.yaml"
    for part in QUESTION_PARTS:
        if text := getattr(words, part):
            yield Said(file, (key, part), name, text, "questions we ask")
    for value, choice in words.values.items():
        for text in filter(None, (choice.label, choice.told)):
            yield Said(file, (key, "values", value), name, text, "choices")
