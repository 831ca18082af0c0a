"""Somebody who answers, mistypes, digresses, corrects and gives orders as chance has it, and in the end answers on."""

from __future__ import annotations

from random import Random
from typing import Any

from assistant.clients import Json
from assistant.content.loader import Content
from assistant.content.models import Slot
from assistant.testing.heard import Spoken
from assistant.testing.stage import Stage
from assistant.testing.words import Difference

ROAMING = 12
"""Steps of anything, before the person answers on."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ORDERS = (
    "back", "undo", "summary", "why", "skip", "i don't know", "rather not say", "repeat", "say that in other words",
    "how many questions are left", "start over", "stop", "continue", "help", "what do you know about me", "my sheet",
    "are you a robot", "can i talk to a person", "hello", "thanks", "yes", "no", "change 2", "change my age",
)  # fmt: skip
NOISE = ("purple elephants", "hm", "???", "ok so", "1234567", "…", "None", "<b>{name}</b>")
WORDS: dict[str, tuple[str, ...]] = {
    "number": ("12", "about 2 years", "6 months", "since march"),
    "quantity": ("2.1 ug/ml", "0.5 mg/L", "<0.3"),
    "date": ("not booked", "next friday", "4 december 2027"),
    "text": ("that nothing will work", "only vitamin d"),
    "texts": ("Can I travel?", "What happens next?"),
    "yes_no": ("yes", "no"),
}
EARNEST: dict[str, Any] = {"number": 60, "quantity": {"value": 2.1, "unit": "ug/mL"}}


class Wanderer:
    """Chooses the next step from the last reply, as a script would write it. The same ``random`` chooses the same.

    ``spoken``: what people say in free words, by the question that is open.
    """

    def __init__(self, content: Content, random: Random, spoken: Spoken = Spoken()) -> None:  # noqa: B008  # frozen
        self._content = content
        self._random = random
        self._spoken = {question: sorted(sentences) for question, sentences in spoken.told.items()}
        words = content.words("en")
        self._asked: dict[str, list[str]] = {}
        self._asks = sorted({ask for entry in words.answers.values() for ask in entry.asks if "{" not in ask})

    def begin(self) -> Json:
        """How the conversation opens: with consent or without, and some answers known already."""
        slots = [slot for slot in self._content.slots.values() if slot.choices]
        known = self._random.sample(slots, self._random.randint(0, len(slots) - 6))
        return {"consent": self._random.random() < 0.8, "given": {slot.id: self._value(slot) for slot in known}}

    def next(self, reply: Json, done: int) -> Json | None:
        """Anything for a while, then what leads on."""
        if done < ROAMING:
            return self.roam(reply)
        return self.settle(reply["question"]) if reply["question"] else None

    async def differences(self, _stage: Stage) -> list[Difference]:
        """Nobody knows how it must come out."""
        return []

    def roam(self, reply: Json) -> Json:
        """Anything a person might do here: an old button too, but none that was never shown."""
        question, dice = reply["question"], self._random.random()
        if question and question["slot"] in self._content.slots and question["kind"] == "choice":
            self._asked[question["slot"]] = [choice["id"] for choice in question["choices"]]
        if dice < 0.35 and question and (said := self._spoken.get(question["slot"])):
            return {"patient": self._slipped(self._random.choice(said))}
        if dice < 0.45 and question:
            return self.answer(question)
        if dice < 0.6:
            return {"patient": self._typed(question)}
        if dice < 0.75:
            return {"patient": self._slipped(self._random.choice(ORDERS))}
        if dice < 0.85:
            return {"patient": self._slipped(self._random.choice(self._asks))}
        if dice < 0.9 or not self._asked:
            return {"patient": self._random.choice(NOISE)}
        slot = self._random.choice(list(self._asked))
        return {"choose": f"{slot}={self._random.choice(self._asked[slot])}"}

    def answer(self, question: Json) -> Json:
        """An answer that fits: a button where there are some."""
        ids = [choice["id"] for choice in question["choices"]]
        slot = self._content.slots.get(question["slot"])
        if question["kind"] in ("choices", "ranking") and slot:
            return {"choose": self._picked(slot)}
        if ids:
            return {"choose": self._random.choice(ids)}
        return {"patient": self._random.choice(WORDS[slot.kind if slot else "text"])}

    def settle(self, question: Json) -> Json:
        """What leads on: safe, agreed, nothing forgotten, and a plain answer to every question."""
        ids = [choice["id"] for choice in question["choices"]]
        if question["slot"] in ("safety", "consent"):
            return {"choose": ids[0]}
        if question["kind"] == "yes_no" and ids == ["yes", "no"]:
            return {"choose": "no"}
        if question["slot"] not in self._content.slots:
            return {"choose": ids[0]}
        slot = self._content.slots[question["slot"]]
        if slot.kind in EARNEST:
            return {"put": {slot.id: EARNEST[slot.kind]}}
        return {"patient": "skip"} if slot.kind in ("text", "texts") else self.answer(question)

    def _typed(self, question: Json | None) -> str:
        """A label of the open question, or words of some other one, as people type."""
        slot = self._content.slots.get((question or {}).get("slot", ""))
        if not slot or self._random.random() < 0.3:
            slot = self._random.choice(list(self._content.slots.values()))
        words = self._content.words("en").slots[slot.id].values.values()
        said = [text for choice in words for text in (choice.label, *choice.heard)] or list(WORDS[slot.kind])
        return self._slipped(self._random.choice(said))

    def _slipped(self, text: str) -> str:
        """One time in three with a slip."""
        return slipped(text, self._random) if self._random.random() < 1 / 3 else text

    def _picked(self, slot: Slot) -> list[str]:
        if slot.alone and self._random.random() < 0.3:
            return [self._random.choice(slot.alone)]
        free = [value for value in slot.choices if value not in slot.alone]
        return self._random.sample(free, self._random.randint(1, min(slot.most or 3, len(free))))

    def _value(self, slot: Slot) -> Any:
        if slot.kind in ("choices", "ranking"):
            return self._picked(slot)
        value = self._random.choice(slot.choices)
        return value == "yes" if slot.kind == "yes_no" else slot.alone[0] if slot.kind == "date" else value


def slipped(text: str, random: Random) -> str:
    """The text with a letter lost, doubled, swapped or wrong."""
    place = random.randrange(len(text))
    slips = (
        text[:place] + text[place + 1 :],
        text[:place] + text[place] * 2 + text[place + 1 :],
        text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
        text[:place] + random.choice(LETTERS) + text[place + 1 :],
    )
    return random.choice(slips).strip() or text
