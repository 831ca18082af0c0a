"""The engine broken on purpose, one way at a time: a dialogue notices each, at the right turn."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import assistant

PACKAGE = Path(assistant.__file__).parent
DIALOGUES = PACKAGE.parent / "dialogues"


class Breakage(NamedTuple):
    """``old`` in ``file`` becomes ``new``; ``script`` fails at the line that says ``step``; ``told`` is why."""

    name: str
    file: str
    old: str
    new: str
    script: str
    step: str
    told: str


BREAKAGES = [
    Breakage(
        "a wrong cascade", "flows/pathway.py",
        "if ask.slot in told and so_far.isdisjoint(ask.unless):", "if ask.slot in told:",
        "corrections/cascade_and_return.yaml", "patient: never had one", "changed.set_aside",
    ),
    Breakage(
        "a lost message", "engine/engine.py",
        "entries=turn.entries, taken", "entries=turn.entries[:-1], taken",
        "repair/several_answers_at_once.yaml", "patient: I was on humira for two years", "invariant numbered",
    ),
    Breakage(
        "a red flag that is skipped", "engine/turn.py",
        "if said:\n        return answers.kept_under_warning(",
        "if said and not scene.asked:\n        return answers.kept_under_warning(",
        "safety/chest_pain_mid_question.yaml", "patient: crushing chest pain", "question safety history.anti_tnf",
    ),
    Breakage(
        "another question after a digression", "engine/turn.py",
        "question = asking.pending(after,",
        'moved = {"state": "about.appointment"} if outcome.intent == "define" else {}\n'
        "    question = asking.pending(after.model_copy(update=moved),",
        "knowledge/definition_mid_question.yaml", "patient: what is a biosimilar?",
        "question history.anti_tnf about.appointment",
    ),
    Breakage(
        "a placeholder left open", "content/wording.py",
        "return str(values[name])", 'return found[0] if name == "items" else str(values[name])',
        "repair/several_answers_at_once.yaml", "patient: I was on humira for two years",
        "the blank {items} is not filled",
    ),
    Breakage(
        "a sheet that ignores an answer", "reports/model.py",
        "    answers = in_force(conversation.told)\n    reader",
        "    answers = in_force(conversation.told)\n    answers.pop('health.conditions', None)\n    reader",
        "health/each_condition.yaml::heart_failure", "choose: [<illness>]",
        "on_sheet adalimumab.heart_failure not there",
    ),
    Breakage(
        "a duplicate taken twice", "engine/engine.py",
        "entries=turn.entries, taken=taken", "entries=turn.entries, taken=None",
        "repair/several_answers_at_once.yaml", "patient: I was on humira for two years", "invariant duplicate",
    ),
    Breakage(
        "words stored before consent", "engine/turn.py",
        "heard = _heard(scene) if held.consent and scene.conversation.consent else ()", "heard = _heard(scene)",
        "pathway/before_consent_in_other_words.yaml", "patient: purple elephants", "invariant consent",
    ),
    Breakage(
        "an undo that forgets", "engine/answers.py",
        "in {**conversation.told, **last}.items() if kept}", "in conversation.told.items() if slot not in last}",
        "corrections/cascade_and_return.yaml", "patient: undo", "change of history.response corrected cleared",
    ),
    Breakage(
        "a contradiction taken silently", "engine/answers.py",
        "return item.near or contradicts", "return item.near",
        "repair/contradiction.yaml", "patient: I missed loads of doses",
        "question history.missed_doses history.partner_drug",
    ),
]  # fmt: skip


@pytest.mark.parametrize("broken", BREAKAGES, ids=lambda broken: broken.name)
async def test_a_dialogue_notices(broken: Breakage, tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "assistant")
    source = (tmp_path / "assistant" / broken.file).read_text("utf-8")
    assert source.count(broken.old) == 1, "the engine has changed: break it in another way"
    (tmp_path / "assistant" / broken.file).write_text(source.replace(broken.old, broken.new), "utf-8")
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "assistant", "dialogues", str(DIALOGUES / broken.script),
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    told = (await program.communicate())[0].decode()
    file = DIALOGUES / broken.script.partition("::")[0]
    lines = file.read_text("utf-8").splitlines()
    (line,) = [number for number, text in enumerate(lines, start=1) if broken.step in text]
    assert f"> {file}:{line}: here it went differently" in told
    assert broken.told in " ".join(told.partition("> ")[2].split())
    assert program.returncode == 1
