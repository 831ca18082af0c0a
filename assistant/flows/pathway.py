"""The steps in order, the honest ways out, and what follows from the answers: in force, still to ask, position."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from statemachine import State

from assistant.conversations import Answer
from assistant.flows.about import About
from assistant.flows.access import Access
from assistant.flows.base import CONSENT, Case, Flow, decisions, move, step_open
from assistant.flows.closing import Closing
from assistant.flows.disease import Disease
from assistant.flows.facts import DECIDING, SITUATIONS, Deciding, Facts, holding
from assistant.flows.health import Health
from assistant.flows.history import History
from assistant.flows.preferences import Preferences
from assistant.flows.tests import Tests

STEPS: dict[str, type[Flow]] = {
    "about": About,
    "history": History,
    "tests": Tests,
    "disease": Disease,
    "preferences": Preferences,
    "health": Health,
    "access": Access,
    "closing": Closing,
}
EXITS = ("under_18", "ulcerative_colitis", "ibd_unclassified", "not_diagnosed", "no_anti_tnf", "still_working")


class Pathway(Flow):
    """Consent, the eight steps, the review. A step with nothing left to ask, or that cannot help, is not entered."""

    decide = State(initial=True)
    consent = State()
    refused = State()
    about = State()
    history = State()
    tests = State()
    disease = State()
    preferences = State()
    health = State()
    access = State()
    closing = State()
    review = State()

    decide.to(consent, cond="consent_missing")
    decide.to(refused, cond="consent_refused")
    decide.to(about, cond=step_open("about"))
    decide.to(review, cond="under_18")
    decide.to(history, cond=[step_open("history"), "on_pathway"])
    decide.to(tests, cond=[step_open("tests"), "on_pathway", "stopped_holding"])
    decide.to(disease, cond=[step_open("disease"), "on_pathway", "stopped_holding"])
    decide.to(preferences, cond=[step_open("preferences"), "on_pathway", "stopped_holding"])
    decide.to(health, cond=[step_open("health"), "on_pathway", "stopped_holding"])
    decide.to(access, cond=[step_open("access"), "on_pathway", "stopped_holding"])
    decide.to(closing, cond=[step_open("closing"), "adult"])
    decide.to(review)

    answered = decide.from_.any()


class Ask(NamedTuple):
    """When one slot is asked (all of ``when``), and when an answer to it no longer applies (any of ``unless``)."""

    slot: str
    when: tuple[str, ...]
    unless: tuple[str, ...]


@cache
def asks() -> tuple[Ask, ...]:
    """Every slot in pathway order, with its guards as they stand in the charts, the step's own first."""
    route = {way.target: way for way in decisions(Pathway)}
    return tuple(
        Ask(f"{step}.{way.target.removeprefix('ask_')}", (*route[step].when, *way.when), way.unless)
        for step, chart in STEPS.items()
        for way in decisions(chart)
        if way.target.startswith("ask_")
    )


def in_force(told: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers that count, in pathway order; the rest are set aside because an earlier answer rules them out."""
    return {slot: told[slot] for slot in _in_force(frozenset(told), Facts(told).deciding())}


@lru_cache(SITUATIONS)
def _in_force(told: frozenset[str], deciding: Deciding) -> tuple[str, ...]:
    values = dict(zip(DECIDING, deciding, strict=True))
    counted: list[str] = []
    for ask in asks():
        so_far = holding(tuple(values[slot] if slot in counted else None for slot in DECIDING))
        if ask.slot in told and so_far.isdisjoint(ask.unless):
            counted.append(ask.slot)
    return tuple(counted)


def to_ask(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The slots still to be asked, given the answers in force, in pathway order."""
    return _to_ask(answered(answers), Facts(answers).holding())


def answered(answers: Mapping[str, Answer]) -> frozenset[str]:
    """The slots that are told as a whole."""
    return frozenset(slot for slot, answer in answers.items() if not answer.partial)


@lru_cache(SITUATIONS)
def _to_ask(answered: frozenset[str], holding: frozenset[str]) -> tuple[str, ...]:
    return tuple(
        ask.slot
        for ask in asks()
        if ask.slot not in answered and holding.issuperset(ask.when) and holding.isdisjoint(ask.unless)
    )


def position(answers: Mapping[str, Answer], consent: bool | None, state: str) -> str:
    """Where the pathway stands: ``consent``, ``refused``, ``review`` or ``step.slot``.

    ``answers`` are those in force, ``state`` the position before. The charts decide; nothing else moves a person.
    """
    case = _case(answered(answers), Facts(answers).holding(), consent)
    top, _, name = state.partition(".")
    step = move(Pathway, top, "answered", case)
    if step not in STEPS:
        return step
    at = f"ask_{name}" if step == top and name else "decide"
    asking = move(STEPS[step], at, "answered", case)
    return f"{step}.{asking.removeprefix('ask_')}"


@lru_cache(SITUATIONS)
def _case(answered: frozenset[str], holding: frozenset[str], consent: bool | None) -> Case:
    """Every guard that holds, of every chart."""
    open_steps = {f"{slot.partition('.')[0]} open" for slot in _to_ask(answered, holding)}
    missing = {f"missing {ask.slot}" for ask in asks()} - {f"missing {slot}" for slot in answered}
    return holding | open_steps | missing | {CONSENT[consent]}


def exit_of(answers: Mapping[str, Answer]) -> str | None:
    """Why the pathway does not fit this person, if it does not."""
    holds = Facts(answers).holding()
    return next((reason for reason in EXITS if reason in holds), None)
