"""Who waits for news of a conversation, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Waiting:
    """News may come when there is none: who is woken looks again."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}

    @contextmanager
    def of(self, conversation_id: str) -> Iterator[asyncio.Event]:
        """An event that is set at the next news, listened for from now on."""
        event = asyncio.Event()
        waiting = self._waiting.setdefault(conversation_id, set())
        waiting.add(event)
        try:
            yield event
        finally:
            waiting.discard(event)
            if not waiting:
                self._waiting.pop(conversation_id, None)

    def wake(self, conversation_id: str) -> None:
        for event in self._waiting.get(conversation_id, ()):
            event.set()

    def wake_all(self) -> None:
        for conversation_id in self._waiting:
            self.wake(conversation_id)
