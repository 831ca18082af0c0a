"""What a dialogue script may say. ``docs/dialogues.md`` is the reference; a wrong script is named with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from assistant.content import yaml
from assistant.content.loader import Content
from assistant.content.models import Day, Id, RegionId, Text
from assistant.conversations import Frozen
from assistant.engine.patience import ENDLESS, Patience
from assistant.hours import Hours, Opening, Quiet
from assistant.testing.expansion import SHARED, Steps, expand, shared_fragments
from assistant.testing.expected import Expectation, bad_answers, wrong_names
from assistant.testing.invariants import Invariant
from assistant.testing.server import ALWAYS
from assistant.testing.situations import SITUATIONS
from assistant.testing.steps import Step
from assistant.testing.times import Duration
from assistant.testing.words import OneOrMore


def _read_opening(text: Any) -> Any:
    return Opening.read(text) if isinstance(text, str) else text


class Actor(Frozen):
    """How one person's conversation begins."""

    consent: bool = False
    region: RegionId | None = None
    locale: str = "en"
    channel: str | None = None
    clinic: str | None = None
    reference: str | None = None
    given: dict[str, Any] = {}
    opening: Expectation = Expectation()

    def begin(self) -> dict[str, Any]:
        """The body that opens the conversation."""
        parts = ("consent", "region", "locale", "channel", "clinic", "reference")
        told = {part: getattr(self, part) for part in parts if getattr(self, part) is not None}
        return {**told, "answers": dict(self.given)}


class Team(Frozen):
    """When people of the team read: ``Mon-Fri 09:00-17:00`` on the clocks of ``zone``."""

    hours: tuple[Annotated[Opening, BeforeValidator(_read_opening), WithJsonSchema({"type": "string"})], ...] = Field(
        min_length=1
    )
    zone: Text = "UTC"


class Waits(Frozen):
    """How long nobody writes before the assistant says something, but not in the ``quiet`` hours (``21:00-08:00``)."""

    silence: Duration | None = None
    unclaimed: Duration | None = None
    quiet: Text | None = None
    zone: Text = "UTC"

    @model_validator(mode="after")
    def reads(self) -> Waits:
        if self.quiet:
            Quiet.read(self.quiet, self.zone)
        return self


class Script(Actor):
    """One conversation, or several side by side: how they begin, what is said, what must follow."""

    title: Text
    tags: tuple[Text, ...] = ()
    situations: OneOrMore[Id] = Field(default=(), description="what of a conversation this shows")
    today: Day | None = None
    actors: dict[Id, Actor] = Field(default={}, description="other people, each with a conversation of their own")
    without: dict[Invariant, Text] = Field(default={}, description="invariant -> why it does not hold here")
    skip: Text | None = Field(default=None, description="why this is not played")
    fails: Text | None = Field(default=None, description="why this fails for now; it is an error when it does not")
    snapshot: bool = Field(default=False, description="the whole conversation is held against a text file beside it")
    team: Literal["always"] | Team | None = Field(default=None, description="people who can be asked for")
    waits: Waits | None = Field(default=None, description="when the assistant says something though nobody writes")
    steps: tuple[Step, ...] = Field(default=(), min_length=1)

    @model_validator(mode="after")
    def says_something(self) -> Script:
        if not self.steps and self.opening == Expectation():
            raise ValueError("a script needs steps, or something to expect of the opening")
        if self.snapshot and not self.today:
            raise ValueError("a snapshot needs a day that stands still: say today")
        if isinstance(self.team, Team) and not self.today:
            raise ValueError("a team with hours needs a day that stands still: say today")
        return self

    @property
    def needs_clock(self) -> bool:
        """Whether time moves or stands still in it, which no server outside lets us do."""
        return self.today is not None or any(step.passes_time for step in self.steps)

    @property
    def hours(self) -> Hours | None:
        """When the team reads; None where there is none."""
        if self.team == "always":
            return Hours(openings=(Opening.read(ALWAYS),))
        return Hours(openings=self.team.hours, zone=self.team.zone) if self.team else None

    @property
    def needs_backstage(self) -> bool:
        """Whether it looks at, or lives by, what only this process can see of itself."""
        looked_at = {part for step in self.steps for part in (step.timers, step.expect.outbox, step.expect.timer)}
        return self.waits is not None or bool(looked_at - {None})

    @property
    def patience(self) -> Patience:
        """How long the assistant waits for somebody to write."""
        if not self.waits:
            return ENDLESS
        quiet = Quiet.read(self.waits.quiet, self.waits.zone) if self.waits.quiet else None
        return Patience(silence=self.waits.silence, unclaimed=self.waits.unclaimed, quiet=quiet)

    @property
    def needs_server(self) -> bool:
        """Whether it looks at a log or metrics, which only a server of our own shows."""
        return any(step.expect.needs_server for step in self.steps)


class Case(NamedTuple):
    """One script to play: the only one of its file, or a row, branch or vignette of it.

    ``lines``: of each step; ``begins``: of what is expected of the opening; ``path``: of the file.
    """

    file: str
    name: str
    script: Script
    lines: tuple[int, ...]
    begins: int = 1
    path: Path = Path()

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
    found = cases(yaml.read(path, name or str(path)), content, shared_fragments(path))
    return [case._replace(path=path) for case in found]


def cases(document: yaml.Document, content: Content, shared: dict[str, Steps] | None = None) -> list[Case]:
    """The scripts in ``document``. Raises ``Problems``."""
    found = []
    for name, written in expand(document, shared or {}):
        script = yaml.check_into(Script, written)
        problems = list(_problems(script, written, content))
        if problems:
            raise yaml.Problems(problems)
        lines = tuple(written.line(("steps", number)) for number in range(len(script.steps)))
        found.append(Case(document.file, name, script, lines, written.line(("opening",))))
    return found


def _problems(script: Script, document: yaml.Document, content: Content) -> Iterator[yaml.Problem]:
    yield from _wrong_beginning(script, (), document, content)
    for name, actor in script.actors.items():
        yield from _wrong_beginning(actor, ("actors", name), document, content)
    for situation in script.situations:
        if situation not in SITUATIONS:
            yield document.problem(("situations",), f"there is no situation {situation}")
    said: set[tuple[str | None, str | None]] = set()
    for number, step in enumerate(script.steps):
        yield from _wrong_step(step, ("steps", number), document, content)
        if step.actor and step.actor not in script.actors:
            yield document.problem(("steps", number, "as"), f"there is no actor {step.actor}")
        if step.names and (step.actor, step.names) not in said:
            yield document.problem(("steps", number), f"nobody said {step.names} before")
        if step.timers and not script.waits:
            yield document.problem(("steps", number, "timers"), "there is nothing the script waits for")
        if step.staff and not script.team:
            yield document.problem(("steps", number, "staff"), "there is no team")
        said.add((step.actor, step.name))


def _wrong_beginning(
    actor: Actor, place: yaml.Place, document: yaml.Document, content: Content
) -> Iterator[yaml.Problem]:
    yield from bad_answers(actor.given, (*place, "given"), document, content)
    yield from wrong_names(actor.opening, (*place, "opening"), document, content)


def _wrong_step(step: Step, place: yaml.Place, document: yaml.Document, content: Content) -> Iterator[yaml.Problem]:
    for part in ("put", "what_if"):
        yield from bad_answers(getattr(step, part) or {}, (*place, part), document, content)
    for part in ("expect", "when", "until"):
        if expected := getattr(step, part):
            yield from wrong_names(expected, (*place, part), document, content)
