"""Sentences as people type them, each with what a careful clinician would take from it: read strictly from YAML files.

A file maps the question that stands open (``nothing`` where none does) to sentences, each sentence to its label::

    history.response:
      it wore off after a year: {is: wore_off}
      gave me hives so they stopped it: {is: side_effect, also: {history.reaction: [allergic_reaction]}}
      why do you want to know: {intent: why}

The name of a sentence's file is one of its tags.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import RootModel

from assistant.content import yaml
from assistant.content.loader import Content
from assistant.content.models import Id, Slot
from assistant.conversations import VALUED, Certainty, Frozen, Tier, Value
from assistant.errors import BadValue
from assistant.messages import Intent

Part = Literal["development", "held_out", "danger", "danger_held_out", "told", "practice", "commands"]
PARTS: tuple[Part, ...] = ("development", "held_out", "danger", "danger_held_out")
"""What is measured. Of ``told``, which rules were made to understand, every sentence must be understood; from
``practice``, most of which is hard on purpose, it is learned what such words seldom tell; from ``commands``, which are
labelled for their intent alone, what commands and questions are like."""
HELD_OUT: tuple[Part, ...] = ("held_out", "danger_held_out")
"""What nobody makes rules with, and nothing is learned from."""
DANGER: tuple[Part, ...] = ("danger", "danger_held_out")
"""Labelled for red flags alone: what else these sentences tell is not judged."""

FOLDER = Path("tests/understanding/corpus")

NOTHING = "nothing"
OWN = ("consent", "safety", "offer")
"""Questions of the assistant's own, beside the pathway."""

WHOLE = "…"
"""As a value: the whole sentence, where words are asked for."""

STATUSES: dict[str, Intent] = {
    "unknown": "unknown",
    "declined": "decline",
    "skipped": "skip",
    "not_applicable": "answer",
}
"""What may stand in place of a value, and the intent that it is."""

TAGS = frozenset({
    "young", "old", "anxious", "curt", "chatty", "second-language", "uk", "us", "caregiver",
    "typo", "negation", "past", "hedge", "whose", "hypothetical", "idiom", "baseline", "over-answer", "mixed",
    "correction", "none", "look-alike", "emoji", "number", "duration", "date", "brand", "decoy", "ranking", "slang",
    "long", "injection", "off-topic", "ambiguous", "yes-no",
})  # fmt: skip


class Label(Frozen):
    """What is to be taken from a sentence.

    ``is``: the answer to the open question, a value or a status; ``also``: answers to others; ``unsure``: which of them
    are hedged (``true``: the one to the open question); ``near``: slots that must be asked about; ``may_ask``: those
    that may be asked about or passed over. ``flags``: red flags; ``doubt``: those that need a question at least.
    ``pair``: the name that two sentences share which differ by little and mean something else. ``by``: who is typing.
    Nothing else may be filled, asked about or flagged.
    """

    is_: Any = None
    also: dict[str, Any] = {}
    unsure: bool | tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    intent: Intent | tuple[Intent, ...] | None = None
    about: str | None = None
    number: int | None = None
    flags: tuple[Id, ...] = ()
    doubt: tuple[Id, ...] = ()
    safe: Literal["safe", "being_seen"] | None = None
    tags: tuple[str, ...] = ()
    pair: str | None = None
    by: Literal["patient", "caregiver"] = "patient"

    model_config = Frozen.model_config | {"alias_generator": lambda name: name.rstrip("_")}


class Labels(RootModel[dict[str, dict[str, Label]]]):
    """A file of the corpus."""


class Sentence(NamedTuple):
    """A sentence with its label made ready. ``filled``: slot -> value and whether it is sure; ``asked``: None for none.

    ``intents``: any of them is right; empty where it is not judged. ``tiers``: how urgent the flags are that it raises.
    """

    says: str
    asked: str | None
    place: str
    part: Part
    label: Label
    filled: Mapping[str, tuple[Value | None, Certainty]]
    intents: tuple[Intent, ...]
    tiers: frozenset[Tier]
    tags: frozenset[str]

    @property
    def pair(self) -> str | None:
        return f"{self.place.rpartition(':')[0]} {self.label.pair}" if self.label.pair else None

    @property
    def empty(self) -> bool:
        """Whether nothing is told that the pathway asks for."""
        return not self.filled and not self.label.near

    @property
    def valued(self) -> dict[str, Value | None]:
        return {slot: value for slot, (value, status) in self.filled.items() if status in VALUED}


