"""The same conversation in a terminal: numbered choices, plain words, the sheet at the end."""

from __future__ import annotations

import textwrap
import uuid
from collections.abc import Callable

from assistant.clients import Client, Json, Refused

WIDTH = 88
PARTING = ("quit", "exit")


async def chat(client: Client, ask: Callable[[str], str], tell: Callable[[str], None], locale: str = "en") -> None:
    """Talk until the person leaves or is forgotten; ``ask`` reads a line (``EOFError`` leaves), ``tell`` prints one."""
    reply = await client.open({"locale": locale, "channel": "terminal"})
    _show(reply, tell)
    while True:
        try:
            text = ask("> ").strip()
        except EOFError:
            return
        if text.casefold() in PARTING:
            return
        if text:
            reply = await _turn(client, text, tell) or reply
        if reply["intent"] == "forget_me" and not reply["question"]:
            return


async def _turn(client: Client, text: str, tell: Callable[[str], None]) -> Json | None:
    try:
        reply = await client.send({"message_id": uuid.uuid4().hex, "text": text})
    except Refused as refused:
        tell(f"({refused})")
        return None
    _show(reply, tell)
    return reply


def _show(reply: Json, tell: Callable[[str], None]) -> None:
    for message in reply["messages"]:
        tell("\n".join(textwrap.fill(line, WIDTH) for line in message["text"].splitlines()) + "\n")
    for number, choice in enumerate((reply["question"] or {}).get("choices", ()), start=1):
        tell(f"  {number}. {choice['label']}")
