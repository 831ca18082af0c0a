"""What goes on behind the conversations of a stage in this process: timers, and what the clinic's platform is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from assistant.engine.engine import Engine
from assistant.messages import Event
from assistant.rounds import deliver, look
from assistant.store.base import Store
from assistant.store.outbox import Letter


def stop(error: BaseException) -> None:
    """A server goes on; a test does not."""
    raise error


class Backstage:
    """The rounds of a server, done when asked for."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine = engine
        self._store = store
        self._told: defaultdict[str, list[Event]] = defaultdict(list)

    async def told(self, conversation_id: str) -> Sequence[Event]:
        """Whatever the platform was told of the conversation, in order."""
        while await deliver(self._store.outbox, self._take, self._engine.now, stop):
            pass
        return self._told[conversation_id]

    async def pass_by(self) -> None:
        """Timers go off whose time has come."""
        while await look(self._store.timers, self._engine.tick, self._engine.now, stop):
            pass

    async def due(self, conversation_id: str) -> timedelta | None:
        """In what time something is to be said though nobody writes; None for never."""
        held = await self._store.load(conversation_id)
        due = self._engine.guide.patience.due(held) if held else None
        return due.at - self._engine.now() if due else None

    async def _take(self, letter: Letter, _at: datetime) -> None:
        self._told[letter.conversation_id].append(letter.event)
