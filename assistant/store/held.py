"""What is held of a conversation beside its state and its transcript, asked for in the same way in both stores."""

from __future__ import annotations

from assistant.store.base import Held
from assistant.store.leases import Spoken, moment
from assistant.store.rows import Rows


async def held(spoken: Spoken, rows: Rows, name: str) -> Held:
    """All there is of the conversation ``name``; nothing of one that is not there. Raises ``StoreUnavailable``."""
    taken = await spoken.ask("SELECT message_id, fingerprint, reply FROM @taken WHERE conversation_id = $1", name)
    letters = await spoken.ask("SELECT number, at, body FROM @outgoing WHERE held_by = $1 ORDER BY number", name)
    timers = await spoken.ask("SELECT due FROM @timers WHERE conversation_id = $1", name)
    return Held(
        taken=tuple(rows.record(name, *row) for row in taken),
        outgoing=tuple(rows.event(name, *row) for row in letters),
        due=moment(timers[0][0]) if timers else None,
    )
