"""Taking back an earlier answer: "change my age", "change 3", "actually ...", "I meant ..."."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.messages import Choice, Question
from assistant.understanding.intents import Said, trimmed
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.numbers import number_at
from assistant.understanding.regimen import NOW
from assistant.understanding.text import Plain


@dataclass(frozen=True)
class Correction:
    """``slot`` or ``number`` say which answer is wrong, if that was said; ``rest`` holds the new one."""

    slot: str | None
    number: int | None
    rest: Plain

    def slot_question(self, lexicon: Lexicon) -> Question:
        """The question that the corrected answer answers."""
        assert self.slot
        slot = lexicon.slots[self.slot]
        choices = tuple(Choice(id=value, label=value.replace("_", " ")) for value in slot.choices)
        return Question(
            slot=slot.id, kind=slot.question_kind, text=slot.id, choices=choices, units=slot.units, most=slot.most
        )


def read_correction(text: Plain, said: Said | None, lexicon: Lexicon) -> Correction | None:
    """A correction, unless the message is another command or a question."""
    if said and said.intent not in ("correct", "ask"):
        return None
    bare = trimmed(text, lexicon)
    lead = lexicon.replies["change"].leading(bare)
    if lead:
        return _of_named(bare.part(lead.end, len(bare.words)), lexicon)
    if said and said.intent == "correct":
        return Correction(None, None, said.rest)
    meant = lexicon.replies["wrong"].leading(text)
    if meant and meant.end < len(text.words):
        return Correction(None, None, text.part(meant.end, len(text.words)))
    for wrong in lexicon.replies["wrong_after"].anywhere(bare):
        if wrong.first and wrong.end == len(bare.words):
            return _of_named(bare.part(0, wrong.first), lexicon)
    return None


def _of_named(rest: Plain, lexicon: Lexicon) -> Correction | None:
    lead = lexicon.replies["number"].leading(rest)
    number = number_at(rest, lead.end if lead else 0)
    if number and number.end == len(rest.words):
        return Correction(None, int(number.value), rest.part(0, 0))
    named = sorted(lexicon.named.anywhere(rest), key=lambda match: (match.first, -match.end))
    medicines = [at for at, word in enumerate(rest.words) if word.plain == "@anti_tnf"]
    if medicines and (not named or medicines[0] <= named[0].first):
        return Correction(NOW, None, rest.part(medicines[-1], len(rest.words)))
    if not named or named[0].first > 3:
        return None
    return Correction(named[0].key, None, rest.part(named[0].end, len(rest.words)))