def read_corpus(folder: Path, part: Part, content: Content) -> list[Sentence]:
    """The sentences of one part, file by file. Raises ``Problems`` that name file and line of every wrong label."""
    sentences: list[Sentence] = []
    problems: list[yaml.Problem] = []
    for path in sorted((folder / part).glob("*.yaml")):
        document = yaml.read(path)
        for asked, labels in yaml.check_into(Labels, document).root.items():
            for says, label in labels.items():
                found = list(_problems(asked, label, content))
                problems += [document.problem((asked, says), text) for text in found]
                if not found:
                    place = f"{path}:{document.line((asked, says))}"
                    sentences.append(_sentence(says, asked, label, place, part, content))
    problems += _unpaired(sentences)
    if problems:
        raise yaml.Problems(problems)
    return sentences


def _problems(asked: str, label: Label, content: Content) -> Iterator[str]:
    """What is wrong with one label."""
    if asked not in (*content.slots, *OWN, NOTHING):
        yield f"there is no question {asked}"
        return
    if label.is_ is not None and asked == NOTHING:
        yield 'nothing is asked here, so there can be no "is"'
    for slot, raw in _raw(asked, label).items():
        yield from _wrong_value(slot, raw, content)
    known = (*content.slots, *OWN)
    named = (*label.near, *label.may_ask, *_hedged(asked, label))
    yield from (f"there is no slot {slot}" for slot in named if slot not in known)
    yield from (f"{slot} is hedged but not filled" for slot in _hedged(asked, label) if slot not in _raw(asked, label))
    yield from (f"there is no flag {flag}" for flag in (*label.flags, *label.doubt) if flag not in content.flags)
    yield from (f"there is no tag {tag}" for tag in label.tags if tag not in TAGS)
    if label.about and label.about not in content.slots:
        yield f"there is no slot {label.about}"


def _raw(asked: str, label: Label) -> dict[str, Any]:
    return {**({} if label.is_ is None else {asked: label.is_}), **label.also}


def _hedged(asked: str, label: Label) -> tuple[str, ...]:
    if isinstance(label.unsure, bool):
        return (asked,) if label.unsure else ()
    return label.unsure


def _wrong_value(slot: str, raw: Any, content: Content) -> Iterator[str]:
    if slot in OWN or (isinstance(raw, str) and raw in STATUSES):
        return
    if slot not in content.slots:
        yield f"there is no slot {slot}"
        return
    try:
        content.slots[slot].accept(raw)
    except BadValue as error:
        yield f"{slot}: {raw!r} is no value: {error}"


def _sentence(says: str, asked: str, label: Label, place: str, part: Part, content: Content) -> Sentence:
    hedged = _hedged(asked, label)
    filled = {
        slot: _filled(content.slots.get(slot), raw, says, slot in hedged) for slot, raw in _raw(asked, label).items()
    }
    own = next((STATUSES[raw] for raw in (label.is_,) if isinstance(raw, str) and raw in STATUSES), None)
    implied = own or ("answer" if filled else None)
    stated = (label.intent,) if isinstance(label.intent, str) else label.intent
    return Sentence(
        says=says,
        asked=None if asked == NOTHING else asked,
        place=place,
        part=part,
        label=label,
        filled=filled,
        intents=stated or ((implied,) if implied and not label.flags else ()),
        tiers=frozenset(content.flags[flag].tier for flag in label.flags),
        tags=frozenset((*label.tags, Path(place.rpartition(":")[0]).stem)),
    )


def _filled(slot: Slot | None, raw: Any, says: str, hedged: bool) -> tuple[Value | None, Certainty]:
    if isinstance(raw, str) and raw in STATUSES:
        return None, Certainty(raw)
    value = says.strip() if raw == WHOLE else raw
    return slot.accept(value) if slot else value, Certainty.UNSURE if hedged else Certainty.GIVEN


def _unpaired(sentences: list[Sentence]) -> Iterator[yaml.Problem]:
    """A pair is two sentences of one file."""
    counted = Counter(sentence.pair for sentence in sentences if sentence.pair)
    for sentence in sentences:
        if sentence.pair and counted[sentence.pair] != 2:
            file, _, line = sentence.place.rpartition(":")
            yield yaml.Problem(file, int(line), f"{counted[sentence.pair]} sentences are called {sentence.label.pair}")
