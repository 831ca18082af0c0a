"""A process to be killed: commits turns of many conversations as fast as it can, and says each one it was promised."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from assistant.store.sqlite import SqliteStore
from tests.store.stories import begin, next_turn


async def talk(store: SqliteStore, name: str) -> None:
    conversation = await begin(store, name)
    while True:
        turn = next_turn(conversation, f"Turn {conversation.version}", f"id {conversation.version}")
        await store.commit(turn)
        conversation = turn.conversation
        sys.stdout.write(f"{name} {conversation.version}\n")
        sys.stdout.flush()


async def main(path: Path) -> None:
    store = await SqliteStore.open(path)
    await asyncio.gather(*(talk(store, f"c_{number}") for number in range(20)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
