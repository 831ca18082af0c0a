"""What words mean outside any conversation: nothing is loaded, nothing is kept."""

from __future__ import annotations

from datetime import datetime

from assistant.conversations import Certainty, Conversation, Frozen, Value
from assistant.engine.asking import pending
from assistant.engine.guide import Guide
from assistant.engine.safety import URGENT
from assistant.messages import Inbound
from assistant.understanding import Found, Understanding, read
from assistant.understanding.flags import find_flags


class Told(Frozen):
    """An answer found in words. ``near``: only close enough to ask about, never to take."""

    slot: str
    value: Value | None
    status: Certainty
    text: str
    confidence: float
    near: bool


def told(found: Found) -> Told:
    """What was found, without its place in the words."""
    return Told(**found.model_dump(include=set(Told.model_fields)))


def understand(text: str, slot: str | None, locale: str, guide: Guide, at: datetime) -> Understanding:
    """What ``text`` means, as an answer to the question ``slot`` if one is named."""
    nobody = Conversation(id="nobody", created_at=at, updated_at=at, locale=locale, state=slot or "nothing")
    return read(text, pending(nobody, guide.content, {}), guide.lexicon(locale), at.date())


def is_urgent(inbound: Inbound, guide: Guide) -> bool:
    """Whether the words hold a red flag that cannot wait, in any language there is."""
    answer = inbound.answer.value if inbound.answer else None
    words = answer if isinstance(answer, tuple) else (inbound.text or answer,)
    text = "\n".join(word for word in words if isinstance(word, str))
    found = (find_flags(text, lexicon.flags) for lexicon in guide.lexicons.values())
    return any(flag.tier in URGENT for flags in found for flag in flags)
