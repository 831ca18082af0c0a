"""Whether anything grows: a long conversation, and one caller and the memory before and after many conversations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from statistics import median

from assistant.benchmarks.load import Ask, Enough, Pace, drive
from assistant.benchmarks.servers import Server, serve
from assistant.benchmarks.turns import TURNS, converse

AROUND = 10
"""Turns on each side that a figure of one turn is the median of."""
AT_ONCE = 32
LONG = ("no fistula", "actually humira", "on it for 2 years", "remicade, sorry", "what is a fistula?")
"""Said over and over in the long conversation: answers, corrections, a question."""


async def measure(conversations: int, long: int, seconds: float) -> AsyncIterator[str]:
    """Lines of figures. Raises ``ValueError`` for a turn that was refused."""
    async with serve() as server:
        took = await _long_conversation(server, long)
        for turn in sorted({10, 100, long}):
            if AROUND <= turn <= long:
                yield f"turn {turn:>5} of one conversation: {1000 * _around(took, turn):.2f} ms"
        yield await _one_caller(server, seconds, "before")
        held = 0
        while held < conversations:
            held += len(await drive(server.url, converse, Pace(5.0, AT_ONCE))) // TURNS
        yield await _one_caller(server, seconds, f"after {held:,} conversations")


async def _one_caller(server: Server, seconds: float, when: str) -> str:
    took = await drive(server.url, converse, Pace(seconds, 1))
    memory = f"{server.memory:.0f} MiB" if server.memory else "memory not known"
    return f"one caller {when}: {len(took) / seconds:,.0f} turns/s, median {1000 * median(took):.2f} ms; {memory}"


async def _long_conversation(server: Server, turns: int) -> list[float]:
    """How long each turn took, in order."""

    async def talk(ask: Ask) -> None:
        opened = await ask("/v1/conversations", {})
        path = f"/v1/conversations/{opened['conversation_id']}/messages"
        for number in range(turns - 1):
            text = "yes" if number == 0 else LONG[number % len(LONG)]
            await ask(path, {"message_id": str(number), "text": text}, opened["token"])
        raise Enough

    return await drive(server.url, talk, Pace(3600.0, at_once=1))


def _around(took: list[float], turn: int) -> float:
    return median(took[max(0, turn - AROUND) : turn + AROUND])
