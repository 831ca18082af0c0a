"""A red flag stops the pathway until the person says they are safe or being seen, or a human takes over."""

from statemachine import State

from assistant.flows.base import Flow


class Safety(Flow):
    """``decide`` is the calm: nothing was flagged, or it is over."""

    decide = State(initial=True)
    emergency = State()
    same_day = State()

    warn_emergency = decide.to(emergency) | same_day.to(emergency) | emergency.to.itself()
    warn_same_day = decide.to(same_day) | same_day.to.itself() | emergency.to.itself()
    safe = emergency.to(decide) | same_day.to(decide)
