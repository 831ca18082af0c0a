"""What was said, in the shape that a channel can show: short enough, with buttons or a numbered list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from assistant.conversations import Frozen
from assistant.messages import Choice, Message, Question

SENTENCE_END = re.compile(r"(?<=[.!?…:])\s+|\n+")


class Limits(Frozen):
    """How many characters a message and a button's title may have, and how many buttons there may be."""

    text: int = Field(default=100_000, ge=1)
    title: int = 1_000
    buttons: int = 100


ANYTHING = Limits()
LIMITS: Mapping[str, Limits] = {
    "whatsapp": Limits(text=1024, title=20, buttons=3),
    "telegram": Limits(text=4096),
    "twilio": Limits(text=1600, buttons=0),
}
"""By the channel's name. WhatsApp: of a message with reply buttons (Cloud API). Telegram: ``sendMessage`` (Bot API).
Twilio: error 21617."""


class Shown(Frozen):
    """One message as it is shown; ``choices`` are its buttons."""

    text: str
    choices: tuple[Choice, ...] = ()


def degrade(messages: Sequence[Message], question: Question | None, limits: Limits = ANYTHING) -> tuple[Shown, ...]:
    """``messages`` within ``limits``, the way to answer ``question`` with the last one.

    Where the buttons do not fit, or several may be picked, the choices are numbered in the text: a number is understood
    as the choice it stands before.
    """
    texts = [_cited(message) for message in messages]
    choices = question.choices if question and texts else ()
    if choices and not _fits(choices, question, limits):
        numbered = [f"{number}. {choice.label}" for number, choice in enumerate(choices, start=1)]
        texts[-1] = "\n".join([texts[-1], *numbered])
        choices = ()
    parts = [Shown(text=part) for text in texts for part in split(text, limits.text)]
    return (*parts[:-1], Shown(text=parts[-1].text, choices=choices)) if choices else tuple(parts)


def split(text: str, most: int) -> tuple[str, ...]:
    """``text`` in parts of at most ``most`` characters: at the ends of sentences, or else between words."""
    if len(text) <= most:
        return (text,)
    parts = [""]
    for piece in _pieces(text, most):
        if len((parts[-1] + piece).rstrip()) > most:
            parts.append("")
        parts[-1] += piece
    return tuple(part.strip() for part in parts if part.strip())


def _pieces(text: str, most: int) -> Iterable[str]:
    """The sentences with the space after them; of one that is too long, the words."""
    begins = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        sentence, begins = text[begins:end], end
        if len(sentence.rstrip()) <= most:
            yield sentence
        else:
            yield from re.findall(rf"\S{{1,{most}}}\s*", sentence)


def _fits(choices: Sequence[Choice], question: Question | None, limits: Limits) -> bool:
    takes_one = question is not None and question.kind not in ("choices", "ranking")
    return takes_one and len(choices) <= limits.buttons and all(len(choice.label) <= limits.title for choice in choices)


def _cited(message: Message) -> str:
    """The words, and below them what they rest on."""
    sources = [f"[{source.label}{f': {source.url}' if source.url else ''}]" for source in message.citations]
    return "\n".join([message.text, *sources])
