"""The slots: asked by the charts in their order, with words for each and for each of their values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.checks.places import Finding, books
from assistant.content.loader import Content
from assistant.flows.pathway import asks


def vocabulary(content: Content) -> Iterator[Finding]:
    """Slots and charts name the same things in the same order."""
    asked = [ask.slot for ask in asks()]
    for slot in content.slots:
        if slot not in asked:
            yield "slots.yaml", (slot,), f"no chart asks for {slot}: give flows/{slot.partition('.')[0]}.py a state"
    for slot in asked:
        if slot not in content.slots:
            yield "slots.yaml", (), f"flows ask for {slot}, which is not here"
    if [slot for slot in content.slots if slot in asked] != [slot for slot in asked if slot in content.slots]:
        yield "slots.yaml", (), "the order differs from the order in which the charts ask"


def phrases(content: Content, locale: str, folder: Path) -> Iterator[Finding]:
    """Every sentence and every question people ask in one language is there in the others too."""
    mine, others = content.languages[locale], [words for name, words in content.languages.items() if name != locale]
    for other in others:
        for name in sorted(other.phrases.keys() - mine.phrases.keys()):
            section, _, key = name.partition(".")
            file = books(folder, other.locale)(section).partition("/")[2]
            yield f"{locale}/{file}", (section,), f"{key} is in {other.locale}, and not here"
        for name in sorted(other.answers.keys() - mine.answers.keys()):
            yield f"{locale}/answers/{name.partition('.')[0]}.yaml", (), f"nobody can ask for {name} in {locale}"


def slot_words(content: Content, locale: str) -> Iterator[Finding]:
    """Every slot and every value has words in this language, and no words are left over."""
    words = content.languages[locale].slots
    for name, slot in content.slots.items():
        file = f"{locale}/steps/{slot.step}.yaml"
        if name not in words:
            yield file, (), f"{slot.name} has no words"
            continue
        wanted, there = set(slot.choices), set(words[name].values)
        for value in sorted(wanted ^ there):
            yield file, (slot.name, "values"), f"{value} {'has no words' if value in wanted else 'is not a value'}"
    for name in words.keys() - content.slots.keys():
        step, _, key = name.partition(".")
        yield f"{locale}/steps/{step}.yaml", (key,), f"there is no slot {name}"
