"""The canonical layout of a script file: its parts in one order, no idle space. Comments stay where they belong."""

from __future__ import annotations

import re
from itertools import takewhile

from assistant.content import yaml

ORDER = (
    "title", "tags", "situations", "skip", "fails", "without", "snapshot", "consent", "region", "locale", "channel",
    "clinic", "reference", "today", "given", "actors", "table", "fragments", "opening", "steps", "branches",
    "vignettes",
)  # fmt: skip
KEY = re.compile(r"([a-z_]+):")


def laid_out(text: str, file: str) -> str:
    """The text in canonical layout, saying the same. Raises ``Problems`` for what is no YAML."""
    before = yaml.parse(text, file).data
    lines = [line.rstrip() for line in text.splitlines()]
    parts = _parts(lines)
    written = "\n".join(line for part in sorted(parts, key=_place) for line in part)
    laid = re.sub(r"\n{3,}", "\n\n", written).strip("\n") + "\n"
    return laid if yaml.parse(laid, file).data == before else text


def _parts(lines: list[str]) -> list[list[str]]:
    """The lines of each top-level key, with the comments and empty lines before it."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if KEY.match(line) and _begun(parts[-1]):
            above = list(takewhile(lambda one: one.startswith("#") or not one, reversed(parts[-1])))
            parts[-1:] = [parts[-1][: len(parts[-1]) - len(above)], above[::-1]]
        parts[-1].append(line)
    return parts


def _begun(part: list[str]) -> bool:
    return any(KEY.match(line) for line in part)


def _place(part: list[str]) -> int:
    key = next((found[1] for line in part if (found := KEY.match(line))), "")
    return ORDER.index(key) if key in ORDER else len(ORDER)
