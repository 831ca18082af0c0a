"""What has been tried, and how it failed."""

from statemachine import State

from assistant.flows.base import Flow, missing


class History(Flow):
    """What has been tried, and how it failed."""

    decide = State(initial=True)
    ask_anti_tnf = State()
    ask_weeks_on = State()
    ask_response = State()
    ask_reaction = State()
    ask_missed_doses = State()
    ask_partner_drug = State()
    ask_steroids = State()
    ask_earlier_advanced = State()
    ask_surgery = State()

    decide.to(ask_anti_tnf, cond=missing("history.anti_tnf"))
    decide.to(ask_weeks_on, cond=missing("history.weeks_on"), unless="no_anti_tnf")
    decide.to(ask_response, cond=missing("history.response"), unless="no_anti_tnf")
    decide.to(ask_reaction, cond=[missing("history.reaction"), "side_effect"], unless=["no_anti_tnf", "no_side_effect"])
    decide.to(ask_missed_doses, cond=[missing("history.missed_doses"), "stopped_holding"], unless="no_anti_tnf")
    decide.to(ask_partner_drug, cond=[missing("history.partner_drug"), "stopped_holding"], unless="no_anti_tnf")
    decide.to(ask_steroids, cond=[missing("history.steroids"), "stopped_holding"])
    decide.to(ask_earlier_advanced, cond=[missing("history.earlier_advanced"), "stopped_holding"])
    decide.to(ask_surgery, cond=[missing("history.surgery"), "stopped_holding"])

    answered = decide.from_.any()
