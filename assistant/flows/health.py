"""Other conditions that bear on the choice."""

from statemachine import State

from assistant.flows.base import Flow, missing


class Health(Flow):
    """Other conditions that bear on the choice."""

    decide = State(initial=True)
    ask_conditions = State()
    ask_smoking = State()
    ask_pregnancy = State()
    ask_medicines = State()

    decide.to(ask_conditions, cond=missing("health.conditions"))
    decide.to(ask_smoking, cond=missing("health.smoking"))
    decide.to(ask_pregnancy, cond=missing("health.pregnancy"), unless="over_65")
    decide.to(ask_medicines, cond=missing("health.medicines"))

    answered = decide.from_.any()
