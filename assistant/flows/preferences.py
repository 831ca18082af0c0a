"""What matters to the person, and what a medicine must fit into."""

from statemachine import State

from assistant.flows.base import Flow, missing


class Preferences(Flow):
    """What matters to the person, and what a medicine must fit into."""

    decide = State(initial=True)
    ask_route = State()
    ask_avoid = State()
    ask_priorities = State()
    ask_worry = State()

    decide.to(ask_route, cond=missing("preferences.route"))
    decide.to(ask_avoid, cond=missing("preferences.avoid"))
    decide.to(ask_priorities, cond=missing("preferences.priorities"))
    decide.to(ask_worry, cond=missing("preferences.worry"))

    answered = decide.from_.any()
