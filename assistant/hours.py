"""When staff are there: hours of the week in one time zone."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field

from assistant.conversations import Frozen

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = "|".join(DAYS)
RANGE = re.compile(rf"(?P<first>{DAY})(?:-(?P<last>{DAY}))? (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)")


class Opening(Frozen):
    """The same hours on some days in a row; 0 is Monday."""

    first: int = Field(ge=0, le=6)
    last: int = Field(ge=0, le=6)
    opens: time
    closes: time

    @classmethod
    def read(cls, text: str) -> Self:
        """ "Mon-Fri 09:00-17:00", "Sat 10:00-12:00". Raises ``ValueError``."""
        found = RANGE.fullmatch(text)
        if not found:
            raise ValueError(f"“{text}” is not like Mon-Fri 09:00-17:00")
        first, last = DAYS.index(found["first"]), DAYS.index(found["last"] or found["first"])
        opens, closes = time.fromisoformat(found["opens"]), time.fromisoformat(found["closes"])
        if last < first or closes <= opens:
            raise ValueError(f"“{text}” ends before it begins; write what goes over midnight or Sunday as two")
        return cls(first=first, last=last, opens=opens, closes=closes)


class Closed(Frozen):
    """Whole days on which nobody is there, such as public holidays."""

    first: date
    last: date

    @classmethod
    def read(cls, text: str) -> Self:
        """ "2026-12-25", "2026-12-28 to 2027-01-01". Raises ``ValueError``."""
        begins, _, ends = text.partition(" to ")
        try:
            first, last = date.fromisoformat(begins), date.fromisoformat(ends or begins)
        except ValueError:
            raise ValueError(f"“{text}” is not like 2026-12-25, or 2026-12-28 to 2027-01-01") from None
        if last < first:
            raise ValueError(f"“{text}” ends before it begins")
        return cls(first=first, last=last)


class Quiet(Frozen):
    """Hours of every day in which nobody is disturbed, maybe over midnight, as the clocks of ``zone`` show."""

    begins: time
    ends: time
    zone: str = "UTC"

    @classmethod
    def read(cls, text: str, zone: str) -> Self:
        """ "21:00-08:00". Raises ``ValueError``."""
        begins, _, ends = text.partition("-")
        return cls(begins=time.fromisoformat(begins), ends=time.fromisoformat(ends), zone=zone)

    def over(self, at: datetime) -> datetime:
        """This moment, or where it is a quiet one the end of the quiet hours."""
        here = at.astimezone(ZoneInfo(self.zone))
        ends = here.replace(hour=self.ends.hour, minute=self.ends.minute, second=0, microsecond=0)
        now = here.time()
        if self.begins <= self.ends:
            return ends if self.begins <= now < self.ends else at
        if now >= self.begins:
            return ends + timedelta(days=1)
        return ends if now < self.ends else at


class Hours(Frozen):
    """When somebody reads: ``openings`` of the week, but not on days that are ``closed``.

    Both are meant as the clocks of ``zone`` (an IANA name) show.
    """

    openings: tuple[Opening, ...] = Field(min_length=1)
    closed: tuple[Closed, ...] = ()
    zone: str = "UTC"

    def are_now(self, at: datetime) -> bool:
        """Whether staff are there."""
        here = at.astimezone(ZoneInfo(self.zone))
        return any(opening.opens <= here.time() < opening.closes for opening in self._openings_on(here.date()))

    def next_after(self, at: datetime) -> datetime:
        """When staff come next, on their own clocks."""
        here = at.astimezone(ZoneInfo(self.zone))
        coming = (
            datetime.combine(day, opening.opens, here.tzinfo)
            for day in (here.date() + timedelta(days=ahead) for ahead in count())
            for opening in self._openings_on(day)
        )
        return next(start for start in coming if start > here)

    def _openings_on(self, day: date) -> list[Opening]:
        if any(closed.first <= day <= closed.last for closed in self.closed):
            return []
        of_the_day = (opening for opening in self.openings if opening.first <= day.weekday() <= opening.last)
        return sorted(of_the_day, key=lambda opening: opening.opens)

    @property
    def place(self) -> str:
        """The city of the zone: "Europe/London" is "London"."""
        return self.zone.rpartition("/")[2].replace("_", " ")
