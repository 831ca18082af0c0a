"""``assistant dialogues``: what it plays, says and writes, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from assistant.cli import main
from assistant.content.loader import load_content
from assistant.testing.coverage import Coverage, too_low
from assistant.testing.runner import play_counted
from assistant.testing.script import read_cases
from assistant.testing.stage import fresh
from tests.testing.plays import KNOWN

BRANCHED = """
steps: [{patient: humira}]
branches:
  right: [{patient: 2 years, expect: {question: history.response}}]
  wrong: [{patient: 2 years, expect: {question: history.weeks_on}}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "dialogues"
    home.mkdir()
    (home / "branched.yaml").write_text(KNOWN + BRANCHED)
    (home / "later.yaml").write_text(KNOWN + "skip: not yet\nsteps: [{patient: humira}]")
    (home / "known.yaml").write_text(KNOWN + "fails: known\nsteps: [{patient: humira, expect: {count: 9}}]")
    (home / "fragments.yaml").write_text("tells: [{patient: <word>}]")
    (home / "shared.yaml").write_text(KNOWN + "steps: [{include: tells, with: {word: humira}}]")
    return home


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["dialogues", *words])


def test_a_folder_is_played_and_counted(folder: Path) -> None:
    result = run(str(folder))
    assert result.exit_code == 1
    assert result.output.endswith("2 passed, 1 failed, 1 expected to fail, 1 skipped\n")


def test_one_branch_is_played_by_its_name(folder: Path) -> None:
    assert run(f"{folder}/branched.yaml::right").exit_code == 0
    wrong = run(f"{folder}/branched.yaml::wrong")
    assert wrong.exit_code == 1
    assert f"again: assistant dialogues {folder}/branched.yaml::wrong" in wrong.output
    assert "there is no script" in run(f"{folder}/branched.yaml::neither").output


def test_an_expected_failure_that_goes_well_is_a_failure(folder: Path) -> None:
    (folder / "known.yaml").write_text(KNOWN + "fails: long ago\nsteps: [{patient: humira}]")
    result = run(str(folder / "known.yaml"))
    assert result.exit_code == 1
    assert "it went as written, though it was expected to fail: long ago" in result.output


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    result = run(str(folder / "nothing.yaml"))
    assert result.exit_code == 1
    assert "nothing.yaml: No such file" in result.output


def test_results_are_written_for_other_programs(folder: Path, tmp_path: Path) -> None:
    run(str(folder), "--junit", str(tmp_path / "junit.xml"), "--json", str(tmp_path / "all.json"))
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("5", "1", "2")
    assert "here it went differently" in (suite.findtext("testcase/failure") or "")
    results = {
        item["id"].rpartition("/")[2]: item["result"] for item in json.loads((tmp_path / "all.json").read_text())
    }
    assert results["branched.yaml::wrong"] == "failed"
    assert results["later.yaml"] == "skipped"


def test_the_schema_is_printed() -> None:
    assert "history.anti_tnf" in json.loads(run("--schema").output)["properties"]["given"]["properties"]


OUTDOORS = """
steps:
  - patient: humira it is
    expect: {log: {never_says: humira it is, says: "%s"}, metrics: {assistant_requests_total: 1}}
  - patient: 2 years
    expect: {metrics: {'assistant_requests_total{method="POST"': %d}}
  - triage: I have a fever of 38.6 and take Humira
    expect: {result: {tier: same_day}}
"""


def test_a_server_of_our_own_shows_its_log_and_metrics(tmp_path: Path) -> None:
    for name, said, rise in (("right", "request_id", 1), ("wrong", "humira", 1), ("low", "request_id", 99)):
        (tmp_path / f"{name}.yaml").write_text(KNOWN + OUTDOORS % (said, rise))
    assert "skipped" in run(str(tmp_path / "right.yaml")).output
    result = run(str(tmp_path), "--serve")
    assert result.output.endswith("1 passed\n") or "2 failed, 1 passed" in result.output
    assert "log says" in result.output
    assert "rises by 99 at least" in result.output


