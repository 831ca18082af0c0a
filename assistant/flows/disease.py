"""What the Crohn's is like now."""

from statemachine import State

from assistant.flows.base import Flow, missing


class Disease(Flow):
    """What the Crohn's is like now."""

    decide = State(initial=True)
    ask_location = State()
    ask_fistula = State()
    ask_narrowing = State()
    ask_outside_gut = State()
    ask_impact = State()

    decide.to(ask_location, cond=missing("disease.location"))
    decide.to(ask_fistula, cond=missing("disease.fistula"))
    decide.to(ask_narrowing, cond=missing("disease.narrowing"))
    decide.to(ask_outside_gut, cond=missing("disease.outside_gut"))
    decide.to(ask_impact, cond=missing("disease.impact"))

    answered = decide.from_.any()
