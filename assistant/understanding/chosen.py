"""The one of several choices that an answer means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.ages import age
from assistant.understanding.asked import (
    OF_OTHERS,
    OVER,
    SHORT,
    TWO_FOLD,
    Asked,
    found,
    from_picks,
    held_until,
    meaning,
)
from assistant.understanding.assertion import Assertions
from assistant.understanding.bare import PAIR, bare_no, bare_yes, by_label, doubted, ends_with_no
from assistant.understanding.choices import Pick, places
from assistant.understanding.durations import YEAR
from assistant.understanding.findings import against_the_aim, of_a_result, weighed_findings
from assistant.understanding.healing import healed_or_open
from assistant.understanding.last_steroids import of_some_time, steroids, steroids_over, steroids_taken, was_taken
from assistant.understanding.lexicon import ELSE
from assistant.understanding.model import Found
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.respondent import somebody_else, themselves
from assistant.understanding.slots import AGE, DIAGNOSIS, NO, REACTION, REGION, RESPONSE, SIDE_EFFECT, STEROIDS
from assistant.understanding.subjects import medicine_in, of_the_present
from assistant.understanding.text import NOT
from assistant.understanding.whereabouts import narrowed

DENIED = {"disease.fistula": "none", "health.pregnancy": "no", "health.smoking": "never"}
"""What it means to deny every value named of a slot."""

HINTS = {"man": "no"}
"""What only hints at a value: it is asked about, where nothing else is said."""

HINTED = {("man", "planning"): "fathering"}
"""What a value means beside a hint."""

ROUGHLY_DENIED = ("health.smoking",)
"""To deny the value named leaves more than one: it is only near."""

GENERAL = {
    "about.respondent": "patient",
    "tests.antibodies": "present",
    "about.diagnosis": "not_diagnosed",
    "health.pregnancy": "planning",
}
"""Values that give way to any other: "yes, got them, tons", "they think it is Crohn's but have not confirmed it"."""

COUNTED = ("history.missed_doses",)
"""Slots about a number."""


def read_choice(asked: Asked) -> Found | None:
    """The choice meant: by its place in the list, by what it is called, or by a bare yes or no."""
    if asked.about == AGE and (told := age(asked)):
        return told
    if (rest := _behind_a_place(asked)) and (item := read_choice(rest)):
        return item
    at = places(asked.text, len(asked.ids), asked.lexicon) if not _is_counted(asked) else ()
    if len(at) == 1:
        picked = found(asked, asked.ids[at[0] - 1], hedged=doubted(asked))
        first, *others = asked.text.words
        denies = bool(others) and others[0].comma and first.plain in asked.lexicon.grammar.answers
        return picked.roughly() if denies else picked  # "no, two" may put right what was said before
    if asked.about == STEROIDS and (told := steroids_taken(asked) or _steroids_then(asked)):
        return told.roughly() if of_some_time(asked, told) else told
    item = (
        against_the_aim(asked)
        or by_name(asked, asked.ids)
        or harmed(asked)
        or somebody_else(asked)
        or themselves(asked)
        or bare_no(asked, asked.ids)
        or bare_yes(asked)
        or by_label(asked)
    )
    return item.roughly() if item and asked.about == STEROIDS and of_some_time(asked, item) else item


def _behind_a_place(asked: Asked) -> Asked | None:
    """ "The last one, never": what is said behind the place in the list."""
    first, *others = asked.text.clauses
    if not others or not places(first, len(asked.ids), asked.lexicon):
        return None
    rest = asked.text.part(len(first.words), len(asked.text.words))
    return replace(asked, text=rest, assertions=Assertions(rest, asked.lexicon.assertion, asked.assertions.caregiver))


def _is_counted(asked: Asked) -> bool:
    """ "Three": a number in words counts the doses, and is no place in a list."""
    return asked.about in COUNTED and asked.text.words[0].plain in asked.lexicon.counting


def _steroids_then(asked: Asked) -> Found | None:
    """When the last ones were: "finished 29 August", "last time was 2022"."""
    taken_now = any(meaning(asked.about, pick) == "now" for pick in asked.named)
    over = steroids_over(asked, taken_now)
    return over or (None if _holds(asked) else steroids(asked))


def _holds(asked: Asked) -> bool:
    return any(meaning(asked.about, pick) for pick in asked.named if pick.value in asked.ids)


def by_name(asked: Asked, ids: Sequence[str]) -> Found | None:
    """The one of ``ids`` that the words name, or what it means that they deny one: "not pregnant but hoping to be"."""
    picks = [pick for pick in asked.named if pick.value in ids and _of_this_medicine(asked, pick)]
    picks = [pick for pick in picks if of_a_result(asked, pick) and not _is_mere_word(asked, pick)]
    picks = [pick for pick in picks if not was_taken(asked, pick)] or picks
    meant = [(value, pick) for pick in picks if (value := meaning(asked.about, as_agreed(asked, pick)))]
    said = asked.said
    later = [(value, pick) for value, pick in meant if said and pick.first >= said.end]  # "no, not tested"
    meant = weighed_findings(asked, later or meant)
    if asked.about in TWO_FOLD:
        meant = narrowed(asked, meant)
        if len({value for value, _ in meant}) > 1 and len({pick.first for _, pick in meant}) == 1:
            return from_picks(asked, meant[0][0], [meant[0][1]]).roughly()
    if len({value for value, _ in meant}) > 1 and meant[0][0] in NO:  # "not pregnant but hoping to be"
        meant = [(value, pick) for value, pick in meant if value not in NO]
    meant = [each for each in meant if not _denies_what_follows(asked, each[1])]
    meant = healed_or_open(asked, meant)
    meant = [each for each in meant if not _denies_a_thing(asked, each[1])] or meant
    meant = _without_years_before(asked, meant)
    meant = [each for each in meant if not _is_wondered(asked, each[1], meant)]
    values = {value for value, _ in meant}
    if len(values) > 1:
        values.discard(GENERAL.get(asked.about, ""))
    if values == {"still_working", "side_effect"}:  # "it works, but gave me a rash"
        values.discard("still_working")
    if len(values) > 1:
        values = {value for value, pick in meant if asked.assertions.latest(pick.first, pick.end)} or values
    if values == {"severe", "moderate"} and _first_of_all(asked, meant):
        values.discard("moderate")
    if len(values) > 1 and (over := OVER.get(asked.about)) and meant[-1][0] == over:  # "one by my bum, | it has closed"
        values = {over}
    if len(values) > 1:
        values = _where_or_what_in_the_end(asked, meant) or values
    hints = [pick.value for pick in asked.named if pick.value in HINTS]
    if len(values) == 1:
        picked = [pick for value, pick in meant if value in values]
        value = values.pop()
        value = next((HINTED[hint, value] for hint in hints if (hint, value) in HINTED), value)
        item = from_picks(asked, value, picked)
        never = DENIED[asked.about] if asked.about in ROUGHLY_DENIED and said and not said.value else value
        before = (asked.text.word_at(pick.first - 1) for pick in picks if pick.value == never)
        both = any(word != NOT for word in before)  # "never. Well, a few cigars"
        return item.roughly() if value != never and both else item
    unsaid = (*NO, OVER.get(asked.about))  # "it never closed" denies no fistula
    denied = [pick for pick in picks if pick.assertion.negated and pick.assertion.holds and pick.value not in unsaid]
    hint = HINTS[hints[0]] if hints else None
    if hint and hint in ids and not values:
        return found(asked, hint, confidence=0.9 if ends_with_no(asked) else 0.5)
    held = held_until(asked, denied[-1].end) if denied else False
    if not values and denied and asked.about in DENIED and not (held or (said and said.value)):
        return found(asked, DENIED[asked.about], confidence=0.5 if asked.about in ROUGHLY_DENIED else 0.9)
    return None


def _is_mere_word(asked: Asked, pick: Pick) -> bool:
    """ "The | 65 | bus", "a girl at work has it and | she | told me": a number, or who was named as somebody else."""
    if pick.end - pick.first > 1:
        return False
    if asked.about in OF_OTHERS:
        persons = [at for at in asked.assertions.places("others") if at < pick.first]
        elses = (each for each in asked.named if each.value == ELSE)
        named = any(each.first <= at <= each.end for each in elses for at in persons)
        return named and asked.text.word_at(pick.first) in asked.lexicon.persons.words
    return asked.about == AGE and asked.text.word_at(pick.first).isdecimal()


def _is_wondered(asked: Asked, pick: Pick, meant: Sequence[tuple[str, Pick]]) -> bool:
    """ "They did find some, no idea if it is | a lot": behind something that was told."""
    told = min((other.end for _, other in meant), default=0)
    marks = [mark for mark in asked.assertions.spans("wondered") if told <= mark[0] and mark[1] <= pick.first]
    near = (end for _, end in marks if pick.first < end + SHORT)
    return any(not any(map(asked.text.clause_ends, range(end, pick.first))) for end in near)


def as_agreed(asked: Asked, pick: Pick) -> Pick:
    """ "No | straight to Remicade", "no | only the one": what means no itself is not denied by the no before it."""
    if pick.value not in NO or pick.end - pick.first == 1 or not pick.first:
        return pick
    said = asked.said
    denies = bool(said and not said.value and 0 <= pick.first - said.end <= PAIR)
    whole = None if said else asked.lexicon.replies["wholes"].whole(asked.text.part(0, pick.first))
    agrees = denies or bool(whole and whole.key == "none")
    return replace(pick, assertion=pick.assertion._replace(negated=False)) if agrees else pick


def _without_years_before(asked: Asked, meant: list[tuple[str, Pick]]) -> list[tuple[str, Pick]]:
    """ "Quit. | A pack a day for 20 years": what is over stands by itself, and behind it for how long it was so."""
    (value, over), *others = meant or [("", Pick("", 0, 0))]
    alone = asked.text.clause_ends(over.first) and asked.text.clause_ends(over.end)
    if not others or value != OVER.get(asked.about) or not alone:
        return meant
    ends = {pick.end for _, pick in others}
    years = any({time.first, time.first - 1} & ends for time in asked.lengths if time.days >= YEAR)
    return meant[:1] if years else meant


def _denies_a_thing(asked: Asked, pick: Pick) -> bool:
    """ "Trying for a baby, so | no tablets": a mere "no" that goes on."""
    mere = pick.end - pick.first == 1 and asked.text.words[pick.first].plain in asked.lexicon.grammar.answers
    return mere and not asked.text.clause_ends(pick.end)


def _denies_what_follows(asked: Asked, pick: Pick) -> bool:
    """ "They did not | check it", "2022 not | 2023": a mere "not" before what tells nothing of the question."""
    if pick.end - pick.first > 1 or asked.text.words[pick.first].plain != NOT or asked.text.clause_ends(pick.end):
        return False
    behind = (word.plain for word in asked.text.words[pick.end :])
    thing = next((word for word in behind if word not in asked.lexicon.grammar.articles), "")
    dated = asked.about in COUNTED and thing in asked.lexicon.times.month_names  # "started in April, not | March"
    return dated or thing not in asked.lexicon.bearing[asked.about]


def _first_of_all(asked: Asked, meant: Sequence[tuple[str, Pick]]) -> bool:
    """ "It runs my life. I plan every trip around toilets": the worst, and in what follows only how."""
    worst = min((pick.end for value, pick in meant if value == "severe"), default=0)
    rest = min((pick.first for value, pick in meant if value == "moderate"), default=0)
    words = asked.text.words
    return worst <= rest and words[worst - 1].sentence != words[rest].sentence


def harmed(asked: Asked) -> Found | None:
    """ "Caught pneumonia on it, so no more of that": a kind of side effect, and behind it that it was given up."""
    ends = list(asked.lexicon.regimen["stopped"].anywhere(asked.text)) if asked.about == RESPONSE else []
    anew = [match for match in asked.lexicon.again.anywhere(asked.text) if ends and match.first >= ends[0].end]
    if not ends or anew or any(pick.value != ELSE for pick in asked.named):
        return None
    kinds = asked.about_slot(REACTION)
    harms = [pick for pick in kinds.named if meaning(REACTION, pick) and pick.value != ELSE]
    told = [(harm.first, end.end) for harm in harms for end in ends if harm.end <= end.first]
    told = [place for place in told if _of_this_medicine(asked, Pick(SIDE_EFFECT, *place))]
    return found(asked, SIDE_EFFECT, told[0]) if told else None


def _where_or_what_in_the_end(asked: Asked, meant: Sequence[tuple[str, Pick]]) -> set[str]:
    """Of several places the one where they live, of several illnesses the one that it turned out to be."""
    if asked.about == REGION:
        own = not asked.assertions.caregiver  # "I live in Canada, he's in Texas"
        return {value for value, pick in meant if own and _lives_there(asked, pick)}
    last, pick = meant[-1]
    return {last} if asked.about == DIAGNOSIS and _in_the_end(asked, pick) else set()


def _in_the_end(asked: Asked, last: Pick) -> bool:
    """ "They said UC, then changed it to | Crohn's"."""
    return any(last.first <= match.end < last.end for match in asked.lexicon.replies["in_the_end"].anywhere(asked.text))


def _lives_there(asked: Asked, pick: Pick) -> bool:
    """ "Glasgow born, | live in Brisbane"."""
    living = asked.lexicon.living.anywhere(asked.text)
    return any(match.end == pick.first or pick.first <= match.first < pick.end for match in living)


def _of_this_medicine(asked: Asked, pick: Pick) -> bool:
    """ "Entyvio never worked", "azathioprine gave me a rash" tell nothing of the anti-TNF."""
    if asked.about != RESPONSE:
        return True
    if pick.value == SIDE_EFFECT and (named := [word.plain for word in asked.text.words[: pick.end] if word.medicine]):
        return ANTI_TNF in named and of_the_present(asked, pick.first)
    return of_the_present(asked, pick.first, medicine_in(asked, pick.first, pick.end))
