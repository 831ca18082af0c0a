"""What fits on paper: one page for the visit, with long words of the person cut short, and two with the choices.

Nothing here weighs one option against another. Every option gets its first point on each side, then what bears on the
person's health, then what everybody is warned of with a medicine and with another step, then the next on each side, a
whole round at a time, until the paper is full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from assistant.reports.shapes import OptionLine, PointLine, Report

PAPER = 11_700
"""Characters that two pages hold besides headings, in the print style; found by printing."""
WORDS = 800
"""Characters of the person's own that the page for the visit holds."""
SHORTEST = 80
"""Characters that every text may have, however many there are."""
FREE = ("preferences.worry", "health.medicines")
"""Answers in the person's own words, besides their questions."""
STEPS = ("health", "about", "history", "tests", "disease", "preferences", "access")
STRENGTHS = ("strong", "moderate", "limited", "expert")
SIDES = ("favours", "caution")


def on_paper(report: Report) -> frozenset[str]:
    """The ids of the points that are printed; all others are for the screen."""
    left = PAPER - _taken(report)
    printed: set[str] = set()
    for number, chosen in enumerate(_rounds(report)):
        new = [point for point in chosen if point.id not in printed]
        left -= sum(len(point.text) for point in new)
        if left < 0 and number:
            break
        printed.update(point.id for point in new)
    return frozenset(printed)


class Clipped(NamedTuple):
    """A text in two: what is printed, and what stands on the screen besides."""

    start: str
    rest: str


def clipper(report: Report) -> Callable[[str], Clipped]:
    """Cuts a text at a word, so that all the person wrote finds its place on one page."""
    texts = [line.text for line in report.answers if line.slot in FREE]
    texts += [question.text for question in report.questions if question.own]
    length = max(WORDS // max(len(texts), 1), SHORTEST)
    return lambda text: _clipped(text, length)


def _clipped(text: str, length: int) -> Clipped:
    if len(text) <= length:
        return Clipped(text, "")
    end = text.rfind(" ", length // 2, length)
    end = length if end < 0 else end
    return Clipped(text[:end], text[end:])


def _taken(report: Report) -> int:
    """Characters that are printed whatever the points."""
    texts = [*report.drug_level.reference_points, *(option.label for option in report.options)]
    texts += [cell.text for row in report.grid.rows for cell in row.cells]
    return sum(map(len, texts))


def _rounds(report: Report) -> Iterator[list[PointLine]]:
    sides = [[_sorted(option, side) for side in SIDES] for option in report.options]
    health = [[point for point in caution if _about_health(point)] for _, caution in sides]
    yield [side[0] for option in sides for side in option if side]
    yield from _nth(health)
    for kind in ("medicine", "strategy"):
        options = [option for option in report.options if option.kind == kind]
        yield [point for option in options for point in option.points if _for_everybody(point)]
    yield from _nth([side for option in sides for side in option])


def _nth(lists: list[list[PointLine]]) -> Iterator[list[PointLine]]:
    """All the second ones, all the third ones, and so on."""
    for number in range(1, max(map(len, lists), default=0)):
        yield [points[number] for points in lists if len(points) > number]


def _sorted(option: OptionLine, side: str) -> list[PointLine]:
    """One side's points, what the person told before what holds for all: for it, firm proof first; against, health."""
    return sorted((point for point in option.points if point.kind == side), key=_place)


def _place(point: PointLine) -> tuple[bool, int, int, str]:
    steps = [STEPS.index(slot.partition(".")[0]) for slot in point.because if slot.partition(".")[0] in STEPS]
    step, strength = min(steps, default=len(STEPS)), STRENGTHS.index(point.strength)
    first, second = (strength, step) if point.kind == "favours" else (step, strength)
    return not point.because, first, second, point.id


def _for_everybody(point: PointLine) -> bool:
    return point.kind == "caution" and not point.because


def _about_health(point: PointLine) -> bool:
    return any(slot.startswith("health.") for slot in point.because)
