"""What is to go from a list that was told: "remove shingles", "wait, I never had entyvio"."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.understanding.asked import Asked, found
from assistant.understanding.intents import trimmed
from assistant.understanding.model import Denial, Found
from assistant.understanding.opposed import SHORT, SLOT_OF
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.slots import EARLIER, LISTS, NO, PARTNER


def taken_out(asked: Asked, told: bool) -> tuple[Denial, ...]:
    """The values that are told to be taken out; ``told``: or said, with a mark of correcting, not to be so."""
    text, replies = asked.text, asked.lexicon.replies
    if text.asks or len(text.words) > SHORT:
        return ()
    bare = trimmed(text, asked.lexicon)
    if replies["taken_off"].whole(bare):
        return tuple(denial for denial, _, _ in members(asked))
    theirs = asked.assertions.places("others")  # "change heart failure, that's my mum"
    if lead := replies["remove"].leading(bare) or (replies["change"].leading(bare) if theirs else None):
        return _named_first(asked.of(bare.part(lead.end, len(bare.words)), None))
    answers = any(pick.value not in NO for pick in asked.named)
    return tuple(_denied(asked)) if told and not answers else ()


def _denied(asked: Asked) -> Iterator[Denial]:
    """ "Wait, I never had entyvio", but not where the medicines tried before are what is asked."""
    ends = (0, len(asked.text.words))
    marks = asked.lexicon.replies["taking_back"].anywhere(asked.text)
    if not any(mark.first in ends or mark.end in ends for mark in marks):
        return
    own = {asked.about, EARLIER} if asked.lexicon.asks_medicine(asked.about) else {asked.about}
    for denial, first, end in members(asked):
        said = asked.assertions.of(first, end)
        if said.negated and said.holds and denial.slot not in own:
            yield denial


def added(asked: Asked) -> Iterator[Found]:
    """ "Add Stelara to the ones I tried before": what is to be in a list, too."""
    bare = trimmed(asked.text, asked.lexicon)
    if not asked.lexicon.replies["adding"].whole(bare):
        return
    asked = asked.of(asked.lexicon.plain(asked.text.raw, EARLIER), asked.question)  # short names too: "vedo"
    for denial, first, end in members(asked):
        if denial.slot != PARTNER:
            yield found(asked, (denial.value,), (first, end), slot=denial.slot)


def _named_first(rest: Asked) -> tuple[Denial, ...]:
    """ "Heart failure", "entyvio off that list": what the words begin with."""
    light = rest.lexicon.grammar.articles
    start = next((at for at, word in enumerate(rest.text.words) if word.plain not in light), 0)
    apart = any(word.comma for word in rest.text.words[: start + 1])  # "scratch that, cimzia"
    return tuple(denial for denial, first, _ in members(rest) if first == start and not apart)


def members(asked: Asked) -> Iterator[tuple[Denial, int, int]]:
    """Every value of a list that is named, with its words; the partner medicine as well."""
    for at, word in enumerate(asked.text.words):
        if word.medicine and not word.near and word.plain in (ANTI_TNF, "@advanced"):
            yield Denial(slot=EARLIER, value=word.medicine), at, at + 1
        elif word.medicine and not word.near and SLOT_OF.get(word.plain) == PARTNER:
            yield Denial(slot=PARTNER, value=word.medicine), at, at + 1
    for slot in LISTS:
        for match in asked.lexicon.phrases[slot].anywhere(asked.text):
            if match.key in asked.lexicon.slots[slot].values:
                yield Denial(slot=slot, value=match.key), match.first, match.end
