"""What each medicine means day to day, beside what the person wants: route, rhythm, start, checks, travel.

Facts and wishes only. It counts nothing up, puts nothing first, and is silent on effect and safety.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.content.loader import Content
from assistant.content.models import DRUGS, Option
from assistant.content.wording import Wording
from assistant.conversations import Answer
from assistant.reports.fit import Fit, compare, said
from assistant.reports.reader import Reader
from assistant.reports.shapes import Column, Grid, GridCell, GridColumn, GridRow

ROUTES = ("infusion", "injection", "tablet")
BESIDE: Mapping[Column, Mapping[str, tuple[str, ...]]] = {
    "route": {"preferences.route": ROUTES, "preferences.avoid": ("needles",)},
    "often": {"preferences.avoid": ("daily_medicine",), "preferences.priorities": ("convenience",)},
    "speed": {"preferences.priorities": ("speed",)},
    "tests": {"preferences.avoid": ("frequent_blood_tests",)},
    "travel": {"preferences.avoid": ("clinic_visits", "fridge"), "access.barriers": ("travel",)},
}
"""Which wishes stand beside which column: slot and values."""


def weigh_daily_life(content: Content, reader: Reader, wording: Wording, answers: Mapping[str, Answer]) -> Grid:
    """All medicines in their fixed order."""
    wishes = {aspect: _wishes(slots, answers) for aspect, slots in BESIDE.items()}
    return Grid(
        columns=tuple(
            GridColumn(aspect=aspect, said="; ".join(_told(found, answers, wording)), because=tuple(found))
            for aspect, found in wishes.items()
        ),
        rows=tuple(_row(name, content.options[name], wishes, reader, wording) for name in DRUGS),
    )


Wishes = Mapping[str, tuple[str, ...]]
"""Slot -> what was said there that bears on a column, in the person's order."""


def _wishes(slots: Wishes, answers: Mapping[str, Answer]) -> dict[str, tuple[str, ...]]:
    told = {slot: tuple(one for one in said(answers, slot) if one in values) for slot, values in slots.items()}
    return {slot: values for slot, values in told.items() if values}


def _told(wishes: Wishes, answers: Mapping[str, Answer], wording: Wording) -> Iterator[str]:
    for slot, values in wishes.items():
        kept = answers[slot].model_copy(update={"value": values})
        yield wording.say(f"grid_said.{slot.replace('.', '_')}", things=wording.answer(slot, kept))


def _row(name: str, option: Option, wishes: Mapping[Column, Wishes], reader: Reader, wording: Wording) -> GridRow:
    texts = {"route": _route(option, wording)}
    claims = {"route": reader.read(f"{name}.{option.schedule}")}
    for aspect, claim in option.life.items():
        claims[aspect] = reader.read(f"{name}.{claim}")
        texts[aspect] = claims[aspect].text
    cells = (
        GridCell(
            aspect=aspect, text=texts[aspect], fit=_fit(aspect, option, wishes[aspect]), sources=claims[aspect].sources
        )
        for aspect in BESIDE
    )
    return GridRow(option=name, label=reader.words.options[name].label, cells=tuple(cells))


def _route(option: Option, wording: Wording) -> str:
    """ "drip, then injection"."""
    start, later = (
        wording.either(wording.say(f"report.grid_{route}") for route in routes)
        for routes in (option.start_routes or option.routes, option.keep_routes or option.routes)
    )
    return start if start == later else wording.say("unit.then", first=start, last=later)


def _fit(aspect: Column, option: Option, wishes: Wishes) -> Fit:
    """How the fact meets the wishes. A number of weeks neither meets nor misses a wish: it is only shown."""
    if aspect == "tests" and wishes:
        return _fit_of_tests(option)
    ranking = wishes.get("preferences.route", ())
    things = (*wishes.get("preferences.avoid", ()), *wishes.get("access.barriers", ()))
    if not ranking and not things:
        return "unknown"
    fit = compare(option, ranking, things)
    return "match" if fit == "unknown" else fit


def _fit_of_tests(option: Option) -> Fit:
    """What the points say to somebody who would rather avoid many blood tests; none of these medicines needs many."""
    for point in option.points.values():
        if any("frequent_blood_tests" in when.get("preferences.avoid", ()) for when in point.when):
            return "match" if point.kind == "favours" else "partial"
    return "unknown"
