"""What a decision chart comes to."""

from typing import NamedTuple


class Outcome(NamedTuple):
    """A resting state, and the told slots it rests on."""

    id: str
    because: tuple[str, ...]
