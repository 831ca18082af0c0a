"""Authored words with their slots filled in. Nothing here makes up a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce

from assistant.content.loader import Content
from assistant.conversations import VALUED, Answer, Quantity, Value
from assistant.messages import Choice

BLANK = re.compile(r"\{([a-z_.]+)\}")
MONTHS_A_WEEK = 12 / 52.18
IN_MONTHS, IN_YEARS = 16, 104
"""From how many weeks a length of time is told in months, and in years; the pathway decides at 8, 12 and 14 weeks."""


class Wording:
    """The words of one language, filled in from one person's answers."""

    def __init__(self, content: Content, locale: str, answers: Mapping[str, Answer]) -> None:
        self._content = content
        self._words = content.words(locale)
        self._answers = answers

    def say(self, key: str, nth: int = 0, **values: object) -> str:
        """The phrase ``key`` (its last wording when ``nth`` is beyond them). Raises ``KeyError`` for an unknown key."""
        phrases = self._words.phrases[key]
        return self.fill(phrases[min(nth, len(phrases) - 1)], **values)

    def ways(self, key: str) -> int:
        """How many wordings the phrase has."""
        return len(self._words.phrases[key])

    def fill(self, text: str, /, **values: object) -> str:
        """``{name}`` from ``values``; ``{step.slot}`` from the answers, or the neutral phrase for that slot."""

        def blank(found: re.Match[str]) -> str:
            name = found[1]
            if name in values:
                return str(values[name])
            answer = self._answers.get(name)
            if answer and answer.status in VALUED:
                return self.value(name, answer.value)
            return self._words.phrases[f"unnamed.{name.replace('.', '_')}"][0]

        return BLANK.sub(blank, text)

    def question(self, question: str) -> str:
        """A question for the appointment."""
        return self.fill(self._words.questions[question])

    def label(self, slot: str) -> str:
        """The short name of a question."""
        return self._words.slots[slot].label

    def ask(self, slot: str, style: str = "ask") -> str:
        """The question, in full ("ask"), shorter ("again"), "simpler", or with an "example"."""
        words = self._words.slots[slot]
        if style == "example":
            return self.fill(f"{words.again} {words.example}")
        if style == "ask" and words.ask_caregiver and self._for_someone_else:
            return self.fill(words.ask_caregiver)
        return self.fill(getattr(words, style))

    @property
    def _for_someone_else(self) -> bool:
        answer = self._answers.get("about.respondent")
        return bool(answer and answer.value == "caregiver")

    def why(self, slot: str) -> str:
        return self.fill(self._words.slots[slot].why)

    def unknown(self, slot: str) -> str:
        """What the sheet does without an answer, and how to find out."""
        return f"{self.fill(self._words.slots[slot].unknown)} {self.find_out(slot)}"

    def find_out(self, slot: str) -> str:
        return self.fill(self._words.slots[slot].find_out)

    def number(self, slot: str) -> str | None:
        """What is said to a bare number, where only the team's word for it counts."""
        return self._words.slots[slot].number

    def buttons(self, slot: str) -> tuple[Choice, ...]:
        """What can be tapped for each of its choices."""
        buttons = self._words.buttons[slot]
        return tuple([buttons[value] for value in self._content.slots[slot].choices])

    def choice(self, slot: str, value: str) -> str:
        """The text on the button of one choice."""
        return self._words.slots[slot].values[value].label

    def item(self, slot: str, answer: Answer) -> str:
        """An answer in words, after its name."""
        return self.say("answer.item", label=self.label(slot), value=self.answer(slot, answer))

    def answer(self, slot: str, answer: Answer) -> str:
        """An answer in words, with its certainty."""
        if answer.status in VALUED and answer.value is not None:
            said = self.value(slot, answer.value)
            return said if answer.status == "given" else self.say("status.unsure", value=said)
        return self.say(f"status.{answer.status}")

    def value(self, slot: str, value: Value | None) -> str:
        """A value in the words of its choices: "it worked, then wore off", "about 14 months", "4 December 2026"."""
        match value:
            case bool():
                return self._told(slot, "yes" if value else "no")
            case int():
                return self.weeks(value)
            case Quantity():
                return f"{value.comparator or ''}{value.value:g} {value.unit.replace('ug', 'µg')}"
            case ():
                return self.say("unit.nothing")
            case tuple() if self._content.slots[slot].kind == "ranking":
                return self.ranked([self._told(slot, one) for one in value])
            case tuple():
                return self.listed(self._told(slot, one) for one in value)
            case str():
                return self._told(slot, value)
        return self.say("status.unknown")

    def weeks(self, weeks: int) -> str:
        """A length of time as people say it: weeks while single weeks matter, then months, then half years."""
        if weeks < IN_MONTHS:
            return self.say("unit.weeks", nth=weeks != 1, count=weeks)
        if weeks < IN_YEARS:
            return self.say("unit.months_long", count=round(weeks * MONTHS_A_WEEK))
        years, half = divmod(round(weeks * MONTHS_A_WEEK / 6), 2)
        return self.say("unit.years_and_a_half" if half else "unit.years", count=years)

    def _told(self, slot: str, value: str) -> str:
        words = self._words.slots[slot].values.get(value)
        if words:
            return words.told or words.label
        if self._content.slots[slot].kind == "date":
            return self.day(date.fromisoformat(value))
        return self.say("unit.quoted", text=value)

    def day(self, day: date) -> str:
        """ "4 December 2026"."""
        month = self._words.phrases["unit.months"][day.month - 1]
        return self.say("unit.date", day=day.day, month=month, year=day.year)

    def listed(self, items: Iterable[str]) -> str:
        """ "a, b and c"."""
        return self._joined("unit.and", items)

    def either(self, items: Iterable[str]) -> str:
        """ "a, b or c"."""
        return self._joined("unit.or", items)

    def ranked(self, items: list[str]) -> str:
        """ "first a, then b, then c"."""
        row = reduce(lambda first, last: self.say("unit.then", first=first, last=last), items)
        return self.say("unit.ranked", things=row) if len(items) > 1 else row

    def _joined(self, key: str, items: Iterable[str]) -> str:
        *rest, last = list(items)
        return self.say(key, first=", ".join(rest), last=last) if rest else last
