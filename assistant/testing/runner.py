"""Plays many scripts without pytest, for ``assistant dialogues``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Literal, NamedTuple

from assistant.clients import Refused
from assistant.content.loader import Content
from assistant.testing.coverage import Coverage, watched
from assistant.testing.player import DialogueFailed, play
from assistant.testing.script import Case, Script, read_cases, script_files
from assistant.testing.server import Server
from assistant.testing.stage import Stage, fresh, remote

Result = Literal["passed", "failed", "skipped", "expected to fail"]


class Played(NamedTuple):
    """One script after it was played, or left out; ``told`` says what went differently, or why it was left out."""

    case: Case
    result: Result
    told: str = ""
    seconds: float = 0


def find(wanted: Iterable[str], content: Content) -> Iterator[Case]:
    """The scripts at and below each PATH, or the one that PATH::NAME names. Raises ``Problems``, ``OSError``."""
    for text in wanted:
        path, _, name = text.partition("::")
        for file in script_files([Path(path)]):
            yield from (case for case in read_cases(file, content) if name in ("", case.name))


async def play_all(
    wanted: Iterable[str], content: Content, server: Server | None, coverage: Coverage
) -> AsyncIterator[Played]:
    """Each script played on ``server``, or in process and counted in ``coverage``. Raises ``Problems``."""
    coverage.watch()
    for case in find(wanted, content):
        left_out = case.script.skip or _cannot(case.script, server)
        yield Played(case, "skipped", left_out) if left_out else await _played(case, content, server, coverage)


def _cannot(script: Script, server: Server | None) -> str:
    """Why the script cannot be played here; empty when it can."""
    if server and script.needs_clock:
        return "it moves a clock, which a server does not let it do"
    if script.needs_server and not (server and server.is_ours):
        return "it looks at a log or metrics: play it with --serve"
    return ""


async def _played(case: Case, content: Content, server: Server | None, coverage: Coverage) -> Played:
    began, failure = perf_counter(), ""
    async with remote(server) if server else fresh(content, case.script.today) as stage:
        try:
            await play_counted(case, stage, content, coverage)
        except DialogueFailed as failed:
            failure = str(failed)
    return Played(case, *judged(case.script, failure), perf_counter() - began)


async def play_counted(case: Case, stage: Stage, content: Content, coverage: Coverage) -> list[str]:
    """``play``, with what it reaches, the sheet at its end included, added to ``coverage``."""
    stage = watched(stage, coverage)
    transcript = await play(case, stage, content)
    coverage.showed(case.script.situations)
    with suppress(Refused):
        await stage.client.report()
    return transcript


def judged(script: Script, failure: str) -> tuple[Result, str]:
    """What a play that ended with ``failure`` (or none) comes to: an expected failure must fail."""
    if not script.fails:
        return ("failed", failure) if failure else ("passed", "")
    if failure:
        return "expected to fail", script.fails
    return "failed", f"it went as written, though it was expected to fail: {script.fails}"
