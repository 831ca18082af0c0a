"""One page for the clinical team: the same facts as on the sheet, in clinical words, and the patient's own words.

Nothing is added to what was told: no options, no ranking, no advice.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.content.loader import Content
from assistant.content.wording import Wording
from assistant.conversations import Certainty, Tier, Value
from assistant.reports import html, markdown, text
from assistant.reports.outline import Section
from assistant.reports.shapes import AnswerLine, Report
from assistant.reports.words import one_line

QUOTED = ("text", "texts")
"""Kinds of slots that hold words of the person's own."""


def render_html(report: Report, content: Content) -> str:
    """The page, under the same policy and with the same style as the sheet."""
    return html.page("clinician.html.j2", report.locale, sections=list(summary(report, content)))


def render_markdown(report: Report, content: Content) -> str:
    return markdown.write(summary(report, content))


def render_text(report: Report, content: Content) -> str:
    """In full, wrapped: this page is not for text messages."""
    return text.write(summary(report, content))


def summary(report: Report, content: Content) -> Iterator[Section]:
    """The page in the order in which it is read."""
    return _Summary(report, content).sections()


class _Summary:
    def __init__(self, report: Report, content: Content) -> None:
        self._report = report
        self._slots = content.slots
        self._wording = Wording(content, report.locale, {})
        self._special = content.words(report.locale).phrases
        self._told = {line.slot: line for line in report.answers}

    def _say(self, key: str, **values: object) -> str:
        return self._wording.say(f"clinical.{key}", 0, **values)

    def sections(self) -> Iterator[Section]:
        report = self._report
        respondent = self._told.get("about.respondent")
        informant = "caregiver" if respondent and respondent.value == "caregiver" else "patient"
        yield Section(1, self._say("title"), (self._say("intro", informant=self._say(informant)),))
        flags = tuple(self._flags())
        yield Section(2, self._say("flags"), () if flags else (self._say("no_flags"),), flags)
        yield Section(2, self._say("pattern"), items=tuple(self._pattern()))
        plain = [line for line in report.answers if not self._is_quoted(line) and self._is_known(line)]
        yield Section(2, self._say("told"), items=tuple(map(self._answer, plain)))
        quoted = [line for line in report.answers if self._is_quoted(line)]
        if quoted:
            yield Section(2, self._say("words"), items=tuple(map(self._answer, quoted)))
        missing = tuple(self._open())
        yield Section(2, self._say("open"), () if missing else (self._say("nothing_open"),), missing)
        asked = tuple(question.text for question in report.questions if not question.own)
        yield Section(2, self._say("asks"), items=asked)
        made = self._wording.day(report.generated_at.date())
        footer = self._say("footer", generated_at=made, content_version=report.content_version)
        yield Section(2, self._wording.say("report.about"), (self._say("boundary"), footer))

    def _flags(self) -> Iterator[str]:
        for tier in Tier:
            for flag in self._report.flags:
                if flag.tier is tier:
                    yield f"{self._say(tier.value)}: {self._wording.say(f'clinical_flag.{flag.id}')}"

    def _pattern(self) -> Iterator[str]:
        """What the sheet concludes; only why it fits nobody, where it does."""
        if not self._report.drug_level.text:
            yield self._report.failure.text
            return
        yield self._wording.say(f"clinical_failure.{self._report.failure.type}")
        yield self._wording.say(f"clinical_branch.{self._report.drug_level.branch}")

    def _is_quoted(self, line: AnswerLine) -> bool:
        """Whether it holds words of the person's own."""
        return bool(line.value) and self._slots[line.slot].kind in QUOTED

    def _is_known(self, line: AnswerLine) -> bool:
        return line.value is not None and line.value != ()

    def _open(self) -> Iterator[str]:
        for line in self._report.answers:
            if line.value is None:
                yield f"{self._label(line.slot)}: {self._say(line.status.value)}"
        for missing in self._report.missing:
            if missing.slot not in self._told:
                yield f"{self._label(missing.slot)}: {self._say('not_asked')}"

    def _label(self, slot: str) -> str:
        return self._wording.say(f"clinical_slot.{slot}")

    def _answer(self, line: AnswerLine) -> str:
        said = self._value(line.slot, line.value)
        if line.status is Certainty.UNSURE:
            said = self._say("unsure", value=said)
        return one_line(f"{self._label(line.slot)}: {said}")

    def _value(self, slot: str, value: Value | None) -> str:
        match value:
            case bool():
                return self._say(str(value).lower())
            case tuple() if self._slots[slot].kind == "ranking":
                return " > ".join(self._choice(slot, one) for one in value)
            case tuple():
                return ", ".join(self._choice(slot, one) for one in value)
            case str():
                return self._choice(slot, value)
        return self._wording.value(slot, value)

    def _choice(self, slot: str, value: str) -> str:
        """One value in clinical words where there are any; otherwise as on the sheet."""
        special = self._special.get(f"clinical_value.{slot}.{value}")
        return special[0] if special else self._wording.value(slot, value)
