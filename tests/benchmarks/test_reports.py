"""The sheet that is measured is as full as a sheet can be, and every format of it is timed."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import takewhile

from assistant.benchmarks.reports import everything, measure
from assistant.content.loader import load_content
from assistant.conversations import Conversation
from assistant.reports.model import build_report

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def test_everything_that_can_be_told_is_told() -> None:
    content = load_content()
    told = everything(content)
    assert told.keys() == content.slots.keys()
    conversation = Conversation(id="c_full", created_at=NOW, updated_at=NOW, consent=True, told=told)
    report = build_report(conversation, content, NOW.date(), NOW)
    assert report.complete
    assert len(report.options) == 21
    assert report.missing == ()
    assert sum(question.own for question in report.questions) == 10


def test_each_row_is_a_format_with_its_times_and_size() -> None:
    rows = list(takewhile(lambda row: not row.name.startswith("application/pdf"), measure(load_content(), 0)))
    names = [row.name.partition(" ")[0] for row in rows]
    assert names == ["the", "application/json", "text/html", "text/markdown", "text/plain"]
    assert all(0 < row.median <= row.worst for row in rows)
    assert all(row.size for row in rows[1:])
    assert "p99" in str(rows[1])
    assert "median" in str(rows[1])
