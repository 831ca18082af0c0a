"""What a dialogue script may say. ``docs/dialogues.md`` is the reference; a wrong script is named with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from assistant.clients import told
from assistant.content import yaml
from assistant.content.loader import Content
from assistant.content.models import Day, Text
from assistant.conversations import Frozen, Status, Tier
from assistant.errors import BadValue
from assistant.messages import Intent


class Expectation(Frozen):
    """What must hold after a turn. What is not mentioned is not looked at."""

    question: str | None = Field(default=None, description="slot of the open question; `none` when there is none")
    state: str | None = None
    status: Status | None = None
    intent: Intent | None = None
    choices: tuple[str, ...] | None = None
    says: tuple[Text, ...] = ()
    never_says: tuple[Text, ...] = ()
    messages: tuple[str, ...] = Field(default=(), description="keys of authored sentences that must be among the reply")
    answers: dict[str, Any] = Field(default={}, description="slot -> value, or {value, status}")
    unanswered: tuple[str, ...] = Field(default=(), description="slots without an answer in force")
    changes: dict[str, str] = Field(default={}, description="slot -> set, corrected, set_aside, restored, cleared")
    flags: dict[str, Tier] | None = Field(default=None, description="flag id -> tier, exactly those of this turn")
    report: dict[str, Any] = Field(default={}, description="fields the report must contain")
    report_lacks: dict[str, Any] = Field(default={}, description="fields the report must not contain")
    report_refused: bool = False
    error: int | None = Field(default=None, description="HTTP status of the refusal this turn must get")


class Step(Frozen):
    """One thing somebody does, and what must follow."""

    patient: str | None = None
    choose: str | tuple[str, ...] | None = None
    put: dict[str, Any] | None = None
    expect: Expectation = Expectation()

    @model_validator(mode="after")
    def one_thing(self) -> Step:
        if sum(part is not None for part in (self.patient, self.choose, self.put)) != 1:
            raise ValueError("a step needs exactly one of patient, choose and put")
        return self


class Script(Frozen):
    """One conversation: how it begins, what is said, what must follow."""

    title: Text
    tags: tuple[Text, ...] = ()
    consent: bool = False
    region: str | None = None
    locale: str = "en"
    today: Day | None = None
    given: dict[str, Any] = {}
    opening: Expectation = Expectation()
    steps: tuple[Step, ...] = Field(min_length=1)


def read_script(path: Path, content: Content, name: str | None = None) -> Script:
    """The script at ``path``. Raises ``Problems`` for anything it says that does not exist."""
    document = yaml.read(path, name or str(path))
    script = yaml.check_into(Script, document)
    problems = list(_problems(script, document, content))
    if problems:
        raise yaml.Problems(problems)
    return script


def _problems(script: Script, document: yaml.Document, content: Content) -> list[yaml.Problem]:
    found = _bad_answers(script.given, ("given",), document, content)
    expectations: list[tuple[yaml.Place, Expectation]] = [(("opening",), script.opening)]
    for number, step in enumerate(script.steps):
        found += _bad_answers(step.put or {}, ("steps", number, "put"), document, content)
        expectations.append((("steps", number, "expect"), step.expect))
    phrases = content.words(script.locale).phrases
    for place, expected in expectations:
        for slot in (*expected.answers, *expected.unanswered, *expected.changes):
            if slot not in content.slots:
                found.append(document.problem(place, f"there is no slot {slot}"))
        for key in expected.messages:
            if key not in phrases and key not in content.words(script.locale).claims:
                found.append(document.problem(place, f"there is no message {key}"))
        if expected.question not in (None, "none", "consent", "safety", "offer", *content.slots):
            found.append(document.problem(place, f"there is no question {expected.question}"))
    return found


def _bad_answers(
    answers: dict[str, Any], place: yaml.Place, document: yaml.Document, content: Content
) -> list[yaml.Problem]:
    found = []
    for slot, raw in answers.items():
        if slot not in content.slots:
            found.append(document.problem((*place, slot), f"there is no slot {slot}"))
            continue
        try:
            told(content, slot, raw)
        except (BadValue, ValueError) as error:
            found.append(document.problem((*place, slot), f"{slot}: {error}"))
    return found
