"""How a dialogue that went differently is told: the conversation, what differs, how to play it again."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from assistant.clients import Json
from assistant.content.loader import Content
from assistant.content.wording import BLANK
from assistant.testing.script import Case
from assistant.testing.words import Difference, fits

SENTENCE = re.compile(r"(?<=[.?!])\s+|\n+")
WIDTH = 100
NAMES, COLUMN = 34, 52
TELLING = 4
"""Letters of its own that a sentence needs to be known by them."""
LIKE = 0.4
"""How alike a sentence must be to be shown as what was nearly said."""


class Line(NamedTuple):
    """Something said or done: by ``you``, an actor, the ``assistant``, ``to`` an actor, or nobody."""

    who: str
    text: str


def told(case: Case, line: int, transcript: Iterable[Line], differences: Iterable[Difference], why: str = "") -> str:
    """The whole failure as text; ``why``: what the reply was made of."""
    parts = ["", f"> {case.file}:{line}: here it went differently", f"    {'':<{NAMES}}{'expected':<{COLUMN}}got"]
    for difference in differences:
        parts += _side_by_side(_nearest(difference))
    parts += ["", textwrap.fill(f"the turn: {why}", WIDTH, subsequent_indent=" " * 4)] if why else []
    return "\n".join([*shortened(transcript), *parts, "", f"again: assistant dialogues {case.id}"])


def made_of(reply: Json, content: Content) -> str:
    """Why a reply is what it is: the intent heard, what changed by which words, the state, the sentences said."""
    changes = [
        f"{change['slot']} {change['change']} to {change['value']}"
        + (f" (“{change['text']}”, {change['confidence']})" if change.get("text") else "")
        for change in reply["changes"]
    ]
    said = [message["text"] for message in reply["messages"]]
    keys = [key for key, wordings in content.words("en").phrases.items() if _told_by(wordings, said)]
    parts = (("intent", [reply["intent"]]), ("changes", changes), ("state", [reply["state"]]), ("says", keys))
    return "; ".join(f"{name} {', '.join(items)}" for name, items in parts if items != [""] and items)


def _told_by(wordings: Iterable[str], said: list[str]) -> bool:
    """Whether one of the wordings was said; one that is hardly more than a blank tells nothing."""
    telling = (wording for wording in wordings if len(BLANK.sub("", wording)) > TELLING)
    return any(fits(wording, text) for wording in telling for text in said)


def shortened(transcript: Iterable[Line]) -> list[str]:
    """The conversation as lines that fit a screen."""
    lines = (f"  {who:<9} {text}" for who, text in transcript)
    return [textwrap.fill(line, WIDTH, subsequent_indent=" " * 12) for line in lines]


def _side_by_side(difference: Difference) -> list[str]:
    columns = [[difference.what], *(textwrap.wrap(text, COLUMN - 2) or [""] for text in difference[1:])]
    rows = zip_longest(*columns, fillvalue="")
    return [f"    {name:<{NAMES}}{wanted:<{COLUMN}}{got}".rstrip() for name, wanted, got in rows]


def _nearest(difference: Difference) -> Difference:
    """Of all that was said, the sentence most like the expected one, with the words that differ in brackets."""
    if difference.what.rpartition(" ")[2] not in ("exact", "says", "any_of", "messages"):
        return difference
    sentences = SENTENCE.split(difference.got)
    nearest = max(sentences, key=lambda sentence: _likeness(difference.expected, sentence))
    if _likeness(difference.expected, nearest) < LIKE:
        return difference._replace(got="nothing like it")
    return difference._replace(got=marked(difference.expected, nearest))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold().split(), other.casefold().split()).ratio()


def marked(expected: str, got: str) -> str:
    """``got`` with the words in brackets that differ from ``expected``."""
    wanted, words = expected.split(), got.split()
    steps = SequenceMatcher(None, [word.casefold() for word in wanted], [word.casefold() for word in words])
    shown = []
    for same, _, _, start, end in steps.get_opcodes():
        said = " ".join(words[start:end])
        shown += [said if same == "equal" else f"[{said}]"] if said else ["[…]"]
    return " ".join(shown)
