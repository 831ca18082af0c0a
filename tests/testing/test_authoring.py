"""What helps whoever writes scripts: the linter, the layout and the recorder."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli import main
from assistant.clients import Json
from assistant.content import yaml
from assistant.content.loader import load_content
from assistant.testing.layout import laid_out
from assistant.testing.recorder import anonymous
from assistant.testing.stage import Setting, fresh
from tests.testing.plays import KNOWN

USED = """
table: {one: {said: humira}}
actors: {ben: {}}
fragments: {tells: [{patient: <said>, name: brand, capture: {drug: changes.history.anti_tnf.value}}]}
steps:
- {include: tells, with: {said: <said>}}
- {again: brand, expect: {says: <drug>}}
- {as: ben, patient: hello}
- {choose: nonsense, expect: {error: 422, answers: {history.anti_tnf: adalimumab}}}
"""
IDLE = [
    ("table: {one: {said: humira}}\nsteps: [{patient: humira}]", 5, "nothing says <said>"),
    ("fragments: {tells: []}\nsteps: [{patient: humira}]", 5, "nothing includes the fragment tells"),
    ("steps:\n- {patient: humira, capture: {drug: turn}}", 6, "nothing says <drug> later"),
    ("steps:\n- {patient: humira, name: brand}", 6, "nothing delivers brand again"),
    ("actors: {ben: {}}\nsteps: [{patient: humira}]", 1, "ben does nothing"),
    ("steps:\n- {choose: b, expect: {error: 422, says: hello}}", 6, "no reply: says is never looked at"),
]


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["dialogues", *words])


@pytest.mark.parametrize(("text", "line", "because"), IDLE)
def test_what_never_matters_is_named(tmp_path: Path, text: str, line: int, because: str) -> None:
    (tmp_path / "idle.yaml").write_text(KNOWN + text)
    result = run("lint", str(tmp_path))
    assert result.exit_code == 1
    assert f"idle.yaml:{line}: {because}" in result.output or (
        f"idle.yaml:{line}: " in result.output and because in result.output
    )
    assert len(result.output.splitlines()) == 1


def test_what_is_used_is_not_named(tmp_path: Path) -> None:
    (tmp_path / "used.yaml").write_text(KNOWN + USED)
    assert run(str(tmp_path)).output.endswith("1 passed\n")
    assert (run("lint", str(tmp_path)).output, run("lint", str(tmp_path)).exit_code) == ("", 0)


def test_a_shared_fragment_and_a_script_told_twice_are_named(tmp_path: Path) -> None:
    (tmp_path / "fragments.yaml").write_text("tells: [{patient: <word>}]\nforgotten: [{patient: hello}]")
    for name in ("one", "two"):
        text = KNOWN.replace("A story", name) + "steps: [{include: tells, with: {word: humira}}]"
        (tmp_path / f"{name}.yaml").write_text(text)
    lines = run("lint", str(tmp_path)).output.splitlines()
    assert [line.partition(": ")[2] for line in lines] == [
        "nothing includes the fragment forgotten",
        f"{tmp_path}/two.yaml is the same as {tmp_path}/one.yaml",
    ]


def test_what_a_refused_step_leaves_behind_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "used.yaml").write_text(KNOWN + USED.replace("anti_tnf: adalimumab", "anti_tnf: infliximab"))
    assert "adalimumab (given)" in run(str(tmp_path)).output


UNTIDY = """
# Steps, and why.
steps:
  - patient: humira…

  # then
  - patient: "2 years"   # typed



# What it is about.
title: A story
consent: true
""".replace("…", "   ")
TIDY = """# What it is about.
title: A story
consent: true

# Steps, and why.
steps:
  - patient: humira

  # then
  - patient: "2 years"   # typed
"""


def test_a_layout_keeps_comments_where_they_belong(tmp_path: Path) -> None:
    assert laid_out(UNTIDY, "untidy.yaml") == TIDY
    assert laid_out(TIDY, "tidy.yaml") == TIDY
    file = tmp_path / "untidy.yaml"
    file.write_text(UNTIDY)
    assert run("format", "--check", str(file)).exit_code == 1
    assert file.read_text() == UNTIDY
    assert run("format", str(file)).exit_code == 0
    assert file.read_text() == TIDY
    assert run("format", "--check", str(file)).exit_code == 0


def test_a_layout_never_changes_what_is_said() -> None:
    text = "title: |\n  A story\nconsent: true\nsteps:\n- patient: >\n    steps:\n\n\n    title: no\n"
    assert yaml.parse(laid_out(text, "odd.yaml"), "odd.yaml").data == yaml.parse(text, "odd.yaml").data


TYPED = """hello
yes
myself
I'm John Smith and I have Crohn's, call me on 07700 900 123
quit
"""


def test_a_chat_in_the_terminal_becomes_a_script_that_plays(tmp_path: Path) -> None:
    file = tmp_path / "recorded.yaml"
    result = CliRunner().invoke(main, ["dialogues", "record", str(file)], input=TYPED)
    assert result.exit_code == 0
    text = file.read_text()
    assert "John" not in text
    assert "07700" not in text
    assert "- patient: I'm Alex and I have Crohn's, call me on 01632 960000" in text
    assert "about.diagnosis: set" in text
    assert run(str(file)).output.endswith("1 passed\n")


GIVEN = {"about.respondent": "patient", "about.age_band": "35_49", "about.diagnosis": "crohns"}


async def talked() -> Json:
    """A conversation over some days, as its owner can take it out."""
    async with fresh(load_content(), Setting(date(2026, 11, 21))) as stage:
        await stage.client.open({"consent": True, "region": "uk", "answers": GIVEN})
        await stage.client.send({"message_id": "1", "choice": "not_booked"})
        await stage.client.send({"message_id": "2", "text": "Dr Miller gave me humira"})
        assert stage.clock
        stage.clock.wait(timedelta(days=4, hours=2))
        await stage.client.send({"message_id": "3", "text": "my chest hurts and my arm is numb"})
        return await stage.client.export()


def test_an_exported_conversation_becomes_a_script_that_plays(tmp_path: Path) -> None:
    exported = asyncio.run(talked())
    (tmp_path / "export.json").write_text(json.dumps(exported))
    file = tmp_path / "recorded.yaml"
    assert run("record", str(file), "--export", str(tmp_path / "export.json")).exit_code == 0
    script = yaml.read(file).data
    assert script["given"] == {**GIVEN, "about.region": "uk"}
    assert [step.get("patient", step.get("choose", step.get("wait"))) for step in script["steps"]] == [
        "not_booked", "Dr Doe gave me humira", "4 days", "my chest hurts and my arm is numb",
    ]  # fmt: skip
    assert "heart_stroke_clot" in script["steps"][-1]["expect"]["flags"]
    assert run(str(file)).output.endswith("1 passed\n")


def test_something_else_is_no_exported_conversation(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    assert "no exported conversation" in run("record", "x.yaml", "--export", str(tmp_path / "other.json")).output


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("write to ann.b@mail.co.uk", "write to alex@example.org"),
        ("I live in SW1A 1AA", "I live in AB1 2CD"),
        ("my name is Ann-Marie O'Neill", "my name is Alex"),
        ("see Professor Jane Doe-Smith", "see Professor Doe"),
        ("I'm on Humira, 40 mg since 2019", "I'm on Humira, 40 mg since 2019"),
        ("about 104 weeks, level 2.1", "about 104 weeks, level 2.1"),
    ],
)
def test_personal_words_are_replaced_and_medical_ones_kept(text: str, left: str) -> None:
    assert anonymous(text) == left
