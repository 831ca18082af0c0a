"""What is said of the talk itself, and answers nothing: "no, that's not what I asked", "now I'm lost"."""

from __future__ import annotations

from typing import cast

from assistant.messages import Intent
from assistant.understanding.corrections import LAST
from assistant.understanding.intents import trimmed
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Understanding
from assistant.understanding.text import Plain
from assistant.understanding.yes_no import read_yes_no

UNSAID, PUT_BACK = "unsaid", "put_back"
"""Topics of an undo: of what was written last, whatever came of it; of the undo before."""


def said_of_the_talk(text: Plain, lexicon: Lexicon) -> Understanding | None:
    """What all the words say of the talk, if they do; a yes or no in their sentence belongs to them."""
    kind = _kind(text, lexicon)
    if kind is None:
        return None
    match kind:
        case "last":
            return Understanding(intent="correct", number=LAST)
        case "unsaid" | "put_back":
            return Understanding(intent="undo", topic=kind)
        case "no_hurry" | "no_matter":
            return Understanding(beside=f"aside.{kind}")
    return Understanding(intent=cast("Intent", kind))


def beside_the_talk(text: Plain, utterance: str, lexicon: Lexicon) -> str | None:
    """ "Ah now I see, | none", "no, | I said two years": the utterance with what is said of the talk, and the yes or no
    before what was said, left blank; None where there is neither."""
    of_it = [part for part in text.clauses if _kind(part, lexicon)] if len(text.clauses) > 1 else []
    of_it += [part.part(0, 1) for part in text.sentences if _goes_back(part, lexicon)]
    for part in of_it:
        first, last = part.words[0].start, part.words[-1].end
        utterance = f"{utterance[:first]}{' ' * (last - first)}{utterance[last:]}"
    return utterance if of_it else None


def _goes_back(text: Plain, lexicon: Lexicon) -> bool:
    """ "No, I said two years": what was said is said again, or anew, and the no answers nothing."""
    first = read_yes_no(text.part(0, 1), lexicon.replies["yes_no"])
    behind = text.part(1, len(text.words))
    said = lexicon.replies["said_before"].leading(behind) if first and behind.words else None
    return said is not None and said.end < len(behind.words) and not lexicon.replies["as_before"].whole(behind)


def _kind(text: Plain, lexicon: Lexicon) -> str | None:
    bare = trimmed(text, lexicon)
    first = read_yes_no(bare.part(0, 1), lexicon.replies["yes_no"]) if bare.words else None
    behind = bare.part(1, len(bare.words)) if first and len(bare.sentences) == 1 else bare.part(0, 0)
    for words in (text, bare, trimmed(behind, lexicon)):
        if words.words and (match := lexicon.replies["of_the_talk"].whole(words)):
            return match.key
    return None
