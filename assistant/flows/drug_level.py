"""Drug level and antibodies: Figure 1 of the 2016 review (Roda 2016), with the branches it leaves out.

Only what the person's team called the result counts; a typed number never decides a branch.
"""

from statemachine import State

from assistant.flows.base import Flow, move
from assistant.flows.facts import Facts
from assistant.flows.outcomes import Outcome


class DrugLevel(Flow):
    """Inflammation is confirmed first; then level, then antibodies.

    Not in the figure: an adequate level with antibodies (a mixed result) and a low level with antibodies of low or
    unknown height. With an adequate level, antibodies that were never tested change nothing: many laboratories look
    for them only when the level is low. With a low level they decide, so not knowing them leaves it unclear.
    """

    decide = State(initial=True)
    not_inflammation = State()
    not_tested = State()
    antibodies_high = State()
    antibodies_low = State()
    low_level = State()
    adequate_with_antibodies = State()
    adequate_level = State()
    unclear = State()

    decide.to(not_inflammation, cond="inflammation_quiet")
    decide.to(not_tested, cond="level_not_tested")
    decide.to(antibodies_high, cond=["level_low", "antibodies_high"])
    decide.to(antibodies_low, cond=["level_low", "antibodies_low"])
    decide.to(low_level, cond=["level_low", "antibodies_none"])
    decide.to(adequate_with_antibodies, cond=["level_adequate", "antibodies_found"])
    decide.to(adequate_level, cond=["level_adequate", "antibodies_none"])
    decide.to(adequate_level, cond=["level_adequate", "antibodies_not_tested"])
    decide.to(unclear)

    answered = decide.from_.any()


RESTS_ON = {
    "not_inflammation": ("tests.inflammation",),
    "not_tested": ("tests.drug_level",),
}


def branch(facts: Facts) -> Outcome:
    """The drug-level branch of these answers, and the told slots it rests on."""
    state = move(DrugLevel, "unclear", "answered", facts.holding())
    slots = RESTS_ON.get(state, ("tests.drug_level", "tests.antibodies"))
    return Outcome(state, tuple(slot for slot in slots if facts.value(slot) is not None))
