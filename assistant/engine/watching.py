"""What is told of turns to whoever counts or traces them: never words, and never whose they are."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Literal, Protocol

from assistant.messages import Reply

Phase = Literal["read", "understand", "decide", "word", "commit"]
"""Of a turn: the conversation comes from the store, the message is read, the answer found and worded, both are kept."""

UNTIMED = nullcontext()


class Watch(Protocol):
    """Whoever looks on. Called for every turn, so it takes no time to speak of."""

    def phase(self, name: Phase) -> AbstractContextManager[object]:
        """Entered when the phase begins, left when it ends or fails."""

    def turn(self, asked: str | None, reply: Reply) -> None:
        """A turn was taken. ``asked``: what was open before it, as in ``Question.slot``."""


class Unwatched:
    """Nobody looks on."""

    def phase(self, name: Phase) -> AbstractContextManager[object]:  # noqa: ARG002 - a ``Watch`` is told
        return UNTIMED

    def turn(self, asked: str | None, reply: Reply) -> None:
        pass
