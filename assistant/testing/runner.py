"""Plays many scripts without pytest, for ``assistant dialogues``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Literal, NamedTuple

from assistant.clients import Refused
from assistant.content.loader import Content, load_content
from assistant.testing.coverage import Coverage, watched
from assistant.testing.failure import Line
from assistant.testing.player import DialogueFailed, play
from assistant.testing.script import Case, Script, read_cases, script_files
from assistant.testing.snapshot import approve, differs
from assistant.testing.stage import Stage
from assistant.testing.venue import Here, Venue

CHUNK = 4
"""Scripts a process plays before it tells how they went."""
Result = Literal["passed", "failed", "skipped", "expected to fail"]


class Played(NamedTuple):
    """One script after it was played, or left out; ``told`` says what went differently, or why it was left out."""

    case: Case
    result: Result
    told: str = ""
    seconds: float = 0
    transcript: tuple[Line, ...] = ()


def find(wanted: Iterable[str], content: Content) -> Iterator[Case]:
    """The scripts at and below each PATH, or the one that PATH::NAME names. Raises ``Problems``, ``OSError``."""
    for text in wanted:
        path, _, name = text.partition("::")
        for file in script_files([Path(path)]):
            yield from (case for case in read_cases(file, content) if name in ("", case.name))


async def play_all(
    cases: Iterable[Case], venue: Venue, coverage: Coverage, update: bool = False
) -> AsyncIterator[Played]:
    """Each script played at ``venue`` and counted in ``coverage``; ``update`` approves every snapshot."""
    coverage.watch()
    for case in cases:
        left_out = case.script.skip or venue.cannot(case.script)
        yield Played(case, "skipped", left_out) if left_out else await _played(case, venue, coverage, update)


async def _played(case: Case, venue: Venue, coverage: Coverage, update: bool) -> Played:
    began, failure = perf_counter(), ""
    async with venue.stage(case.script) as stage:
        try:
            transcript = await play_counted(case, stage, load_content(), coverage)
        except DialogueFailed as failed:
            failure, transcript = str(failed), failed.transcript
    if update and not failure:
        approve(case, transcript)
    result, told = judged(case.script, failure or differs(case, transcript))
    return Played(case, result, told, perf_counter() - began, tuple(transcript))


async def play_counted(case: Case, stage: Stage, content: Content, coverage: Coverage) -> list[Line]:
    """``play``, with what it reaches, the sheet at its end included, added to ``coverage``."""
    stage = watched(stage, coverage, case.script.locale)
    transcript = await play(case, stage, content)
    coverage.showed(case.script.situations)
    with suppress(Refused):
        coverage.read(await stage.client.report(), content, case.script.locale)
    return transcript


def play_in_processes(cases: Sequence[Case], jobs: int, coverage: Coverage) -> Iterator[Played]:
    """Each script played in process, in ``jobs`` processes at once."""
    with ProcessPoolExecutor(jobs, get_context("forkserver")) as pool:
        chunks = [cases[start : start + CHUNK] for start in range(0, len(cases), CHUNK)]
        for played, reached in pool.map(_play_chunk, chunks):
            coverage.join(reached)
            yield from played


def _play_chunk(cases: Sequence[Case]) -> tuple[list[Played], dict[str, list[str]]]:
    async def play_them(coverage: Coverage) -> list[Played]:
        return [played async for played in play_all(cases, Here(load_content()), coverage)]

    coverage = Coverage()
    return asyncio.run(play_them(coverage)), coverage.dump()


def judged(script: Script, failure: str) -> tuple[Result, str]:
    """What a play that ended with ``failure`` (or none) comes to: an expected failure must fail."""
    if not script.fails:
        return ("failed", failure) if failure else ("passed", "")
    if failure:
        return "expected to fail", script.fails
    return "failed", f"it went as written, though it was expected to fail: {script.fails}"
