"""What was measured: inflammation, drug level, antibodies."""

from statemachine import State

from assistant.flows.base import Flow, missing


class Tests(Flow):
    """What was measured. A number is asked for only when a level was found, antibodies only when a level was tested."""

    decide = State(initial=True)
    ask_inflammation = State()
    ask_drug_level = State()
    ask_level_value = State()
    ask_antibodies = State()

    decide.to(ask_inflammation, cond=missing("tests.inflammation"))
    decide.to(ask_drug_level, cond=missing("tests.drug_level"), unless="no_anti_tnf")
    decide.to(
        ask_level_value,
        cond=[missing("tests.level_value"), "level_measured"],
        unless=["no_anti_tnf", "level_has_no_number"],
    )
    decide.to(ask_antibodies, cond=[missing("tests.antibodies"), "level_tested"], unless="no_anti_tnf")

    answered = decide.from_.any()
