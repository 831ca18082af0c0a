"""How the way a medicine is taken fits what the person said they could live with. Says nothing about the medicine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Literal

from assistant.content.models import Option
from assistant.conversations import VALUED, Answer

Fit = Literal["match", "partial", "mismatch", "unknown"]

RULES_OUT = {
    "needles": ("infusion", "injection"),
    "clinic_visits": ("infusion",),
    "daily_medicine": ("tablet",),
    "fridge": ("injection",),
    "travel": ("infusion",),
}
"""Which routes a thing to avoid, or a hard way to the clinic, speaks against; many blood tests speak against none."""


class Liking(IntEnum):
    UNWANTED = 0
    ACCEPTABLE = 1
    WANTED = 2


def route_fit(option: Option, answers: Mapping[str, Answer]) -> Fit:
    """How the option's routes fit ``preferences.route`` and ``preferences.avoid``.

    A route is *wanted* if it is ranked first (or nothing is ranked), *acceptable* if second, *unwanted* if last of
    three or left out of a ranking; a route that something to avoid speaks against is unwanted whatever its rank.
    Starting and going on are each as good as their best route. Then:

    - ``match``: start and going on are both wanted;
    - ``mismatch``: going on is unwanted;
    - ``partial``: anything between, such as an unwanted start or a second choice;
    - ``unknown``: no routes, or no ranking (not told, or no preference) and nothing to avoid that speaks against them.
    """
    return compare(option, ranked_routes(answers), said(answers, "preferences.avoid"))


def ranked_routes(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The routes in the person's order; none for no preference."""
    return tuple(route for route in said(answers, "preferences.route") if route != "no_preference")


def compare(option: Option, ranking: tuple[str, ...], things: Iterable[str]) -> Fit:
    """As ``route_fit``, with only this ranking and these things to avoid."""
    avoided = {route for thing in things for route in RULES_OUT.get(thing, ())}
    if not option.routes:
        return "unknown"
    start = _best(option.start_routes or option.routes, ranking, avoided)
    later = _best(option.keep_routes or option.routes, ranking, avoided)
    if start == later == Liking.WANTED:
        return "match" if ranking else "unknown"
    return "mismatch" if later == Liking.UNWANTED else "partial"


def _best(routes: Iterable[str], ranking: tuple[str, ...], avoided: set[str]) -> Liking:
    return max(Liking.UNWANTED if route in avoided else _liking(route, ranking) for route in routes)


def _liking(route: str, ranking: tuple[str, ...]) -> Liking:
    if not ranking or ranking[0] == route:
        return Liking.WANTED
    return Liking.ACCEPTABLE if ranking[1:2] == (route,) else Liking.UNWANTED


def said(answers: Mapping[str, Answer], slot: str) -> tuple[str, ...]:
    """The values given there, sure or not; none without an answer."""
    answer = answers.get(slot)
    if not answer or answer.status not in VALUED:
        return ()
    return answer.value if isinstance(answer.value, tuple) else (str(answer.value),)
