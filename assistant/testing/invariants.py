"""What holds after every turn of every conversation, without any script saying so.

A script's ``without: {invariant: reason}`` turns one off. ``duplicate`` and ``restart`` need a second try of the turn,
``isolated`` somebody else's conversation, ``pages`` the sheet and ``private`` the log, which the player has; the
others look at what one turn left behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.clients import Json
from assistant.content.limits import CORRECTIONS, FORBIDDEN
from assistant.content.loader import Content
from assistant.content.wording import BLANK
from assistant.conversations import Answer
from assistant.flows.pathway import in_force, position

Invariant = Literal[
    "speaks",
    "words",
    "pages",
    "allowed",
    "numbered",
    "asks",
    "consent",
    "reachable",
    "duplicate",
    "restart",
    "isolated",
    "private",
]
ID = re.compile(r"\b[a-z]+(?:[_.][a-z0-9]+)+\b")
FORBIDDEN_WORDS = re.compile("|".join(FORBIDDEN), re.IGNORECASE)
PERSON = ("patient", "caregiver")


@dataclass(frozen=True)
class Seen:
    """What one turn left: its reply, and, unless the conversation was erased, its view and its whole transcript.

    ``heard``: everything the person has typed so far; what only quotes them is theirs to say.
    """

    reply: Json
    view: Json | None
    transcript: list[Json]
    heard: str
    content: Content

    def quoted(self, text: str) -> bool:
        return text.casefold() in self.heard.casefold()

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.reply["messages"]]


def broken(seen: Seen, without: dict[Invariant, str]) -> Iterator[tuple[Invariant, str]]:
    """Each invariant that does not hold, with what is wrong."""
    for name, check in INVARIANTS.items():
        if name not in without:
            yield from ((name, text) for text in check(seen))


def speaks(seen: Seen) -> Iterator[str]:
    """Every turn says something, and nothing empty; while a human has the conversation it may say nothing."""
    if not seen.texts and seen.reply["status"] != "handed_off":
        yield "the reply has no message"
    if not all(text.strip() for text in seen.texts):
        yield "a message of the reply is empty"


def words(seen: Seen) -> Iterator[str]:
    """Words only: no blank left open, no ``None`` nobody wrote, no id of a slot or a choice."""
    yield from wordless(seen, [*seen.texts, *_offered(seen.reply)])


def wordless(seen: Seen, texts: Iterable[str]) -> Iterator[str]:
    """What of the texts is no word."""
    ids = {*seen.content.slots, *(value for slot in seen.content.slots.values() for value in slot.choices)}
    for text in texts:
        for blank in BLANK.finditer(text):
            if not seen.quoted(blank[0]):
                yield f"the blank {blank[0]} is not filled in “{text}”"
        for name in ids.intersection(ID.findall(text)):
            if not seen.quoted(name):
                yield f"the id {name} is shown in “{text}”"
        if re.search(r"\bNone\b", text) and not seen.quoted("none") and not _authored(text, seen.content):
            yield f"None is shown in “{text}”"


def _offered(reply: Json) -> list[str]:
    question = reply["question"]
    return [question["text"], *(choice["label"] for choice in question["choices"])] if question else []


def _authored(text: str, content: Content) -> bool:
    """Whether a sentence or a label of ours is what says "None"."""
    for language in content.languages.values():
        labels = (words.label for slot in language.slots.values() for words in slot.values.values())
        phrases = (wording for wordings in language.phrases.values() for wording in wordings)
        for sentence in (*labels, *language.claims.values(), *phrases):
            if "None" in sentence:
                text = text.replace(sentence, "")
    return not re.search(r"\bNone\b", text)


def allowed(seen: Seen) -> Iterator[str]:
    """No advice in disguise and no figure known to be wrong, save where it is put right."""
    words = seen.content.words((seen.view or {}).get("locale", "en"))
    put_right = [claim for name, claim in words.claims.items() if name.startswith(CORRECTIONS)]
    put_right += [entry.asks[0] for name, entry in words.answers.items() if name.startswith(CORRECTIONS)]
    for text in seen.texts:
        rest = text
        for quoted in put_right:
            rest = rest.replace(quoted, "")
        for found in FORBIDDEN_WORDS.finditer(rest):
            if not seen.quoted(found[0]):
                yield f"“{found[0]}” may not be said"


def numbered(seen: Seen) -> Iterator[str]:
    """Sequence numbers without a gap, ids that differ, and every message of a kept turn in the transcript."""
    numbers = [message["seq"] for message in seen.reply["messages"]]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers)) if numbers else []):
        yield f"the messages of the reply are numbered {numbers}"
    if not seen.view or seen.view["consent"] is False:
        return
    numbers = [entry["seq"] for entry in seen.transcript]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"the entries of the transcript are numbered {numbers}"
    if len({entry["id"] for entry in seen.transcript}) < len(seen.transcript):
        yield "two entries of the transcript have the same id"
    last = [(entry["id"], entry["text"]) for entry in seen.transcript[-len(seen.texts) :]]
    if seen.texts and last != [(message["id"], message["text"]) for message in seen.reply["messages"]]:
        yield "the transcript does not end with the reply"


def asks(seen: Seen) -> Iterator[str]:
    """An open question is the last thing said; a safety message stands alone, and a human is not talked over."""
    question = seen.reply["question"] if seen.reply["status"] != "handed_off" else None
    if question and question["slot"] != "safety" and seen.texts[-1:] != [question["text"]]:
        yield f"the open question “{question['text']}” is not the last message"


def consent(seen: Seen) -> Iterator[str]:
    """Before the person agrees, after they refuse, and from where they take it back, nothing of theirs is kept."""
    if not seen.view or seen.view["consent"]:
        return
    agreed_before = seen.view["consent"] is False
    for slot, answer in {**seen.view["answers"], **seen.view["set_aside"]}.items():
        if not agreed_before or answer["turn"] >= seen.reply["turn"]:
            yield f"{slot} is kept without consent"
    first = min((message["seq"] for message in seen.reply["messages"]), default=0)
    for entry in seen.transcript:
        if entry["sender"] in PERSON and (not agreed_before or entry["seq"] >= first - 1):
            yield "the person's words are in the transcript without consent"


def reachable(seen: Seen) -> Iterator[str]:
    """What counts and where the conversation stands follow from the answers alone."""
    if not seen.view:
        return
    held = {**seen.view["answers"], **seen.view["set_aside"]}
    told = {slot: Answer.model_validate(answer) for slot, answer in held.items()}
    counted, state = in_force(told), seen.view["state"]
    if counted.keys() != seen.view["answers"].keys():
        yield f"in force are {', '.join(seen.view['answers'])}; it follows {', '.join(counted)}"
    expected = position(counted, seen.view["consent"], "decide")
    if state != expected and not state.startswith("safety.") and state not in counted:
        yield f"the state is {state}; from the answers follows {expected}"


INVARIANTS: dict[Invariant, Callable[[Seen], Iterator[str]]] = {
    "speaks": speaks,
    "words": words,
    "allowed": allowed,
    "numbered": numbered,
    "asks": asks,
    "consent": consent,
    "reachable": reachable,
}
