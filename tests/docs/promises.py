"""What is promised, beside the tests and drills that show it: ``python -m tests.docs.promises > docs/promises.md``.

A test says what it shows by ``@pytest.mark.promise(number, …)``; everything else stands in ``docs/promises.yaml``.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.content import yaml
from tests.docs.cited import ROOT

PAGE = ROOT / "docs" / "promises.md"
NUMBERS = (*range(1, 19), 20, *range(22, 54), 59)

INTRODUCTION = """\
# What must never break

What this server promises, the figure to reach, the figure measured, and the tests and drills that show it. Made from
the tests' marks and [promises.yaml](promises.yaml): `python -m tests.docs.promises > docs/promises.md`; a test keeps it
so. Numbers 19 and 21 are kept for channels that are told by webhooks, which are not there yet; clinical safety has a
page of its own, [safety-case.md](safety-case.md).
"""


class Promise(BaseModel):
    """``also`` names drills and dialogues, which carry no mark; ``why`` says what is missing where something is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    promise: str
    reach: str
    measured: str = "–"
    kept: Literal["yes", "in part", "no"] = "yes"
    why: str = ""
    also: tuple[str, ...] = ()


def promises() -> Sequence[Promise]:
    """In the order of the file."""
    written = yaml.read(ROOT / "docs" / "promises.yaml").data
    return tuple(Promise.model_validate(each) for each in written["promises"])


def marked() -> Mapping[int, Sequence[str]]:
    """Number of a promise -> the tests that show it, as ``file::test``."""
    shown = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for name, number in _marks(path.read_text("utf-8")):
            shown[number].append(f"{path.relative_to(ROOT).as_posix()}::{name}")
    return shown


def _marks(source: str) -> Iterator[tuple[str, int]]:
    if "mark.promise(" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        for mark in getattr(node, "decorator_list", ()):
            if match := re.fullmatch(r"pytest\.mark\.promise\(([\d, ]+)\)", ast.unparse(mark)):
                assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                yield from ((node.name, int(number)) for number in match[1].split(","))


def page() -> str:
    """The whole page in Markdown."""
    held, shown = promises(), marked()
    counts = Counter(promise.kept for promise in held)
    return "\n".join(
        [
            INTRODUCTION,
            f"Of {len(held)} promises {counts['yes']} are kept, {counts['in part']} in part, {counts['no']} not yet.\n",
            "| # | promise | to reach | measured | kept |",
            "|---|---|---|---|---|",
            *map(_row, held),
            "\n## What shows each\n",
            *(_evidence(promise, shown.get(promise.number, ())) for promise in held),
            "",
        ]
    )


def _row(promise: Promise) -> str:
    kept = f"{promise.kept}: {promise.why}" if promise.why else promise.kept
    return f"| {promise.number} | {promise.promise} | {promise.reach} | {promise.measured} | {kept} |"


def _evidence(promise: Promise, tests: Sequence[str]) -> str:
    """Tests by file, then drills and dialogues."""
    files = defaultdict(list)
    for test in tests:
        path, _, name = test.partition("::")
        files[path].append(f"`{name}`")
    cited = [f"`{path}`: {', '.join(names)}" for path, names in files.items()] + [f"`{each}`" for each in promise.also]
    lines = [f"- **{promise.number}** {promise.promise}", *(f"  - {each}" for each in cited or ["nothing yet"])]
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(), end="")
