"""How long a sheet takes to make, and to write in each format: the first time, and when everything is warm."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from statistics import median
from typing import Any, NamedTuple

from assistant.content.loader import Content
from assistant.content.models import Slot
from assistant.conversations import Answer, Conversation
from assistant.reports.model import Report, build_report
from assistant.web.documents import renderers

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
TOLD: dict[str, Any] = {
    "about.age_band": "50_64",
    "about.diagnosis": "crohns",
    "about.appointment": "2026-12-04",
    "history.anti_tnf": "infliximab",
    "history.weeks_on": 60,
    "history.response": "wore_off",
    "tests.inflammation": "active",
    "tests.level_value": {"value": 1.2, "unit": "ug/mL"},
}
"""Where any value will not do; for all else, as many as can be told."""


WORDS = "What if it comes back while I am away, and nobody near me knows this medicine?"
FEWEST = 5


class Row(NamedTuple):
    """Milliseconds in one format: the first time in this process, the median and the 99th percentile after it."""

    name: str
    first: float
    median: float
    worst: float
    size: int

    def __str__(self) -> str:
        return (
            f"{self.name:<34} first {self.first:>8.2f} ms  median {self.median:>7.2f} ms  p99 {self.worst:>7.2f} ms"
            f"  {self.size / 1024:>5.0f} kB"
        )


def measure(content: Content, seconds: float) -> Iterator[Row]:
    """The sheet of somebody who told as much as there is to tell, then each of its formats for each reader.

    Raises ``FormatUnavailable`` where a format needs what is not installed.
    """
    conversation = Conversation(id="c_bench", created_at=AT, updated_at=AT, consent=True, told=everything(content))
    build = partial(build_report, conversation, content, AT.date(), AT)
    yield _timed("the sheet, before any format", build, seconds)
    gc.freeze()  # as the server does once it has started
    report, offered = build(), renderers(content)
    for reader, formats in offered.items():
        for media, render in formats.items():
            if reader == "patient" or render is not offered["patient"][media]:
                yield _timed(f"{media} ({reader})", partial(render, report), seconds)


def everything(content: Content) -> dict[str, Answer]:
    """An answer to every question, as much as each can take."""
    return {name: Answer(value=slot.accept(TOLD.get(name, _most(slot)))) for name, slot in content.slots.items()}


def _most(slot: Slot) -> object:
    match slot.kind:
        case "choices" | "ranking":
            return [value for value in slot.values if value not in slot.alone][: slot.most]
        case "choice":
            return slot.values[-1]
        case "yes_no":
            return True
        case "texts":
            return [WORDS] * (slot.most or 1)
    return WORDS


def _timed(name: str, make: Callable[[], Report | str | bytes], seconds: float) -> Row:
    """Again and again until the time is up, at least ``FEWEST`` times after the first."""
    first, made = _once(make)
    took: list[float] = []
    ends = time.perf_counter() + seconds
    while len(took) < FEWEST or time.perf_counter() < ends:
        took.append(_once(make)[0])
    took.sort()
    return Row(name, first, median(took), took[round(0.99 * (len(took) - 1))], _size(made))


def _size(made: Report | str | bytes) -> int:
    return 0 if isinstance(made, Report) else len(made)


def _once(make: Callable[[], Report | str | bytes]) -> tuple[float, Report | str | bytes]:
    began = time.perf_counter()
    made = make()
    return (time.perf_counter() - began) * 1000, made
