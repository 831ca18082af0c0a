"""What the person wants to ask themselves."""

from statemachine import State

from assistant.flows.base import Flow, missing


class Closing(Flow):
    """What the person wants to ask themselves."""

    decide = State(initial=True)
    ask_own_questions = State()

    decide.to(ask_own_questions, cond=missing("closing.own_questions"))

    answered = decide.from_.any()
