"""The answer to a question of yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.asked import TOGETHER, Asked, found, from_picks, held_until, yes_or_no
from assistant.understanding.bare import LONG_TAIL
from assistant.understanding.choices import Pick, places
from assistant.understanding.intents import trimmed
from assistant.understanding.lexicon import ELSE
from assistant.understanding.model import Found
from assistant.understanding.numbers import number_at
from assistant.understanding.slots import SKIPPED
from assistant.understanding.stray import clause, goes_on_about_it
from assistant.understanding.text import Plain, parted


def read_agreement(asked: Asked) -> Found | None:
    """The yes or no that the words begin with, that what they name stands for, or that has a place in the list."""
    if asked.lexicon.replies["agreeing"].whole(asked.text):  # "ok" agrees to something; it tells nothing
        return None
    said = asked.said
    picks = [pick for pick in asked.named if not said or pick.first >= said.end]
    picks = [pick for pick in picks if not (_of_another_question(asked, pick) or _of_a_medicine(asked, pick))]
    picks = [pick for pick in picks if not _asks_back(asked, pick)]
    told = {value for pick in picks if (value := yes_or_no(asked.about, pick)) is not None}
    if done := _but_done(asked, picks):
        return done
    if said:
        tail = len(asked.text.words) - said.end
        apart = tail and parted(*asked.text.words[said.end - 1 : said.end + 1])
        own = sum(word.sentence == asked.text.words[said.end - 1].sentence for word in asked.text.words[said.end :])
        longest = LONG_TAIL + LONG_TAIL * bool(apart or own < tail)
        about_it = told == {said.value} or (not told and own <= LONG_TAIL + LONG_TAIL * bool(apart) and tail <= longest)
        about_it = about_it and (said.value or not held_until(asked, said.end))
        if asked.slot or not _goes_on_apart(asked, said.end):
            about_it = about_it and goes_on_about_it(asked, said.end)
        else:
            about_it = True  # "no, | ..." to the assistant's own question, whatever else is told
        about_it = about_it and (bool(told) or said.value or not asked.slot or not _denies_else(asked, said.end))
        hedged = said.hedged or asked.hedged(0, said.end)
        doubtful = not told and _goes_on_about_another(asked, said.end)
        return found(asked, said.value, hedged=hedged, confidence=0.5 if doubtful else 0.98) if about_it else None
    if len(told) > 1 and (whole_ones := _told_whole(asked, picks)):
        picks, told = whole_ones, {value for pick in whole_ones if (value := yes_or_no(asked.about, pick)) is not None}
    if len(told) == 1:
        return from_picks(asked, told.pop(), picks)
    whole = asked.lexicon.replies["wholes"].whole(trimmed(asked.text, asked.lexicon))
    if whole and whole.key == "none":
        return found(asked, False)
    at = places(asked.text, 2, asked.lexicon)
    return found(asked, at == (1,)) if len(at) == 1 else None


def _goes_on_apart(asked: Asked, end: int) -> bool:
    """Whether a yes or no is all of its clause: "yes please | and it's the 3rd that I see them"."""
    words = asked.text.words
    begins = end in asked.assertions.places("subjects") and end > 1
    return asked.text.clause_ends(end) or begins or words[end].plain in asked.lexicon.grammar.adding


def _asks_back(asked: Asked, pick: Pick) -> bool:
    """ "Operation? | On what", "narrowing? Me? Never": what is named and asked, beside other words."""
    words = asked.text.words
    own = pick.end < len(words) and words[pick.end - 1].sentence != words[pick.end].sentence
    return own and asked.text.raw[words[pick.end - 1].end :].lstrip().startswith("?")


def _told_whole(asked: Asked, picks: Sequence[Pick]) -> list[Pick]:
    """ "Dilated twice, but | never an operation": those told in words that mean the same wherever they stand."""
    places = {(match.first, match.end) for match in asked.volunteered if match.key.startswith(f"{asked.about}=")}
    own = [pick for pick in picks if (pick.first, pick.end) in places and not pick.assertion.negated]
    return own if len({yes_or_no(asked.about, pick) for pick in own}) == 1 else []


def _of_a_medicine(asked: Asked, pick: Pick) -> bool:
    """ "I had Remicade | in 2015", "infliximab first, | two doses": a mere number beside a medicine's name."""
    times, places = asked.lexicon.times, range(pick.first, pick.end)
    placing = (asked.text.words[at].plain in times.placing or number_at(asked.text, at, times) for at in places)
    return all(placing) and any(word.medicine for word in asked.text.words)


def _of_another_question(asked: Asked, pick: Pick) -> bool:
    """ "Narrowing no, | fistula yes": a mere yes or no in a clause that names something else."""
    around = Plain(asked.text.raw, tuple(clause(asked, pick.first)))
    mere = pick.end - pick.first == 1 and asked.lexicon.replies["yes_no"].whole(asked.text.part(pick.first, pick.end))
    named = {match.key for match in asked.lexicon.named.anywhere(around)} if mere and len(around.words) > 1 else set()
    return bool(named) and asked.about not in named


def _goes_on_about_another(asked: Asked, end: int) -> bool:
    """ "No I'm | off the steroids since August": an answer, or what was said before taken up again."""
    words = asked.text.words
    persons = asked.assertions.places("mine") | asked.assertions.places("theirs")
    if asked.text.clause_ends(end) or end not in persons or words[end - 1].plain in asked.lexicon.grammar.parting:
        return False
    stop = next(at for at in range(end + 1, len(words) + 1) if asked.text.clause_ends(at))
    return any(end <= match.first and match.end <= stop for match in asked.of_other_slots)


def _but_done(asked: Asked, picks: Sequence[Pick]) -> Found | None:
    """ "Never skipped | but delayed one": what was done behind a "but" is the answer where several things are asked."""
    if asked.about != SKIPPED:
        return None
    contrasts = [at for at, word in enumerate(asked.text.words) if word.plain in asked.lexicon.grammar.contrasts]
    behind = [pick for pick in picks if any(at < pick.first for at in contrasts)]
    told = {value for pick in behind if (value := yes_or_no(asked.about, pick)) is not None}
    return from_picks(asked, True, behind) if told == {True} and len(behind) < len(picks) else None


def _denies_else(asked: Asked, end: int) -> bool:
    """ "Never smoked", "no fistula": whether the "no" itself is part of what is told of another slot."""
    own = next((slots for slots in TOGETHER if asked.about in slots), (asked.about,))
    told = (match for match in asked.volunteered if not match.key.endswith(f"={ELSE}"))
    others = (match for match in told if not match.key.startswith(own))
    words = asked.text.words
    apart = next((at for at in range(1, end) if parted(words[at - 1], words[at])), end)  # "no, | no steroids"
    if any(word.medicine for word in clause(asked, apart - 1)):  # "never had entyvio"
        return True
    return any(match.first < apart and end < match.end for match in others)
