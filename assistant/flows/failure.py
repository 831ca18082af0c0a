"""Which kind of failure the answers point to. The resting states are the report's failure types."""

from statemachine import State

from assistant.flows.base import Flow, move
from assistant.flows.facts import Facts
from assistant.flows.outcomes import Outcome


class Failure(Flow):
    """The first that holds, in this order (order of precedence: see the report's contract; weeks: Roda 2016)."""

    decide = State(initial=True)
    still_working = State()
    intolerance = State()
    not_inflammation = State()
    missed_doses = State()
    too_early = State()
    primary_non_response = State()
    loss_of_response = State()
    unclear = State()

    decide.to(still_working, cond="still_working")
    decide.to(intolerance, cond="side_effect")
    decide.to(not_inflammation, cond="inflammation_quiet")
    decide.to(missed_doses, cond="many_missed")
    decide.to(too_early, cond=["never_worked", "too_early"])
    decide.to(unclear, cond=["never_worked", "too_early_for_some"])
    decide.to(primary_non_response, cond="never_worked")
    decide.to(loss_of_response, cond="wore_off")
    decide.to(unclear)

    answered = decide.from_.any()


RESTS_ON = {
    "still_working": ("history.response",),
    "intolerance": ("history.response",),
    "not_inflammation": ("tests.inflammation",),
    "missed_doses": ("history.missed_doses",),
    "too_early": ("history.response", "history.weeks_on", "history.anti_tnf"),
    "primary_non_response": ("history.response", "history.weeks_on", "history.anti_tnf"),
    "loss_of_response": ("history.response",),
    "unclear": ("history.anti_tnf", "history.response", "history.weeks_on"),
}


def failure_type(facts: Facts) -> Outcome:
    """The failure type of these answers, and the told slots it rests on."""
    state = move(Failure, "unclear", "answered", facts.holding())
    return Outcome(state, tuple(slot for slot in RESTS_ON[state] if facts.value(slot) is not None))
