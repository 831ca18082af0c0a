"""The charts as data, as Mermaid text and as SVG, drawn from the very classes that run."""

from __future__ import annotations

from collections.abc import Container, Iterator
from html import escape
from typing import Any, NamedTuple

from assistant.errors import AssistantError
from assistant.flows.base import Flow
from assistant.flows.drug_level import DrugLevel
from assistant.flows.failure import Failure
from assistant.flows.pathway import STEPS, Pathway
from assistant.flows.safety import Safety

FLOWS: dict[str, type[Flow]] = {
    "pathway": Pathway,
    **STEPS,
    "failure": Failure,
    "drug_level": DrugLevel,
    "safety": Safety,
}

ROW, LEFT, RIGHT, BOX, WIDTH = 44, 20, 520, 200, 740


class Ink(NamedTuple):
    colour: str
    dashes: str = "none"


PLAIN, TAKEN, NOT_TAKEN = Ink("#334"), Ink("#161"), Ink("#c11", "4 3")


class UnknownFlow(AssistantError):
    """There is no such flow."""


class Arrow(NamedTuple):
    """One transition: on ``event`` (empty: at once), if the guard in words holds."""

    source: str
    target: str
    event: str
    guard: str


def chart(name: str) -> type[Flow]:
    """Raises ``UnknownFlow`` naming those there are."""
    if name not in FLOWS:
        raise UnknownFlow(f"no flow is called {name}; there are {', '.join(FLOWS)}")
    return FLOWS[name]


def arrows(name: str) -> Iterator[Arrow]:
    """Every transition of the chart, in the order in which it is tried."""
    for state in chart(name).states:
        for transition in state.transitions:
            guards = [_guard(spec.func, spec.expected_value) for spec in transition.cond]
            yield Arrow(state.id, transition.target.id, str(transition.event), " and ".join(guards))


def _guard(guard: Any, expected: bool) -> str:
    name = guard if isinstance(guard, str) else guard.__name__
    return str(name if expected else f"not {name}").replace("_", " ")


def describe(name: str) -> dict[str, Any]:
    """The chart as data: name, purpose, states, transitions."""
    flow = chart(name)
    return {
        "name": name,
        "title": (flow.__doc__ or "").partition("\n")[0],
        "states": [state.id for state in flow.states],
        "transitions": [arrow._asdict() for arrow in arrows(name)],
    }


def mermaid(name: str) -> str:
    """The chart as a Mermaid state diagram; the way back to ``decide`` on each answer is left out."""
    lines = ["stateDiagram-v2", "    direction LR"]
    lines += [f"    {arrow.source} --> {arrow.target}{_label(arrow)}" for arrow in _shown(name)]
    return "\n".join(lines)


def _shown(name: str) -> list[Arrow]:
    return [arrow for arrow in arrows(name) if arrow.event != "answered"]


def _label(arrow: Arrow) -> str:
    said = " ".join(part for part in (arrow.event.replace("_", " "), arrow.guard and f"if {arrow.guard}") if part)
    return f" : {said}" if said else ""


def page() -> str:
    """All charts as one Markdown page."""
    parts = ["# The flows", "", "Drawn from the code by `assistant diagram --page`; a test keeps this page true.", ""]
    for name in FLOWS:
        parts += [f"## {name}", "", describe(name)["title"], "", "```mermaid", mermaid(name), "```", ""]
    return "\n".join(parts)


def svg(name: str, taken: Container[Arrow] | None = None) -> str:
    """The chart as a stand-alone SVG: a row a transition, from its source on the left to its target on the right.

    With ``taken``, those transitions are green and the others red and dashed.
    """
    shown = _shown(name)
    height = LEFT * 2 + ROW * len(shown)
    inks = [PLAIN if taken is None else TAKEN if arrow in taken else NOT_TAKEN for arrow in shown]
    placed = enumerate(zip(shown, inks, strict=True))
    rows = "".join(_row(arrow, LEFT + ROW * number, ink) for number, (arrow, ink) in placed)
    title = escape(f"{name}: {describe(name)['title']}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{title}"><title>{title}</title>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#334"/></marker></defs>'
        f'<rect width="100%" height="100%" fill="#fff"/>{rows}</svg>'
    )


def _row(arrow: Arrow, top: int, ink: Ink) -> str:
    middle, start = top + ROW // 2, LEFT + 110
    return (
        _box(arrow.source, LEFT, top, 110)
        + _box(arrow.target, RIGHT, top, BOX)
        + f'<path d="M{start} {middle}H{RIGHT}" stroke="{ink.colour}" stroke-dasharray="{ink.dashes}" '
        + 'marker-end="url(#tip)"/>'
        + f'<text x="{start + 10}" y="{middle - 5}" font-size="11" fill="{ink.colour}" '
        + f'font-family="sans-serif">{escape(_label(arrow).removeprefix(" : "))}</text>'
    )


def _box(name: str, left: int, top: int, width: int) -> str:
    return (
        f'<rect x="{left}" y="{top + 6}" width="{width}" height="{ROW - 14}" rx="6" fill="#eef3fa" stroke="#334"/>'
        f'<text x="{left + width // 2}" y="{top + ROW // 2 + 3}" font-size="12" text-anchor="middle" fill="#112" '
        f'font-family="sans-serif">{escape(name.replace("_", " "))}</text>'
    )
