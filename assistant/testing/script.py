"""What a dialogue script may say. ``docs/dialogues.md`` is the reference; a wrong script is named with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from assistant.clients import told
from assistant.content import yaml
from assistant.content.loader import Content
from assistant.content.models import Day, Id, Text
from assistant.conversations import Frozen, Status, Tier
from assistant.errors import BadValue
from assistant.flows.safety import Safety
from assistant.messages import Intent
from assistant.testing.expansion import SHARED, Steps, expand, names, shared_fragments
from assistant.testing.invariants import Invariant

UNITS = ("minute", "hour", "day", "week")


def _read_time(text: Any) -> timedelta:
    found = re.fullmatch(rf"(\d+) ({'|'.join(UNITS)})s?", str(text))
    if not found:
        raise ValueError("a time is written like 4 days; in minutes, hours, days or weeks")
    return timedelta(**{f"{found[2]}s": int(found[1])})


def _read_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return text


Pattern = Annotated[Text, AfterValidator(_read_pattern)]
Duration = Annotated[timedelta, BeforeValidator(_read_time)]


class Reached(Frozen):
    """How far the pathway is; what is not mentioned is not looked at."""

    step: str | None = None
    answered: int | None = None
    remaining: int | None = None


class Expectation(Frozen):
    """What must hold after a turn. What is not mentioned is not looked at."""

    question: str | None = Field(default=None, description="slot of the open question; `none` when there is none")
    state: str | None = None
    status: Status | None = None
    intent: Intent | None = None
    choices: tuple[str, ...] | None = None
    says: tuple[Text, ...] = ()
    never_says: tuple[Text, ...] = ()
    any_of: tuple[Text, ...] = Field(default=(), description="texts of which the reply contains at least one")
    matches: tuple[Pattern, ...] = Field(default=(), description="regular expressions found in the reply")
    count: int | None = Field(default=None, ge=0, description="how many messages the reply has")
    citations: tuple[Text, ...] = Field(default=(), description="ids of sources the reply cites")
    grade: float | None = Field(default=None, description="highest reading grade any message of the reply may have")
    messages: tuple[str, ...] = Field(default=(), description="keys of authored sentences that must be among the reply")
    answers: dict[str, Any] = Field(default={}, description="slot -> value, or {value, status}")
    unanswered: tuple[str, ...] = Field(default=(), description="slots without an answer in force")
    set_aside: tuple[str, ...] = Field(default=(), description="slots whose answer is kept but no longer applies")
    progress: Reached = Reached()
    transcript: int | None = Field(default=None, ge=0, description="how many entries the transcript has")
    changes: dict[str, str] = Field(default={}, description="slot -> set, corrected, set_aside, restored, cleared")
    flags: dict[str, Tier] | None = Field(default=None, description="flag id -> tier, exactly those of this turn")
    report: dict[str, Any] = Field(default={}, description="fields the report must contain")
    report_lacks: dict[str, Any] = Field(default={}, description="fields the report must not contain")
    report_refused: bool = False
    error: int | None = Field(default=None, description="HTTP status of the refusal this turn must get")


class Step(Frozen):
    """One thing somebody does, and what must follow."""

    patient: str | None = Field(default=None, description="typed words")
    burst: tuple[Text, ...] | None = Field(default=None, description="several messages, one right after another")
    choose: str | tuple[str, ...] | None = Field(default=None, description="buttons; slot=id for an old one")
    put: dict[str, Any] | None = Field(default=None, description="a form sets one answer: slot -> value")
    wait: Duration | None = Field(default=None, description="time passes, e.g. 4 days; in process only")
    duplicate: bool = Field(default=False, description="the message is delivered twice")
    expect: Expectation = Expectation()
    capture: dict[Id, Text] = Field(default={}, description="name -> dotted path in the turn, for <name> later on")

    @model_validator(mode="after")
    def one_thing(self) -> Step:
        if sum(getattr(self, part) is not None for part in ACTS) != 1:
            raise ValueError(f"a step needs exactly one of {', '.join(ACTS)}")
        if self.put is not None and len(self.put) != 1:
            raise ValueError("put sets one answer")
        if self.wait and (self.capture or self.expect != Expectation()):
            raise ValueError("nobody answers while time passes: expect something of the next step")
        if self.duplicate and (self.put or self.wait):
            raise ValueError("only a message can be delivered twice")
        return self


ACTS = ("patient", "burst", "choose", "put", "wait")


class Script(Frozen):
    """One conversation: how it begins, what is said, what must follow."""

    title: Text
    tags: tuple[Text, ...] = ()
    consent: bool = False
    region: str | None = None
    locale: str = "en"
    today: Day | None = None
    given: dict[str, Any] = {}
    without: dict[Invariant, Text] = Field(default={}, description="invariant -> why it does not hold here")
    skip: Text | None = Field(default=None, description="why this is not played")
    fails: Text | None = Field(default=None, description="why this fails for now; it is an error when it does not")
    opening: Expectation = Expectation()
    steps: tuple[Step, ...] = Field(min_length=1)

    @property
    def needs_clock(self) -> bool:
        """Whether time moves or stands still in it, which no server outside lets us do."""
        return self.today is not None or any(step.wait for step in self.steps)


class Case(NamedTuple):
    """One script to play: the only one of its file, or a row or branch of it. ``lines``: of each step."""

    file: str
    name: str
    script: Script
    lines: tuple[int, ...]

    @property
    def id(self) -> str:
        """What ``assistant dialogues`` plays again: PATH or PATH::NAME."""
        return f"{self.file}::{self.name}" if self.name else self.file


def script_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The script files at and below ``paths``; files of shared fragments hold none."""
    for path in paths:
        files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        yield from (file for file in files if file.name != SHARED)


