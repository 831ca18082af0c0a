"""Times as scripts write them: ``4 days``, ``2027-01-04``, ``2027-01-04 09:30``."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

UNITS = ("minute", "hour", "day", "week")
NOON = time(12, tzinfo=UTC)


def _read_time(text: Any) -> timedelta:
    if isinstance(text, timedelta):
        return text
    found = re.fullmatch(rf"(\d+) ({'|'.join(UNITS)})s?", str(text))
    if not found:
        raise ValueError("a time is written like 4 days; in minutes, hours, days or weeks")
    return timedelta(**{f"{found[2]}s": int(found[1])})


def _read_moment(text: Any) -> datetime:
    """A day (its noon), or a day and a time of day; UTC."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise ValueError("a day is written like 2027-01-04, or 2027-01-04 09:30") from None
    return datetime.combine(moment, NOON) if len(str(text)) == len("2027-01-04") else moment.replace(tzinfo=UTC)


Duration = Annotated[timedelta, BeforeValidator(_read_time)]
Moment = Annotated[datetime, BeforeValidator(_read_moment)]
