"""Dialogue scripts: whatever one names exists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.content import yaml
from assistant.content.loader import Content
from assistant.testing.expansion import SHARED
from assistant.testing.script import read_cases


def script_problems(scripts: Path, content: Content) -> Iterator[yaml.Problem]:
    """Every problem of the scripts below ``scripts``."""
    for path in sorted(scripts.rglob("*.yaml")):
        if path.name == SHARED:
            continue
        try:
            read_cases(path, content)
        except yaml.Problems as found:
            yield from found.problems
