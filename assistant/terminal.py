"""The same conversation in a terminal: numbered choices, plain words, the sheet at the end."""

from __future__ import annotations

import textwrap
import uuid
from collections.abc import Callable

from assistant.clients import Client, Json, Refused

WIDTH = 88
PARTING = ("quit", "exit")


async def chat(client: Client, ask: Callable[[str], str], tell: Callable[[str], None], locale: str = "en") -> None:
    """Talk until the person leaves or is forgotten; ``ask`` reads a line (``EOFError`` leaves), ``tell`` prints one.

    While the team has the conversation, an empty line looks whether they have written.
    """
    reply = await client.open({"locale": locale, "channel": "terminal"})
    shown = _show(reply, tell)
    while True:
        try:
            text = ask("> ").strip()
        except EOFError:
            return
        if text.casefold() in PARTING:
            return
        if reply["status"] == "handed_off":
            shown |= await _show_others(client, shown, tell)
        if text:
            reply = await _turn(client, text, tell) or reply
            shown |= {message["id"] for message in reply["messages"]}
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


async def _show_others(client: Client, shown: set[str], tell: Callable[[str], None]) -> set[str]:
    """What came in no turn of the person's: words of the team, and of the assistant when they hand back."""
    entries = [entry for entry in await client.transcript() if entry["sender"] in ("staff", "assistant")]
    new = [entry for entry in entries if entry["id"] not in shown]
    for entry in new:
        _tell(entry, tell)
    return {entry["id"] for entry in new}


def _show(reply: Json, tell: Callable[[str], None]) -> set[str]:
    """Prints a turn; the ids of its messages. The way past the team has no number: a human may ask for one."""
    for message in reply["messages"]:
        _tell(message, tell)
    question = reply["question"] or {"slot": "", "choices": ()}
    for number, choice in enumerate(question["choices"] if question["slot"] != "staff" else (), start=1):
        tell(f"  {number}. {choice['label']}")
    return {message["id"] for message in reply["messages"]}


def _tell(message: Json, tell: Callable[[str], None]) -> None:
    """One message; a bar stands before what a human wrote."""
    bar = "| " if message["sender"] == "staff" else ""
    fill = textwrap.TextWrapper(WIDTH, initial_indent=bar, subsequent_indent=bar).fill
    tell("\n".join(fill(line) for line in message["text"].splitlines()) + "\n")
