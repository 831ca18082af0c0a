"""When staff are there: hours of the week in one time zone."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
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


class Hours(Frozen):
    """When somebody reads: ``openings`` of the week, as the clocks of ``zone`` (an IANA name) show."""

    openings: tuple[Opening, ...] = Field(min_length=1)
    zone: str = "UTC"

    def are_now(self, at: datetime) -> bool:
        """Whether staff are there."""
        here = at.astimezone(ZoneInfo(self.zone))
        return any(
            opening.first <= here.weekday() <= opening.last and opening.opens <= here.time() < opening.closes
            for opening in self.openings
        )

    def next_after(self, at: datetime) -> datetime:
        """When staff come next, on their own clocks."""
        here = at.astimezone(ZoneInfo(self.zone))
        days = [here.date() + timedelta(days=ahead) for ahead in range(8)]
        coming = (
            datetime.combine(day, opening.opens, here.tzinfo)
            for day in days
            for opening in self.openings
            if opening.first <= day.weekday() <= opening.last
        )
        return min(start for start in coming if start > here)

    @property
    def place(self) -> str:
        """The city of the zone: "Europe/London" is "London"."""
        return self.zone.rpartition("/")[2].replace("_", " ")
