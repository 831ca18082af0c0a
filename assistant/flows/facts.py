"""Named facts about the person, read from the answers in force. They are the guards of every chart.

A fact is true only on an answer that was given (or given with a hedge): not knowing is never "yes" and never "no".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from assistant.conversations import VALUED, Answer, Value

FAIR_TRIAL_WEEKS = {"infliximab": 14, "adalimumab": 12, "certolizumab": 8}
"""Before this week a lack of effect is not yet a failure (Roda 2016; infliximab also its label)."""

DECIDING = (
    "about.age_band", "about.diagnosis", "history.anti_tnf", "history.response", "history.missed_doses",
    "history.weeks_on", "tests.inflammation", "tests.drug_level", "tests.antibodies",
)  # fmt: skip
"""The slots that facts rest on."""
SITUATIONS = 8192
"""How many are remembered of what follows from answers: a few hundred occur often."""

Deciding = tuple[Value | None, ...]
"""What was told for each of ``DECIDING``."""


class Facts:
    """What one person's answers say. Every property is a yes/no question that the charts may ask."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers

    def value(self, slot: str) -> Value | None:
        """The value told for ``slot``; None when it is not told, not known, declined or skipped."""
        answer = self._answers.get(slot)
        return answer.value if answer and answer.status in VALUED else None

    def says(self, slot: str, *values: Value) -> bool:
        return self.value(slot) in values

    def holding(self) -> frozenset[str]:
        """The names of the facts that are true."""
        return holding(self.deciding())

    def deciding(self) -> Deciding:
        """All that the facts follow from, so that what follows can be remembered."""
        told = self._answers.get
        return tuple([held.value if (held := told(slot)) and held.status in VALUED else None for slot in DECIDING])

    # who

    @property
    def under_18(self) -> bool:
        return self.says("about.age_band", "under_18")

    @property
    def adult(self) -> bool:
        """Not known to be a minor."""
        return not self.under_18

    @property
    def over_65(self) -> bool:
        return self.says("about.age_band", "65_plus")

    @property
    def ulcerative_colitis(self) -> bool:
        return self.says("about.diagnosis", "ulcerative_colitis")

    @property
    def ibd_unclassified(self) -> bool:
        return self.says("about.diagnosis", "ibd_unclassified")

    @property
    def not_diagnosed(self) -> bool:
        return self.says("about.diagnosis", "not_diagnosed")

    @property
    def not_crohns(self) -> bool:
        return self.ulcerative_colitis or self.ibd_unclassified or self.not_diagnosed

    @property
    def on_pathway(self) -> bool:
        """An adult not known to have something other than Crohn's."""
        return self.adult and not self.not_crohns

    # what was tried

    @property
    def no_anti_tnf(self) -> bool:
        return self.says("history.anti_tnf", "none")

    @property
    def never_worked(self) -> bool:
        return self.says("history.response", "never_worked")

    @property
    def wore_off(self) -> bool:
        return self.says("history.response", "wore_off")

    @property
    def side_effect(self) -> bool:
        return self.says("history.response", "side_effect")

    @property
    def no_side_effect(self) -> bool:
        return self.never_worked or self.wore_off or self.still_working

    @property
    def still_working(self) -> bool:
        return self.says("history.response", "still_working")

    @property
    def stopped_holding(self) -> bool:
        """There is an anti-TNF, and it is not known to be working still: the questions about its failure matter."""
        return not self.no_anti_tnf and not self.still_working

    @property
    def many_missed(self) -> bool:
        return self.says("history.missed_doses", "many")

    @property
    def too_early(self) -> bool:
        """Fewer weeks than a fair trial of this drug takes; with the drug unknown, fewer than any takes."""
        return self._weeks_on < (self._fair_trial or min(FAIR_TRIAL_WEEKS.values()))

    @property
    def too_early_for_some(self) -> bool:
        """The drug is not known, and these weeks are a fair trial of one anti-TNF but not of another."""
        return self._fair_trial is None and not self.too_early and self._weeks_on < max(FAIR_TRIAL_WEEKS.values())

    @property
    def _weeks_on(self) -> float:
        """Whole weeks since the first dose; endless when not known, so that nothing is called too early by guess."""
        weeks = self.value("history.weeks_on")
        return weeks if isinstance(weeks, int) else math.inf

    @property
    def _fair_trial(self) -> int | None:
        return FAIR_TRIAL_WEEKS.get(str(self.value("history.anti_tnf")))

    # what was measured

    @property
    def inflammation_quiet(self) -> bool:
        return self.says("tests.inflammation", "quiet")

    @property
    def level_not_tested(self) -> bool:
        return self.says("tests.drug_level", "not_tested")

    @property
    def level_has_no_number(self) -> bool:
        return self.says("tests.drug_level", "not_tested", "none_detected")

    @property
    def level_low(self) -> bool:
        return self.says("tests.drug_level", "low", "none_detected")

    @property
    def level_adequate(self) -> bool:
        return self.says("tests.drug_level", "adequate")

    @property
    def level_measured(self) -> bool:
        return self.says("tests.drug_level", "low", "adequate")

    @property
    def level_tested(self) -> bool:
        return self.level_low or self.level_adequate

    @property
    def antibodies_none(self) -> bool:
        return self.says("tests.antibodies", "none")

    @property
    def antibodies_low(self) -> bool:
        return self.says("tests.antibodies", "low")

    @property
    def antibodies_high(self) -> bool:
        return self.says("tests.antibodies", "high")

    @property
    def antibodies_found(self) -> bool:
        return self.says("tests.antibodies", "low", "high", "present")

    @property
    def antibodies_not_tested(self) -> bool:
        return self.says("tests.antibodies", "not_tested")


FACTS = tuple(name for name, member in vars(Facts).items() if isinstance(member, property) and name[0] != "_")


@lru_cache(SITUATIONS)
def holding(deciding: Deciding) -> frozenset[str]:
    """The names of the facts that are true when this was told."""
    told = zip(DECIDING, deciding, strict=True)
    facts = Facts({slot: Answer(value=value) for slot, value in told if value is not None})
    return frozenset(name for name in FACTS if getattr(facts, name))
