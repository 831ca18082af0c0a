"""pytest plugin: every script of ``dialogues/**/*.yaml`` is two tests, played in process and over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.content import yaml
from assistant.content.loader import load_content
from assistant.testing.coverage import FLOORS, Coverage, table, too_low
from assistant.testing.expansion import SHARED
from assistant.testing.player import DialogueFailed
from assistant.testing.runner import judged, play_counted
from assistant.testing.script import Case, read_cases
from assistant.testing.server import Server
from assistant.testing.snapshot import differs
from assistant.testing.venue import Here, OnServer, Venue

COVERAGE = pytest.StashKey[Coverage]()
SERVER = pytest.StashKey[Server]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("dialogues")
    group.addoption("--dialogues-url", help="play the dialogues against this server instead of one of our own")
    group.addoption("--full-coverage", action="store_true", help="fail unless the dialogues reach all that ours do")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[COVERAGE] = Coverage()
    config.stash[SERVER] = Server(config.getoption("--dialogues-url"))


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    if file_path.suffix == ".yaml" and "dialogues" in file_path.parent.parts and file_path.name != SHARED:
        return DialogueFile.from_parent(parent, path=file_path)
    return None


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[SERVER].stop()


class DialogueFile(pytest.File):
    """One file of scripts; rows of its table and branches are items of their own."""

    def collect(self) -> Iterator[pytest.Item]:
        for case in self._cases():
            prefix = f"{case.name} " if case.name else ""
            if not case.script.needs_server:
                yield Dialogue.from_parent(self, name=f"{prefix}in process", case=case)
            if not (case.script.needs_clock or case.script.needs_backstage):
                yield Dialogue.from_parent(self, name=f"{prefix}over http", case=case)

    def _cases(self) -> list[Case]:
        try:
            return read_cases(self.path, load_content(), str(self.path.relative_to(self.config.rootpath)))
        except yaml.Problems as problems:
            raise self.CollectError(str(problems)) from None


class Dialogue(pytest.Item):
    """One script, played one way."""

    def __init__(self, *, case: Case, **rest: Any) -> None:
        super().__init__(**rest)
        self._case = case

    def runtest(self) -> None:
        if self._case.script.skip:
            pytest.skip(self._case.script.skip)
        result, told = judged(self._case.script, asyncio.run(self._play()))
        if result == "expected to fail":
            pytest.xfail(told)
        if result == "failed":
            raise DialogueFailed(told)

    async def _play(self) -> str:
        """What went differently; empty when nothing did."""
        content, script = load_content(), self._case.script
        venue: Venue = OnServer(self.config.stash[SERVER]) if self.name.endswith("over http") else Here(content)
        counts = self.config.stash[COVERAGE] if isinstance(venue, Here) else Coverage()
        async with venue.stage(script) as stage:
            try:
                transcript = await play_counted(self._case, stage, content, counts)
            except DialogueFailed as failed:
                return str(failed)
        return differs(self._case, transcript)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, DialogueFailed):
            return f"{self._case.script.title}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"{self._case.script.title} ({self.name})"


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[COVERAGE].watch()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    played = [
        (report.location[0], report.location[2], outcome)
        for outcome in ("passed", "failed", "skipped", "xfailed")
        for report in terminalreporter.getreports(outcome)
        if report.nodeid.endswith(("in process", "over http"))
    ]
    if not played:
        return
    terminalreporter.section("dialogues")
    for path, title, outcome in sorted(played):
        terminalreporter.write_line(f"{outcome:<8} {path}: {title}")
    terminalreporter.section("what the dialogues reached")
    terminalreporter.write_line(table(config.stash[COVERAGE].rows(load_content())))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Tests may run in several processes; the first one adds up."""
    node.config.stash[COVERAGE].join(node.workeroutput.get("dialogues", {}))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["dialogues"] = session.config.stash[COVERAGE].dump()
        return
    if not session.config.getoption("--full-coverage"):
        return
    rows = session.config.stash[COVERAGE].rows(load_content())
    if too_low(rows, FLOORS):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
