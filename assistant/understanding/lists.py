"""Answers that are lists: several of the choices, or all or none of them, and wishes in their order."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversations import Value
from assistant.understanding.asked import WANTS_NOT, Asked, found, from_picks, meaning
from assistant.understanding.bare import PAIR, bare_no, by_label, doubted
from assistant.understanding.choices import Pick, places
from assistant.understanding.chosen import as_agreed
from assistant.understanding.intents import trimmed
from assistant.understanding.model import Found
from assistant.understanding.patterns import Match
from assistant.understanding.ranking import in_order, is_open, not_refused, numbered
from assistant.understanding.slots import LOCATION, NO
from assistant.understanding.text import NOT

ROUGHLY_EVERY = {"disease.location": ("perianal",)}
"""Where "all over" is only near, and what it hardly means: the whole bowel is not around the bottom."""

NONE_OF_MANY = ("disease.outside_gut",)
"""Where to deny several is to deny them all. Of illnesses each must be known."""


def read_list(asked: Asked) -> Found | None:
    """The values meant: by their places, by "all" or "none", by what they are called, or by what is left of them."""
    at = places(asked.text, len(asked.ids), asked.lexicon)
    if at:
        listed = _listed(asked, [asked.ids[place - 1] for place in at])
        return listed and listed.doubted() if doubted(asked) else listed
    wholes, parts = asked.lexicon.replies["wholes"], asked.text.clauses
    ranked = asked.question is not None and asked.question.kind == "ranking"
    well = None if ranked else asked.lexicon.replies["well"].whole(asked.text)  # "all ok" is no "all of these"
    whole = None if well else wholes.whole(trimmed(asked.text, asked.lexicon))
    if not ranked and (left_out := _left_out(asked, whole)) is not None:
        return _listed(asked, left_out)
    first = wholes.whole(parts[0]) if len(parts) > 1 and not asked.named else None
    if not whole and first and first.key == "every":  # "everything, I hate it all"
        whole = first
    if whole and (every := _all_or_none(asked, whole.key)):
        return every
    picks = [pick for pick in asked.named if pick.value in asked.ids]
    meant = [(value, pick) for pick in picks if (value := meaning(asked.about, as_agreed(asked, pick)))]
    meant = _not_those(asked, meant) if asked.about in WANTS_NOT else _without_taken_back(asked, meant, picks)
    if ranked:
        meant = in_order(asked, not_refused(asked, meant))
    meant = _where_it_is_now(asked, meant)
    values = list(dict.fromkeys(value for value, _ in meant))
    denied = {pick.value: None for pick in picks if pick.assertion.negated and pick.assertion.holds}
    now = {pick.value: None for pick in picks if pick.value in denied and not pick.assertion.past}  # not "used to hate"
    if values and set(values) <= set(asked.alone) and _ruled_out(asked, meant, picks):
        values = []  # "not fussed, but no drip"
    none_wished = ranked and values and set(values) <= set(now) - set(asked.alone)
    if none_wished:  # "not needles, nor tablets"
        return None
    left = _left(asked, list(now), values)
    if left:
        listed = _listed(asked, left)
        chosen = ranked and asked.question is not None and asked.question.most  # "all but cost": in no order
        return listed.roughly() if listed and chosen else listed
    if values:
        listed = _listed(asked, values, [pick for _, pick in meant])
        return listed and listed.roughly() if _excepts(asked) or (ranked and is_open(asked, meant)) else listed
    last = _last_clause(asked) if picks else None
    nothing = _all_or_none(asked, last.key) if last and last.key == "none" else None
    if nothing:  # "no joints, no skin, nothing"
        return nothing
    if asked.about in NONE_OF_MANY and len(denied) > PAIR:  # "no joints no skin no eyes"
        return _all_or_none(asked, "none")
    if well:
        none = _all_or_none(asked, "none")
        return none and none.roughly()
    one = bare_no(asked, asked.ids) or by_label(asked)
    listed = _listed(asked, [str(one.value)]) if one else None
    return one.model_copy(update={"value": listed.value}) if one and listed else None


def _where_it_is_now(asked: Asked, meant: list[tuple[str, Pick]]) -> list[tuple[str, Pick]]:
    """ "Was colon, | now just the ileum": where it was before is left out."""
    if asked.about != LOCATION:
        return meant
    now = next(iter(asked.lexicon.replies["moved_to"].anywhere(asked.text)), None)
    if now is None or asked.lexicon.replies["besides_after"].any_in(asked.text):  # "now the colon too"
        return meant
    return [(value, pick) for value, pick in meant if pick.end > now.end] or meant


def read_ranking(asked: Asked) -> Found | None:
    """The same in an order: "1 works fast 2 not too dear"."""
    wishes = numbered(asked)
    return _each(asked, wishes) if wishes else _all_the_same(asked) or read_list(asked)


def _each(asked: Asked, wishes: Sequence[Asked]) -> Found | None:
    """ "1 works fast | 2 not too dear | 3 safe": near where one of them was not understood."""
    items = [read_list(wish) for wish in wishes]
    told = [item for item in items if item and isinstance(item.value, tuple)]
    values = list(
        dict.fromkeys(str(value) for item in told for value in (item.value if isinstance(item.value, tuple) else ()))
    )
    listed = _listed(asked, values)
    return listed.roughly() if listed and (len(told) < len(items) or any(item.near for item in told)) else listed


def _last_clause(asked: Asked) -> Match | None:
    """What the last words mean by themselves."""
    _, *others = asked.text.clauses
    return asked.lexicon.replies["wholes"].whole(others[-1]) if others else None


def _not_those(asked: Asked, meant: list[tuple[str, Pick]]) -> list[tuple[str, Pick]]:
    """ "Not needles, it's the visits": without what begins with a "not", where something else is named."""
    contrasts = asked.assertions.places("contrast")
    kept = [(value, pick) for value, pick in meant if not {pick.first, pick.first - 1} & contrasts]
    return kept if {value for value, _ in kept} - set(asked.alone) else meant


def _without_taken_back(asked: Asked, meant: list[tuple[str, Pick]], picks: Sequence[Pick]) -> list[tuple[str, Pick]]:
    """ "Joints, and eyes once. No, not | eyes": without what a mere "not" denies behind where it was told."""
    told = [pick for pick in picks if pick.assertion.negated and pick.assertion.holds]
    gone = {pick.value: pick.first for pick in told if asked.text.word_at(pick.first - 1) == NOT and pick.first}
    return [(value, pick) for value, pick in meant if gone.get(pick.value, 0) <= pick.first]


def _left_out(asked: Asked, whole: Match | None) -> list[str] | None:
    """ "None of it bothers me except | the needles": what a "none" leaves out; None where it leaves out nothing."""
    mark = next(iter(asked.lexicon.replies["excepting"].anywhere(asked.text)), None)
    alone = asked.alone
    none = whole and whole.key == "none"
    picks = [pick for pick in asked.named if pick.value in asked.ids]
    if mark is None or not (none or any(pick.value in alone and pick.end <= mark.first for pick in picks)):
        return None
    behind = [pick.value for pick in picks if pick.end > mark.end]
    return None if not behind or set(behind) & set(alone) else behind


def _ruled_out(asked: Asked, meant: Sequence[tuple[str, Pick]], picks: Sequence[Pick]) -> bool:
    """ "Don't mind, | so long as it's not a drip": what is denied behind it, and not in the same breath."""
    if asked.question is None or asked.question.kind != "ranking":
        return False
    end = max(pick.end for _, pick in meant)
    denials = [at for at in asked.assertions.places("negated") if at >= end]
    return any(pick.assertion.negated and any(at < pick.first for at in denials) for pick in picks)


def _all_the_same(asked: Asked) -> Found | None:
    """ "Don't mind, | I'm at the hospital anyway": what stands behind is only why; not "don't mind, but tablets"."""
    told = [(value, pick) for pick in asked.named if (value := meaning(asked.about, pick))]
    (value, first), *others = told or [("", Pick("", 0, 0))]
    behind = [pick for other, pick in others if other != value]
    parts = asked.text.clauses
    if value not in asked.alone or not behind or len(parts) == 1 or first.end > len(parts[0].words):
        return None
    between = (word.plain for word in asked.text.words[first.end : behind[0].end])
    return found(asked, value, confidence=0.5) if asked.lexicon.grammar.contrasts.isdisjoint(between) else None


def _left(asked: Asked, denied: list[str], values: list[str]) -> list[str]:
    """What remains where some was denied: in a ranking ("tablet first, no drips") and in "anything but"."""
    alone = asked.alone
    if not denied or set(values) & set(alone):
        return []
    ranked = asked.question and asked.question.kind == "ranking" and not asked.question.most
    ordered = ranked and asked.lexicon.replies["places"].any_in(asked.text)
    if not (_excepts(asked) or ordered or (ranked and not values)):
        return []
    kept = [value for value in values if value not in denied]
    return kept + [value for value in asked.ids if value not in (*values, *denied, *alone)]


def _excepts(asked: Asked) -> bool:
    """ "Everything except needles": whether a drip is a needle, and whether needles are wanted or not, is open.

    But "everything except needles is fine" names what is to be avoided.
    """
    butting = any(match.first == 0 for match in asked.lexicon.replies["butting"].anywhere(asked.text))
    fine = any(match.key == "yes" for match in asked.lexicon.replies["yes_no"].anywhere(asked.text))
    return butting and not (asked.about in WANTS_NOT and fine)


def _listed(asked: Asked, values: list[str], picks: Sequence[Pick] = ()) -> Found | None:
    """Several values at once; one that excludes the others counts only by itself."""
    assert asked.question
    alone = asked.alone
    together = [value for value in values if value not in alone] or values[:1]
    if asked.question.kind == "choices":
        together.sort(key=asked.ids.index)
    limited = tuple(together[: asked.question.most or len(together)])
    if not limited:
        return None
    value: Value = limited[0] if asked.question.kind == "ranking" and limited[0] in alone else limited
    return from_picks(asked, value, picks) if picks else found(asked, value)


def _all_or_none(asked: Asked, which: str) -> Found | None:
    alone = asked.alone
    if asked.lexicon.replies["two"].whole(trimmed(asked.text, asked.lexicon)) and len(asked.ids) > PAIR + len(alone):
        return None
    none = next((value for value in alone if value in NO), None)
    if which == "none" or (which == "either" and none and asked.about in WANTS_NOT):
        return found(asked, (none,), hedged=doubted(asked)) if none else None
    if "no_preference" in alone:
        return found(asked, "no_preference")
    rough = ROUGHLY_EVERY.get(asked.about, ())
    every = tuple(value for value in asked.ids if value not in (*alone, *rough))
    confidence = 0.5 if rough else 0.95
    return (
        found(asked, every, confidence=confidence)
        if which == "every" and asked.question and asked.question.kind == "choices"
        else None
    )
