"""What a script may expect of a turn and of what it left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from assistant.clients import told
from assistant.content import yaml
from assistant.content.loader import Content
from assistant.content.models import Text
from assistant.conversations import Frozen, Status, Tier
from assistant.errors import BadValue
from assistant.flows.safety import Safety
from assistant.messages import ChangeKind, EventKind, Intent
from assistant.reports.shapes import Report
from assistant.testing.expansion import names
from assistant.testing.parts import sheet_names
from assistant.testing.paths import misfits
from assistant.testing.times import Duration
from assistant.testing.words import OneMessage, OneOrMore, Words

QUESTIONS = ("none", "consent", "safety", "offer")
STATES = ("consent", "refused", "review", *(f"safety.{state.id}" for state in Safety.states))
COMPARED = re.compile(r"(\S+) (==|!=|<=|>=|<|>) (\S.*)")


def _read_comparison(text: str) -> str:
    if not COMPARED.fullmatch(text):
        raise ValueError("a comparison is written like progress.remaining < 5; with ==, !=, <, <=, > or >=")
    return text


Comparison = Annotated[Text, AfterValidator(_read_comparison)]


class Reached(Frozen):
    """How far the pathway is; what is not mentioned is not looked at."""

    step: str | None = None
    answered: int | None = None
    remaining: int | None = None


class Expectation(Words):
    """What must hold after a turn. What is not mentioned is not looked at."""

    replies: tuple[OneMessage, ...] | None = Field(default=None, description="every message of the reply, in order")
    count: int | None = Field(default=None, ge=0, description="how many messages the reply has; 0 for no reply")
    question: str | None = Field(default=None, description="slot of the open question; `none` when there is none")
    choices: tuple[str, ...] | None = Field(default=None, description="exactly these choice ids, in this order")
    state: str | None = None
    status: Status | None = None
    intent: Intent | None = None
    flags: dict[str, Tier] | None = Field(default=None, description="flag id -> tier, exactly those of this turn")
    severity: Tier | Literal["none"] | None = Field(default=None, description="the highest tier of this turn's flags")
    changes: dict[str, ChangeKind] = Field(
        default={}, description="slot -> set, corrected, set_aside, restored, cleared"
    )
    compare: OneOrMore[Comparison] = Field(default=(), description="like progress.remaining < <before>")
    answers: dict[str, Any] = Field(default={}, description="slot -> value, or {value, status}")
    unanswered: tuple[str, ...] = Field(default=(), description="slots without an answer in force")
    set_aside: tuple[str, ...] = Field(default=(), description="slots whose answer is kept but no longer applies")
    progress: Reached = Reached()
    transcript: int | Words | None = Field(default=None, description="how many entries it has, or what they say")
    report: dict[str, Any] = Field(default={}, description="fields the report must contain")
    report_lacks: dict[str, Any] = Field(default={}, description="fields the report must not contain")
    report_changes: dict[str, Any] = Field(default={}, description="how this step changes the report")
    report_refused: bool = False
    on_sheet: OneOrMore[str] = Field(
        default=(), description="points, questions and authored sentences that are on the sheet"
    )
    not_on_sheet: OneOrMore[str] = Field(default=(), description="points, questions and sentences that are not")
    missing: tuple[str, ...] | None = Field(
        default=None, description="exactly these slots stand on the sheet as still to find out, in this order"
    )
    result: dict[str, Any] = Field(default={}, description="what a call that is no turn must give")
    outbox: OneOrMore[EventKind] | None = Field(
        default=None, description="exactly what the clinic's platform is told of this step; in process only"
    )
    timer: Duration | Literal["none"] | None = Field(
        default=None, description="in what time something is said though nobody writes; in process only"
    )
    audit: OneOrMore[Text] | None = Field(
        default=None, description="exactly what this step leaves in the staff's audit; needs a server of ours"
    )
    log: Words | None = Field(
        default=None, description="what the server's log says of this script; needs a server of ours"
    )
    metrics: dict[str, float] = Field(default={}, description="metric -> its least rise; as for log")
    error: int | None = Field(default=None, description="HTTP status of the refusal this turn must get")

    @property
    def looks_at_sheet(self) -> bool:
        """Whether it says something of the sheet as it is now."""
        said = (self.report, self.report_lacks, self.report_changes, self.on_sheet, self.not_on_sheet)
        return any(said) or self.missing is not None

    @property
    def needs_server(self) -> bool:
        """Whether it looks at what only a server of our own has."""
        return self.log is not None or self.audit is not None or bool(self.metrics)


def wrong_names(
    expected: Expectation, place: yaml.Place, document: yaml.Document, content: Content
) -> Iterator[yaml.Problem]:
    """Whatever the expectation names that does not exist."""
    for part in ("unanswered", "changes", "set_aside", "missing"):
        for slot in getattr(expected, part) or ():
            if slot not in content.slots:
                yield document.problem((*place, part, slot), f"there is no slot {slot}")
    yield from bad_answers(expected.answers, (*place, "answers"), document, content)
    yield from _wrong_choices(expected, place, document, content)
    yield from _wrong_report(expected, place, document)
    if expected.question not in (None, *QUESTIONS, *content.slots):
        yield document.problem((*place, "question"), f"there is no question {expected.question}")
    if expected.state and expected.state not in (*STATES, *content.slots):
        yield document.problem((*place, "state"), f"there is no state {expected.state}")
    for flag in expected.flags or ():
        if flag not in content.flags:
            yield document.problem((*place, "flags", flag), f"there is no flag {flag}")
    yield from _wrong_on_sheet(expected, place, document, content)
    yield from _wrong_words(expected, place, document, content)
    for number, words in enumerate(expected.replies or ()):
        yield from _wrong_words(words, (*place, "replies", number), document, content)
    for part in ("transcript", "log"):
        if isinstance(words := getattr(expected, part), Words):
            yield from _wrong_words(words, (*place, part), document, content)


def _wrong_on_sheet(
    expected: Expectation, place: yaml.Place, document: yaml.Document, content: Content
) -> Iterator[yaml.Problem]:
    for part in ("on_sheet", "not_on_sheet"):
        for name in getattr(expected, part):
            if name not in sheet_names(content):
                yield document.problem((*place, part), f"there is no point, question or message {name}")


def bad_answers(
    answers: dict[str, Any], place: yaml.Place, document: yaml.Document, content: Content
) -> Iterator[yaml.Problem]:
    """Answers to slots that do not exist, or that these do not take."""
    for slot, raw in answers.items():
        if slot not in content.slots:
            yield document.problem((*place, slot), f"there is no slot {slot}")
        elif not names(raw):
            try:
                told(content, slot, raw)
            except (BadValue, ValueError) as error:
                yield document.problem((*place, slot), f"{slot}: {error}")


def _wrong_choices(
    expected: Expectation, place: yaml.Place, document: yaml.Document, content: Content
) -> Iterator[yaml.Problem]:
    slot = content.slots.get(expected.question or "")
    for choice in expected.choices or ():
        if slot and choice not in slot.choices and not names(choice):
            yield document.problem((*place, "choices"), f"{slot.id} has no choice {choice}")


def _wrong_report(expected: Expectation, place: yaml.Place, document: yaml.Document) -> Iterator[yaml.Problem]:
    for part in ("report", "report_lacks"):
        for path, said in misfits(Report, getattr(expected, part)):
            yield document.problem((*place, part, *path), f"{'.'.join(map(str, (part, *path)))}: {said}")


def _wrong_words(words: Words, place: yaml.Place, document: yaml.Document, content: Content) -> Iterator[yaml.Problem]:
    known = content.words("en")
    for part in ("messages", "never_messages"):
        for key in getattr(words, part):
            if key not in known.phrases and key not in known.claims:
                yield document.problem((*place, part), f"there is no message {key}")
    for source in words.citations:
        if source not in content.sources:
            yield document.problem((*place, "citations"), f"there is no source {source}")
