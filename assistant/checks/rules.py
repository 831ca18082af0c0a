"""Points and questions: what they name exists, both sides are there, nothing is told both ways, somebody meets each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from assistant.checks.people import met_by_somebody
from assistant.checks.places import Finding, home
from assistant.content.loader import Content
from assistant.content.models import Aspect, Option, Slot, When
from assistant.flows.diagram import describe


def rules(content: Content) -> Iterator[Finding]:
    """Every rule of the options, of the bank of questions and of the red flags."""
    for name, option in content.options.items():
        yield from _option(content, name, option)
    for key, question in content.questions.items():
        bad = _bad(content, question.when, laid_out=False)
        yield from (("questions.yaml", (key,), text) for text in bad)
    for key, flag in content.flags.items():
        yield from (("safety_flags.yaml", (key,), text) for text in _bad(content, flag.told, laid_out=False))


def _option(content: Content, name: str, option: Option) -> Iterator[Finding]:
    file, told = f"{home(name)}/{name}.yaml", dict[str, str]()
    for key, point in option.points.items():
        place = ("points", key)
        if point.claim not in option.claims:
            yield file, place, f"there is no claim {point.claim}"
        yield from ((file, place, text) for text in _bad(content, point.when, point.unless))
        yield from ((file, place, text) for text in _bad(content, point.unless))
        if told.setdefault(point.claim, point.kind) != point.kind:
            yield file, place, f"{point.claim} is told as {point.kind} and as {told[point.claim]}"
    if option.schedule and option.schedule not in option.claims:
        yield file, ("schedule",), f"there is no claim {option.schedule}"
    missing = set(get_args(Aspect)) - option.life.keys() if option.kind == "medicine" else set()
    yield from ((file, ("life",), f"nothing is said of {aspect}") for aspect in sorted(missing))
    for aspect, claim in option.life.items():
        if claim not in option.claims:
            yield file, ("life", aspect), f"there is no claim {claim}"
    always = {point.kind for point in option.points.values() if not point.when and not point.unless}
    if not {"favours", "caution"} <= always:
        yield file, ("points",), "points on both sides that always show are needed"


def _bad(
    content: Content, whens: Iterable[When], unless: tuple[When, ...] = (), *, laid_out: bool = True
) -> Iterator[str]:
    """What is wrong with each alternative. ``laid_out``: only for people who get options at all."""
    for when in whens:
        unknown = list(_unknown(content, when))
        yield from unknown
        if not unknown and not met_by_somebody(content, when, unless, laid_out=laid_out):
            yield "nobody can ever meet " + ", ".join(f"{name}: {'/'.join(values)}" for name, values in when.items())


def _unknown(content: Content, when: When) -> Iterator[str]:
    derived = {"failure": set(_outcomes("failure")), "branch": set(_outcomes("drug_level"))}
    for name, values in when.items():
        known = derived.get(name) or _values(content.slots.get(name))
        if not known:
            yield f"{name} is no slot with choices"
            continue
        for value in sorted(set(values) - known):
            yield f"{name} is never {value}; it is {', '.join(sorted(known))}"


def _outcomes(flow: str) -> list[str]:
    return [state for state in describe(flow)["states"] if state != "decide"]


def _values(slot: Slot | None) -> set[str]:
    if not slot:
        return set()
    return {"true", "false"} if slot.kind == "yes_no" else set(slot.choices)
