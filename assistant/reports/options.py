"""The options of a sheet: all of them, in one fixed order, each with the points that apply."""

from __future__ import annotations

from assistant.content.loader import Content
from assistant.content.models import DRUGS, STRATEGIES, Option
from assistant.knowledge.rules import Case, judge
from assistant.reports.fit import route_fit
from assistant.reports.reader import Reader
from assistant.reports.shapes import OptionLine, PointLine

KINDS = ("favours", "caution", "know")


def lay_out(case: Case, content: Content, reader: Reader) -> tuple[OptionLine, ...]:
    """Every medicine and every other step, in the order of the content: no answer moves one up or down."""
    return tuple(_option(name, content.options[name], case, reader) for name in (*DRUGS, *STRATEGIES))


def _option(name: str, option: Option, case: Case, reader: Reader) -> OptionLine:
    return OptionLine(
        id=name,
        kind=option.kind,
        label=reader.words.options[name].label,
        group=option.group,
        routes=option.routes,
        schedule=reader.read(f"{name}.{option.schedule}").text if option.schedule else "",
        points=_points(name, option, case, reader),
        route_fit=route_fit(option, case.answers),
    )


def _points(name: str, option: Option, case: Case, reader: Reader) -> tuple[PointLine, ...]:
    """The points that apply: what speaks for it, what to be careful with, what to know; by key within each."""
    order = sorted(option.points.items(), key=lambda item: (KINDS.index(item[1].kind), item[0]))
    lines = []
    for key, point in order:
        verdict = judge(case, point.when, point.unless)
        if not verdict.holds:
            continue
        claim = reader.read(f"{name}.{point.claim}")
        lines.append(
            PointLine(
                id=f"{name}.{key}",
                kind=point.kind,
                text=claim.text,
                because=verdict.because,
                strength=claim.strength,
                sources=claim.sources,
                figure=reader.figure(claim.id),
            )
        )
    return tuple(lines)
