"""What the pages in docs/ cite from the repository: files, and tests by name."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CITED = re.compile(r"`((?:assistant|tests|dialogues|docs)/[^`]+)`")


def missing(text: str) -> list[str]:
    """The files and tests cited in ``text`` that do not exist."""
    return [cited for cited in CITED.findall(text) if not exists(cited)]


def exists(cited: str) -> bool:
    """Whether there is such a file or folder, and in it such a test."""
    path, _, name = cited.partition("::")
    file = ROOT / path
    if not file.exists() or not name:
        return file.exists()
    return bool(re.search(rf"^\s*(?:async )?def {name}\(", file.read_text("utf-8"), re.MULTILINE))