def test_coverage_is_told_written_and_wanted(folder: Path, tmp_path: Path) -> None:
    (folder / "about.yaml").write_text(KNOWN + "situations: why\nsteps: [{patient: why do you ask?}]")
    result = run(f"{folder}/about.yaml", "--coverage", "--coverage-json", str(tmp_path / "reached.json"))
    assert result.exit_code == 0
    assert "situations                      1 of" in result.output
    rows = {row["name"]: row for row in json.loads((tmp_path / "reached.json").read_text())}
    assert "aside" in rows["situations"]["left"]
    assert "why" not in rows["situations"]["left"]
    assert rows["history guards"]["reached"] == 1
    assert rows["en claims"]["total"] > rows["en claims"]["reached"] > 0
    low = run(f"{folder}/about.yaml", "--at-least", "0", "--at-least", "situations=50")
    assert low.exit_code == 1
    assert "situations: 1." in low.output
    assert "claims:" not in low.output
    assert "a percentage is needed" in run(f"{folder}/about.yaml", "--at-least", "most").output


def test_what_a_chart_decided_before_is_counted_again(folder: Path, tmp_path: Path) -> None:
    """Decisions are remembered within a process; coverage must not depend on what ran before."""
    for name in ("first", "second"):
        run(f"{folder}/known.yaml", "--coverage-json", str(tmp_path / f"{name}.json"))
        rows = {row["name"]: row for row in json.loads((tmp_path / f"{name}.json").read_text())}
        assert rows["history transitions"]["reached"] >= 1


def test_several_processes_play_and_count_the_same(folder: Path, tmp_path: Path) -> None:
    lines = {}
    for jobs in ("1", "2"):
        result = run(str(folder), "--jobs", jobs, "--coverage")
        assert result.exit_code == 1
        lines[jobs] = sorted(result.output.splitlines())
    assert lines["1"] == lines["2"]
    assert "--jobs plays in process" in run(str(folder), "--jobs", "2", "--serve").output


def test_a_gallery_shows_every_conversation_and_what_it_reached(folder: Path, tmp_path: Path) -> None:
    run(str(folder), "--html", str(tmp_path / "pages"))
    index = (tmp_path / "pages" / "index.html").read_text()
    page = re.search(r'failed</td><td><a href="([^"]+)"', index)
    assert page
    assert "here it went differently" in (tmp_path / "pages" / page[1]).read_text()
    assert '<span class="who">you</span>humira' in (tmp_path / "pages" / page[1]).read_text()
    assert "#161" in index  # a transition that was taken
    assert "#c11" in index  # and one that was not


SNAPSHOT = KNOWN + "today: 2026-11-21\nsnapshot: true\nsteps: [{patient: humira}]"


def test_a_conversation_is_held_against_the_approved_one(tmp_path: Path) -> None:
    script, approved = tmp_path / "words.yaml", tmp_path / "words.txt"
    script.write_text(SNAPSHOT)
    assert f"approve it: assistant dialogues {script} --update" in run(str(script)).output
    assert run(str(script), "--update").exit_code == 0
    assert "  you       humira" in approved.read_text()
    assert run(str(script)).exit_code == 0
    approved.write_text(approved.read_text().replace("noted: adalimumab", "noted: infliximab"))
    result = run(str(script))
    assert result.exit_code == 1
    assert "noted: [adalimumab.]" in result.output


def test_on_a_terminal_a_bar_counts_and_only_failures_are_told(folder: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "assistant", "dialogues", str(folder)]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        told = b"".join(iter(lambda: _read(ours), b"")).decode()
    assert process.returncode == 1
    assert "5/5" in told
    assert "here it went differently" in told
    assert "passed   " not in told
    assert told.endswith("2 passed, 1 failed, 1 expected to fail, 1 skipped\r\n")


def _read(terminal: int) -> bytes:
    """What is shown next; nothing once nobody writes any more."""
    with suppress(OSError):
        return os.read(terminal, 4096)
    return b""


async def test_messages_are_counted_for_each_language(folder: Path) -> None:
    english = load_content()
    words = english.words("en").model_copy(update={"locale": "cy"})
    both = english.model_copy(update={"languages": {**english.languages, "cy": words}})
    (case,) = read_cases(folder / "shared.yaml", both)
    spoken = case._replace(script=case.script.model_copy(update={"locale": "cy-GB"}))
    coverage = Coverage()
    async with fresh(both) as stage:
        await play_counted(spoken, stage, both, coverage)
    rows = {row.name: row for row in coverage.rows(both)}
    assert rows["cy messages"].reached > 5
    assert rows["en messages"].reached == 0
    low = too_low([rows["cy messages"], rows["en messages"]], {"en messages": 1, "cy messages": 0})
    assert [text.partition(":")[0] for text in low] == ["en messages"]
