"""Who it is about, which disease, where, and when the appointment is."""

from statemachine import State

from assistant.flows.base import Flow, missing


class About(Flow):
    """Who it is about. A minor is asked nothing more."""

    decide = State(initial=True)
    ask_respondent = State()
    ask_age_band = State()
    ask_diagnosis = State()
    ask_region = State()
    ask_appointment = State()

    decide.to(ask_respondent, cond=[missing("about.respondent"), "adult"])
    decide.to(ask_age_band, cond=missing("about.age_band"))
    decide.to(ask_diagnosis, cond=[missing("about.diagnosis"), "adult"])
    decide.to(ask_region, cond=[missing("about.region"), "adult"])
    decide.to(ask_appointment, cond=[missing("about.appointment"), "adult"])

    answered = decide.from_.any()
