"""Cost, cover and what stands in the way."""

from statemachine import State

from assistant.flows.base import Flow, missing


class Access(Flow):
    """Cost, cover and what stands in the way."""

    decide = State(initial=True)
    ask_coverage = State()
    ask_barriers = State()
    ask_skipped_for_cost = State()

    decide.to(ask_coverage, cond=missing("access.coverage"))
    decide.to(ask_barriers, cond=missing("access.barriers"))
    decide.to(ask_skipped_for_cost, cond=missing("access.skipped_for_cost"))

    answered = decide.from_.any()
