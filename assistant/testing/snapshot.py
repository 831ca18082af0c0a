"""Approved conversations: the whole of one as a text file beside its script, for whoever reviews the words."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path

from assistant.testing.failure import Line, marked, shortened
from assistant.testing.script import Case


def snapshot_of(case: Case) -> Path:
    """Where the approved conversation is kept: ``script.txt``, or ``script.branch.txt``."""
    return case.path.with_suffix(f".{case.name}.txt" if case.name else ".txt")


def differs(case: Case, transcript: Iterable[Line]) -> str:
    """What is otherwise than approved; empty when nothing is, or the script keeps no snapshot."""
    if not case.script.snapshot:
        return ""
    path, now = snapshot_of(case), _text(transcript).splitlines()
    before = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if before == now:
        return ""
    changed = [line for line in unified_diff(before, now, lineterm="", n=1) if not line.startswith(("---", "+++"))]
    again = f"approve it: assistant dialogues {case.id} --update"
    return "\n".join([f"> {path}: otherwise than approved", *_with_words(changed), "", again])


def _with_words(changed: list[str]) -> list[str]:
    """A line that replaces another has the words that differ in brackets."""
    return [
        f"+{marked(before[1:], line[1:])}" if line.startswith("+") and before.startswith("-") else line
        for before, line in zip(["", *changed], changed, strict=False)
    ]


def approve(case: Case, transcript: Iterable[Line]) -> None:
    """Keep the conversation as it is now."""
    if case.script.snapshot:
        snapshot_of(case).write_text(_text(transcript), encoding="utf-8")


def _text(transcript: Iterable[Line]) -> str:
    return "\n".join([*shortened(transcript), ""])
