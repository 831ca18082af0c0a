"""Played dialogues as pages to read: every conversation, what was reached, the flows coloured by it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from assistant.flows import diagram
from assistant.templates import environment
from assistant.testing.coverage import Coverage, Row
from assistant.testing.runner import Played


def write(folder: Path, played: Sequence[Played], rows: Sequence[Row], coverage: Coverage) -> None:
    """``index.html`` in ``folder``, and a page for each conversation."""
    templates = environment("assistant.testing")
    folder.mkdir(parents=True, exist_ok=True)
    pages = {one.case.id: f"{_slug(one.case.id)}.html" for one in played}
    for one in played:
        page = templates.get_template("conversation.html.j2").render(one=one)
        (folder / pages[one.case.id]).write_text(page, encoding="utf-8")
    flows = {name: diagram.svg(name, coverage.taken(name)) for name in diagram.FLOWS} if rows else {}
    index = templates.get_template("gallery.html.j2").render(played=played, pages=pages, rows=rows, flows=flows)
    (folder / "index.html").write_text(index, encoding="utf-8")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
