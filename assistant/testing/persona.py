"""Somebody with answers of their own and habits: mistypes, asks in between, gives orders, changes their mind.

However they talk, what counts in the end is what they would have answered straight away.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from pydantic import Field

from assistant.clients import Json, told
from assistant.content import yaml
from assistant.content.loader import Content
from assistant.content.models import Text
from assistant.conversations import Frozen
from assistant.errors import BadValue
from assistant.testing.heard import Spoken
from assistant.testing.stage import Stage
from assistant.testing.wanderer import slipped
from assistant.testing.words import Difference

ORDERS = ("summary", "why", "repeat", "help", "say that in other words", "how many questions are left")
"""What changes no answer."""


class Habits(Frozen):
    """How often, from 0 to 1, somebody does each thing when it is their turn."""

    types: float = Field(default=0.5, ge=0, le=1, description="words instead of buttons")
    slips: float = Field(default=0.2, ge=0, le=1, description="a letter wrong, where words are typed")
    asks: float = Field(default=0.15, ge=0, le=1, description="a question in between")
    orders: float = Field(default=0.1, ge=0, le=1, description="summary, why, repeat, …")
    errs: float = Field(default=0.1, ge=0, le=1, description="another answer first, taken back at once")


class Persona(Frozen):
    """A file of one persona. What is not in ``answers`` is skipped."""

    title: Text
    region: str | None = None
    answers: dict[str, Any]
    habits: Habits = Habits()


def read_persona(path: Path, content: Content) -> Persona:
    """Raises ``Problems`` with file and line, ``OSError``."""
    document = yaml.read(path)
    persona = yaml.check_into(Persona, document)
    problems = list(_wrong_answers(persona, document, content))
    if problems:
        raise yaml.Problems(problems)
    return persona


def _wrong_answers(persona: Persona, document: yaml.Document, content: Content) -> Iterator[yaml.Problem]:
    for slot, value in persona.answers.items():
        try:
            told(content, slot, value)
        except KeyError:
            yield document.problem(("answers", slot), f"there is no slot {slot}")
        except (BadValue, ValueError) as error:
            yield document.problem(("answers", slot), f"{slot}: {error}")


class Impersonator:
    """Chooses the next step from the last reply, as the persona would. The same ``random`` chooses the same."""

    def __init__(self, persona: Persona, content: Content, random: Random, _spoken: Spoken) -> None:
        self._persona = persona
        self._content = content
        self._random = random
        self._true = {slot: told(content, slot, raw).model_dump(mode="json") for slot, raw in persona.answers.items()}
        self._wrong: list[str] = []
        self._asks = sorted({ask for one in content.words("en").answers.values() for ask in one.asks if "{" not in ask})

    def begin(self) -> Json:
        return {"consent": True, **({"region": self._persona.region} if self._persona.region else {})}

    def next(self, reply: Json, _done: int) -> Json | None:
        """What comes next; None when there is nothing left to say."""
        self._note(reply["changes"])
        if self._wrong:
            wrong = self._wrong.pop(0)
            return {"put": {wrong: self._persona.answers[wrong]}}
        question, habits = reply["question"], self._persona.habits
        if not question:
            return None
        if question["slot"] not in self._content.slots or question["slot"] not in self._true:
            return self._beside(question)
        dice = self._random.random()
        if dice < habits.asks:
            return {"patient": self._typed(self._random.choice(self._asks))}
        if dice < habits.asks + habits.orders:
            return {"patient": self._typed(self._random.choice(ORDERS))}
        choices = [choice["id"] for choice in question["choices"]]
        if dice < habits.asks + habits.orders + habits.errs and question["kind"] == "choice":
            return {"choose": self._random.choice(choices)}
        return self._answer(question)

    def _note(self, changes: list[Json]) -> None:
        """Note the slots that now hold something else than the persona would say."""
        for change in changes:
            true = self._true.get(change["slot"])
            now = (change["value"], change["status"])
            if true and change["change"] in ("set", "corrected") and now != (true["value"], true["status"]):
                self._wrong.append(change["slot"])

    def _beside(self, question: Json) -> Json:
        """An answer to what the persona has no answer for: safe, no to an offer, or nothing."""
        choices = [choice["id"] for choice in question["choices"]]
        if question["slot"] in self._content.slots and question["kind"] != "yes_no":
            return {"patient": "skip"}
        return {"choose": "no" if "no" in choices else choices[0]}

    def _answer(self, question: Json) -> Json:
        """The true answer, typed or tapped as the persona likes."""
        slot, raw = question["slot"], self._persona.answers[question["slot"]]
        labels = {choice["id"]: choice["label"] for choice in question["choices"]}
        if question["kind"] == "yes_no" and self._content.slots[slot].kind != "yes_no":
            return {"choose": "no"}
        ids = [str(one) for one in raw] if isinstance(raw, list) else [_id(raw)]
        if not labels or not labels.keys() >= {*ids}:
            return {"put": {slot: raw}}
        if self._random.random() < self._persona.habits.types:
            return {"patient": self._typed(", ".join(labels[one] for one in ids))}
        return {"choose": ids if isinstance(raw, list) else ids[0]}

    def _typed(self, text: str) -> str:
        return slipped(text, self._random) if self._random.random() < self._persona.habits.slips else text

    async def differences(self, stage: Stage) -> list[Difference]:
        """Where the conversation, once it is over, ended otherwise than for somebody who answers straight away."""
        if not stage.another or (await stage.client.view())["question"]:
            return []
        straight = stage.another().client
        await straight.open({**self.begin(), "answers": dict(self._persona.answers)})
        wanted, got = await straight.view(), await stage.client.view()
        found = [
            Difference(slot, _said(answer), _said(got["answers"].get(slot)))
            for slot, answer in wanted["answers"].items()
            if slot in self._true and _said(answer) != _said(got["answers"].get(slot))
        ]
        lines, now = _lines(await straight.report()), _lines(await stage.client.report())
        other = [name for name in lines if lines[name] != now[name]]
        return [*found, *(Difference(f"sheet {name}", lines[name], now[name]) for name in other)]


def _id(raw: Any) -> str:
    return {True: "yes", False: "no"}[raw] if isinstance(raw, bool) else str(raw)


def _said(answer: Json | None) -> str:
    return f"{answer['value']} ({answer['status']})" if answer else "no answer"


def _lines(report: Json) -> dict[str, str]:
    """What a sheet makes of the answers, without what differs from one conversation to the next."""
    points = [f"{option['id']}: {', '.join(point['id'] for point in option['points'])}" for option in report["options"]]
    return {
        "failure": report["failure"]["type"],
        "branch": report["drug_level"]["branch"],
        "options": "; ".join(points),
        "questions": ", ".join(line["id"] for line in report["questions"]),
    }