def read_cases(path: Path, content: Content, name: str | None = None) -> list[Case]:
    """The scripts in the file. Raises ``Problems`` for anything it says that does not exist."""
    return cases(yaml.read(path, name or str(path)), content, shared_fragments(path))


def cases(document: yaml.Document, content: Content, shared: dict[str, Steps] | None = None) -> list[Case]:
    """The scripts in ``document``. Raises ``Problems``."""
    found = []
    for name, written in expand(document, shared or {}):
        script = yaml.check_into(Script, written)
        problems = list(_problems(script, written, content))
        if problems:
            raise yaml.Problems(problems)
        lines = tuple(written.line(("steps", number)) for number in range(len(script.steps)))
        found.append(Case(document.file, name, script, lines))
    return found


def _problems(script: Script, document: yaml.Document, content: Content) -> Iterator[yaml.Problem]:
    yield from _bad_answers(script.given, ("given",), document, content)
    yield from _bad_expectation(script.opening, ("opening",), script.locale, document, content)
    for number, step in enumerate(script.steps):
        yield from _bad_answers(step.put or {}, ("steps", number, "put"), document, content)
        yield from _bad_expectation(step.expect, ("steps", number, "expect"), script.locale, document, content)


def _bad_expectation(
    expected: Expectation, place: yaml.Place, locale: str, document: yaml.Document, content: Content
) -> Iterator[yaml.Problem]:
    words = content.words(locale)
    for part in ("answers", "unanswered", "changes", "set_aside"):
        for slot in getattr(expected, part):
            if slot not in content.slots:
                yield document.problem((*place, part, slot), f"there is no slot {slot}")
    for key in expected.messages:
        if key not in words.phrases and key not in words.claims:
            yield document.problem((*place, "messages"), f"there is no message {key}")
    for source in expected.citations:
        if source not in content.sources:
            yield document.problem((*place, "citations"), f"there is no source {source}")
    if expected.question not in (None, *QUESTIONS, *content.slots):
        yield document.problem((*place, "question"), f"there is no question {expected.question}")
    if expected.state and expected.state not in (*STATES, *content.slots):
        yield document.problem((*place, "state"), f"there is no state {expected.state}")


QUESTIONS = ("none", "consent", "safety", "offer")
STATES = ("consent", "refused", "review", *(f"safety.{state.id}" for state in Safety.states))


def _bad_answers(
    answers: dict[str, Any], place: yaml.Place, document: yaml.Document, content: Content
) -> list[yaml.Problem]:
    found = []
    for slot, raw in answers.items():
        if slot not in content.slots:
            found.append(document.problem((*place, slot), f"there is no slot {slot}"))
            continue
        if names(raw):
            continue
        try:
            told(content, slot, raw)
        except (BadValue, ValueError) as error:
            found.append(document.problem((*place, slot), f"{slot}: {error}"))
    return found
