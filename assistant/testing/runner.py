"""Plays many scripts without pytest, for ``assistant dialogues``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Literal, NamedTuple

import aiohttp

from assistant.clients import OverHttp
from assistant.content.loader import Content
from assistant.testing.coverage import Coverage, Watched
from assistant.testing.player import DialogueFailed, Stage, play
from assistant.testing.script import Case, Script, read_cases, script_files
from assistant.testing.stage import fresh

Result = Literal["passed", "failed", "skipped", "expected to fail"]


class Played(NamedTuple):
    """One script after it was played, or left out; ``told`` says what went differently, or why it was left out."""

    case: Case
    result: Result
    told: str = ""
    seconds: float = 0


def find(wanted: list[str], content: Content) -> Iterator[Case]:
    """The scripts at and below each PATH, or the one that PATH::NAME names. Raises ``Problems``, ``OSError``."""
    for text in wanted:
        path, _, name = text.partition("::")
        for file in script_files([Path(path)]):
            yield from (case for case in read_cases(file, content) if name in ("", case.name))


async def play_all(wanted: list[str], content: Content, url: str | None, coverage: Coverage) -> AsyncIterator[Played]:
    """Each script played against ``url``, or in process and counted in ``coverage``. Raises ``Problems``."""
    coverage.watch()
    for case in find(wanted, content):
        if case.script.skip:
            yield Played(case, "skipped", case.script.skip)
        elif url and case.script.needs_clock:
            yield Played(case, "skipped", "it moves a clock, which a server outside does not let it do")
        else:
            yield await _played(case, content, url, coverage)


async def _played(case: Case, content: Content, url: str | None, coverage: Coverage) -> Played:
    began, failure = perf_counter(), ""
    async with _stage(case.script, content, url) as stage:
        try:
            await play(case, stage._replace(client=Watched(stage.client, coverage)), content)
        except DialogueFailed as failed:
            failure = str(failed)
    return Played(case, *judged(case.script, failure), perf_counter() - began)


def judged(script: Script, failure: str) -> tuple[Result, str]:
    """What a play that ended with ``failure`` (or none) comes to: an expected failure must fail."""
    if not script.fails:
        return ("failed", failure) if failure else ("passed", "")
    if failure:
        return "expected to fail", script.fails
    return "failed", f"it went as written, though it was expected to fail: {script.fails}"


@asynccontextmanager
async def _stage(script: Script, content: Content, url: str | None) -> AsyncIterator[Stage]:
    if url:
        async with aiohttp.ClientSession() as session:
            yield Stage(OverHttp(session, url))
        return
    async with fresh(content, script.today) as stage:
        yield stage
