"""The shape of the words for times and amounts that are listened for. Templates as in ``content.lexicon``."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field

from assistant.content.models import Text
from assistant.conversations import Frozen


class Times(Frozen):
    """Words for times and amounts; numbers in words are read by a library, which knows the language as ``numbers``.

    ``month_first``: "12/3" is rather 3 December than 12 March.
    """

    numbers: Text
    point: tuple[Text, ...]
    oh: tuple[Text, ...]
    centuries: dict[Text, Literal[1900, 2000]]
    units: dict[Literal["day", "week", "fortnight", "month", "year", "decade"], tuple[Text, ...]]
    months: tuple[tuple[Text, ...], ...] = Field(min_length=12, max_length=12)
    verbs: tuple[Text, ...]
    dated: tuple[Text, ...]
    weekdays: tuple[tuple[Text, ...], ...] = Field(min_length=7, max_length=7)
    seasons: dict[Text, int]
    feasts: dict[Text, tuple[int, int]]
    festive: dict[Text, tuple[int, int]]
    new_year: tuple[Text, ...]
    this: tuple[Text, ...]
    after: tuple[Text, ...]
    before: tuple[Text, ...]
    counting: tuple[Text, ...]
    clock: tuple[Text, ...]
    dating_with: tuple[Text, ...]
    until: tuple[Text, ...]
    halves_of_day: tuple[Text, ...]
    noon: tuple[Text, ...]
    within_month: tuple[Text, ...]
    visiting: tuple[Text, ...]
    errands: tuple[Text, ...]
    waits: tuple[Text, ...]
    ailing: tuple[Text, ...]
    from_now: tuple[Text, ...]
    clinic_on: tuple[Text, ...]
    aimed: tuple[Text, ...]
    aiming: tuple[Text, ...]
    of_the_drug: tuple[Text, ...]
    since: tuple[Text, ...]
    repeated: tuple[Text, ...]
    dosed: tuple[Text, ...]
    vague: dict[Text, float]
    leading: tuple[Text, ...]
    late: frozenset[Text]
    endings: tuple[Text, ...]
    ordinals: tuple[Text, ...]
    one: tuple[Text, ...]
    lone: tuple[Text, ...]
    half: tuple[Text, ...]
    marks: tuple[Text, ...]
    quarter: tuple[Text, ...]
    old: tuple[Text, ...]
    joins: tuple[Text, ...]
    placing: tuple[Text, ...]
    either: tuple[Text, ...]
    days: dict[Text, int]
    next: tuple[Text, ...]
    last: tuple[Text, ...]
    within: tuple[Text, ...]
    age: tuple[Text, ...]
    visit: tuple[Text, ...]
    introduced: tuple[Text, ...]
    aged_then: tuple[Text, ...]
    aged_lately: tuple[Text, ...]
    short_of: tuple[Text, ...]
    aged_ends: tuple[Text, ...]
    aged_in: tuple[Text, ...]
    numbered: tuple[Text, ...]
    aged_soon: tuple[Text, ...]
    aged_already: tuple[Text, ...]
    counted: tuple[Text, ...]
    born: tuple[Text, ...]
    else_since: tuple[Text, ...]
    else_measured: tuple[Text, ...]
    level: tuple[Text, ...]
    living: tuple[Text, ...]
    tens: dict[Text, int]
    tens_end: frozenset[Text]
    thirds: dict[Text, tuple[int, int]]
    ago: tuple[Text, ...]
    unit_words: dict[Text, Text]
    below: tuple[Text, ...]
    above: tuple[Text, ...]
    near_day: tuple[Text, ...]
    moved: tuple[Text, ...]
    gone: tuple[Text, ...]
    yet: tuple[Text, ...]
    again: tuple[Text, ...]
    setting: tuple[Text, ...]
    alone: frozenset[Text]
    repairing: tuple[Text, ...]
    rough: tuple[Text, ...]
    between: tuple[Text, ...]
    concluding: frozenset[Text]
    easter: dict[Text, int]
    weekday_feasts: dict[Text, tuple[int, int, int]]
    not_this: tuple[Text, ...]
    week_of: tuple[Text, ...]
    is_of: tuple[Text, ...]
    visit_behind: tuple[Text, ...]
    no_day: tuple[Text, ...]
    instead: tuple[Text, ...]
    month_first: bool = False

    @cached_property
    def measuring(self) -> frozenset[str]:
        """The words of every unit: without one of them no length of time is told."""
        return frozenset(word for words in self.units.values() for word in words)

    @cached_property
    def reckoning(self) -> frozenset[str]:
        """The words behind one from which a day is reckoned: "two weeks on Friday", "two days before Christmas"."""
        weeks = (*self.units["day"], *self.units["week"], *self.units["fortnight"])
        return frozenset(word for words in self.weekdays for word in words).union(weeks)

    @cached_property
    def month_names(self) -> frozenset[str]:
        """The words of every month."""
        return frozenset(word for words in self.months for word in words)

    @cached_property
    def feasting(self) -> frozenset[str]:
        """The words that a feast may begin with, also without their last s."""
        names = (*self.feasts, *self.festive, *self.easter, *self.weekday_feasts)
        return frozenset(word for name in names for word in (name.split()[0], name.split()[0].removesuffix("s")))

    @cached_property
    def dating(self) -> frozenset[str]:
        """The words that a day may begin with, if with no number and no month; of a season also without its last s."""
        seasons = {word for name in self.seasons for word in (name, name.removesuffix("s"))}
        first = {name.split()[0] for name in (*self.days, *self.feasts, *self.easter, *self.weekday_feasts)}
        first |= {word for unit in ("week", "fortnight") for word in self.units[unit]}  # "fortnight today"
        first |= {word.removesuffix("s") for word in first}
        return frozenset(word for words in self.weekdays for word in words).union(first, seasons, self.last, self.next)
