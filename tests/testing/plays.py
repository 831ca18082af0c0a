"""Scripts written in a test, and how they go."""

from __future__ import annotations

import textwrap
from collections.abc import Awaitable, Callable
from typing import Any

from assistant.clients import Client
from assistant.content import yaml
from assistant.content.loader import load_content
from assistant.testing.player import DialogueFailed, play
from assistant.testing.script import Case, cases
from assistant.testing.stage import Stage
from assistant.testing.venue import Here

Change = Callable[[Any], Any]
KNOWN = """\
title: A story
consent: true
region: uk
given: {about.respondent: patient, about.age_band: 35_49, about.diagnosis: crohns, about.appointment: not_booked}
"""


def written(text: str, beginning: str = KNOWN) -> list[Case]:
    """The scripts of a file that begins with ``beginning`` and goes on with ``text``."""
    return cases(yaml.parse(beginning + textwrap.dedent(text), "story.yaml"), load_content())


def mistake(text: str, beginning: str = KNOWN) -> str:
    """What is said of a file that is wrong; empty when nothing is."""
    try:
        written(text, beginning)
    except yaml.Problems as problems:
        return str(problems)
    return ""


async def outcome(case: Case, dressed: Callable[[Stage], Stage] = lambda stage: stage) -> str:
    """How the failure is told; empty when all went as written."""
    async with Here(load_content()).stage(case.script) as stage:
        try:
            await play(case, dressed(stage), load_content())
        except DialogueFailed as failed:
            return str(failed)
    return ""


async def story(text: str, beginning: str = KNOWN) -> str:
    """How the only script of the file goes."""
    (case,) = written(text, beginning)
    return await outcome(case)


class Tampered:
    """A conversation that is told wrong: what the named calls give is changed on the way."""

    def __init__(self, client: Client, changes: dict[str, Change]) -> None:
        self._client = client
        self._changes = changes

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)
        return self._changed(call, self._changes[name]) if name in self._changes else call

    def _changed(self, call: Callable[..., Awaitable[Any]], change: Change) -> Callable[..., Awaitable[Any]]:
        async def changed(*given: Any) -> Any:
            return change(await call(*given))

        return changed
