"""How many turns may be under way at once: under a flood most are answered soon, not all of them late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.web.problems import Refused


class Room:
    """Holds ``most`` turns. What comes on top is told to come back, unless it is urgent: that is always heard."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0

    @contextmanager
    def place(self, urgent: Callable[[], bool] = lambda: False) -> Iterator[None]:
        """A place for the block. Raises ``Refused`` 503 where there is none."""
        if self._taken >= self._most and not urgent():
            raise Refused(503, "Too many are writing at this moment. Nothing was lost, send it again soon.")
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1
