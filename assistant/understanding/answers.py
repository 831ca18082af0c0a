"""The answer to the question that is asked, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.conversations import Value
from assistant.messages import QuestionKind
from assistant.understanding import telling
from assistant.understanding.appointments import day, is_of_some_month
from assistant.understanding.asked import (
    OF_OTHERS,
    OVER,
    PART_OF,
    TOGETHER,
    TWO_FOLD,
    WANTS_NOT,
    Asked,
    found,
    from_picks,
    held_until,
    meaning,
    yes_or_no,
)
from assistant.understanding.assertion import Assertions
from assistant.understanding.choices import Pick, labelled, places
from assistant.understanding.findings import against_the_aim, of_a_result, weighed_findings
from assistant.understanding.healing import healed_or_open
from assistant.understanding.intents import trimmed
from assistant.understanding.lexicon import ELSE
from assistant.understanding.model import Found
from assistant.understanding.numbers import number_at
from assistant.understanding.patterns import Match
from assistant.understanding.persons import introduced, is_name
from assistant.understanding.ranking import in_order, is_open, not_refused, numbered
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.slots import (
    AGE,
    APPOINTMENT,
    DIAGNOSIS,
    LOCATION,
    REACTION,
    RESPONSE,
    SIDE_EFFECT,
    SKIPPED,
    STEROIDS,
    SURGERY,
    TESTS,
    TIME_ON,
)
from assistant.understanding.stray import clause, goes_on_about_it, told_of_it
from assistant.understanding.subjects import medicine_in, of_the_present
from assistant.understanding.text import NOT, Plain, parted
from assistant.understanding.whereabouts import narrowed

CLAUSES = ("subjects", "mine", "myself", "stops", "contrast")
"""What begins a clause of its own after a "no"."""

NO = ("no", "none", "not_booked", "never", "not_tested")
"""Values that a bare "no" means, where one of them can be chosen."""

ROUGHLY_NO = ("tests.antibodies", "history.anti_tnf")
"""A bare "no" may mean that nothing was found, or that nobody looked; or it ends the pathway, and so is asked about."""

YES = {"tests.antibodies": "present"}
"""What a bare "yes" means."""

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

ROUGHLY_EVERY = {"disease.location": ("perianal",)}
"""Where "all over" is only near, and what it hardly means: the whole bowel is not around the bottom."""

COUNTED = ("history.missed_doses",)
"""Slots about a number."""

PAIR = 2
"""What "both" and "neither" are said of."""

NONE_OF_MANY = ("disease.outside_gut",)
"""Where to deny several is to deny them all. Of illnesses each must be known."""

A_PERSON = 4
"""Somebody is named in so many words: "my oldest lad", not "somebody has parked across our drive"."""

EVENTS = ("health.conditions=", "history.surgery=")
"""What has a day of its own, beside that on which a medicine was begun."""

NOT_DONE = ("not_tested", "not_checked")
YEAR = 365
LONG_TAIL = 8
"""More words than these after a yes or no may be about something else."""


def answer(asked: Asked) -> Found | None:
    """The answer to the question itself."""
    if not asked.question or not asked.text.words or asked.lexicon.replies["hollow"].whole(asked.text):
        return None
    reader = READERS.get(asked.question.kind)
    item = reader(asked) if reader else None
    item = item.roughly() if item and (_was_long_ago(asked, item) or _of_an_event(asked, item)) else item
    item = told_of_it(asked, item) if item and not _denies_a_medicine(asked, item) else None
    if item and asked.slot and asked.lexicon.replies["doubtful"].whole(asked.text):
        return item.roughly()
    said = asked.said if item else None
    return item.doubted() if item and said and said.hedged else item  # "don't think so, only Humira"


def _was_long_ago(asked: Asked, item: Found) -> bool:
    """ "2 years ago it was bad": a test of then; how it is now, was not said."""
    if not asked.about.startswith(TESTS) or item.value in NOT_DONE:
        return False
    ago = {time.first for time in asked.lengths if time.ago and time.days >= YEAR}
    at = next((at for at, word in enumerate(asked.text.words) if word.start >= item.start), 0)
    around = clause(asked, at) if ago else ()
    return any(asked.text.words[first] in around for first in ago)


def _of_an_event(asked: Asked, item: Found) -> bool:
    """ "She had a mini stroke in | 2015", asked since when a medicine is taken: when something else was."""
    at = next((at for at, word in enumerate(asked.text.words) if word.start >= item.start), 0)
    around = clause(asked, at) if asked.about == TIME_ON else ()
    if not around or any(word.medicine or word.plain in asked.lexicon.times.dated for word in around):
        return False
    begin, end = around[0].start, item.start
    events = (match for match in asked.volunteered if match.key.startswith(EVENTS))
    return any(begin <= asked.text.words[match.first].start < end for match in events)


def _denies_a_medicine(asked: Asked, item: Found) -> bool:
    """ "Wait, I never had | Entyvio", where a result or an illness is asked for: that is no answer to it."""
    of_medicines = asked.about.startswith("history.") and asked.about != SURGERY
    if of_medicines or not (item.value is False or item.value in NO):
        return False
    words, bearing = asked.text.words, asked.lexicon.bearing.get(asked.about, frozenset())
    at = next((at for at, word in enumerate(words) if word.start >= item.end), len(words))
    if at == 0 or not asked.text.word_at(at).startswith("@") or asked.text.clause_ends(at):
        return False
    return all(word.plain not in bearing for word in clause(asked, at) if word.start > words[at].start)


def _choice(asked: Asked) -> Found | None:
    if asked.about == AGE and (told := telling.age(asked)):
        return told
    if (rest := _behind_a_place(asked)) and (item := _choice(rest)):
        return item
    at = places(asked.text, len(asked.ids), asked.lexicon) if not _is_counted(asked) else ()
    if len(at) == 1:
        picked = found(asked, asked.ids[at[0] - 1], hedged=_doubted(asked))
        first, *others = asked.text.words
        denies = bool(others) and others[0].comma and first.plain in asked.lexicon.grammar.answers
        return picked.roughly() if denies else picked  # "no, two" may put right what was said before
    if asked.about == STEROIDS and (told := _steroids_then(asked)):
        return told
    return (
        against_the_aim(asked)
        or _picked(asked, asked.ids)
        or harmed(asked)
        or _somebody_else(asked)
        or _themselves(asked)
        or _bare_no(asked, asked.ids)
        or _bare_yes(asked)
        or _by_label(asked)
    )


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
    over = telling.steroids_over(asked, taken_now)
    return over or (None if _holds(asked) else telling.steroids(asked))


def _holds(asked: Asked) -> bool:
    return any(meaning(asked.about, pick) for pick in asked.named if pick.value in asked.ids)


def _somebody_else(asked: Asked) -> Found | None:
    """ "My lad, he's 22", "my wife Sue, 33", "our mother is 82": who is named first is the one it is all about."""
    end = _first_person_named(asked) if asked.about in OF_OTHERS and not asked.named else 0
    if not end:
        return None
    told = telling.age(asked)
    aged = next((at for at, word in enumerate(asked.text.words) if told and word.start >= told.start), None)
    mine = asked.assertions.places("mine")
    by_age = aged is not None and end <= aged <= end + PAIR and mine.isdisjoint(range(end, aged))
    return found(asked, OF_OTHERS[asked.about]) if by_age or asked.text.clause_ends(end) else None


def _first_person_named(asked: Asked) -> int:
    """Where the words for somebody else end that a message begins with, with the name behind them; 0 if it does not."""
    ends = range(1, min(A_PERSON, len(asked.text.words)) + 1)
    whole = ((end, asked.lexicon.assertion.whole(asked.text.part(0, end))) for end in ends)
    end = max((end for end, match in whole if match and match.key == "others"), default=0)
    named = (
        0 < end < len(asked.text.words) and not asked.text.clause_ends(end) and is_name(asked, asked.text.words[end])
    )
    return end + named


def _themselves(asked: Asked) -> Found | None:
    """ "I'm Kayla and I'm 19": who tells name and age, and of nobody else, is the one it is all about."""
    if asked.about not in OF_OTHERS or asked.assertions.places("others"):
        return None
    told = any(True for _ in introduced(asked)) and telling.age(asked)
    return found(asked, GENERAL[asked.about]) if told else None


def _picked(asked: Asked, ids: Sequence[str]) -> Found | None:
    picks = [pick for pick in asked.named if pick.value in ids and _of_this_medicine(asked, pick)]
    picks = [pick for pick in picks if of_a_result(asked, pick)]
    meant = [(value, pick) for pick in picks if (value := meaning(asked.about, _agreeing(asked, pick)))]
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
    if len(values) > 1 and asked.about == DIAGNOSIS and _in_the_end(asked, meant[-1][1]):
        values = {meant[-1][0]}
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
        return found(asked, hint, confidence=0.9 if _ends_with_no(asked) else 0.5)
    held = held_until(asked, denied[-1].end) if denied else False
    if not values and denied and asked.about in DENIED and not (held or (said and said.value)):
        return found(asked, DENIED[asked.about], confidence=0.5 if asked.about in ROUGHLY_DENIED else 0.9)
    return None


def _agreeing(asked: Asked, pick: Pick) -> Pick:
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


def _in_the_end(asked: Asked, last: Pick) -> bool:
    """ "They said UC, then changed it to | Crohn's"."""
    return any(last.first <= match.end < last.end for match in asked.lexicon.replies["in_the_end"].anywhere(asked.text))


def _of_this_medicine(asked: Asked, pick: Pick) -> bool:
    """ "Entyvio never worked", "azathioprine gave me a rash" tell nothing of the anti-TNF."""
    if asked.about != RESPONSE:
        return True
    if pick.value == SIDE_EFFECT and (named := [word.plain for word in asked.text.words[: pick.end] if word.medicine]):
        return ANTI_TNF in named and of_the_present(asked, pick.first)
    return of_the_present(asked, pick.first, medicine_in(asked, pick.first, pick.end))


def _doubted(asked: Asked) -> bool:
    return any(match.key == "hedged" for match in asked.lexicon.replies["yes_no"].anywhere(asked.text))


def _ends_with_no(asked: Asked) -> bool:
    last = asked.lexicon.replies["yes_no"].whole(asked.text.part(len(asked.text.words) - 1, len(asked.text.words)))
    return last is not None and last.key == "no"


def _bare_no(asked: Asked, ids: Sequence[str]) -> Found | None:
    none = next((value for value in NO if value in ids), None)
    if none is None or asked.named:
        return None
    wholes = asked.lexicon.replies["wholes"]
    denies = wholes.whole(asked.text)
    if not asked.regimen:  # "nothing, and no steroids either"
        denies = denies or wholes.whole(asked.text.clauses[0])
    if asked.lexicon.replies["two"].whole(trimmed(asked.text, asked.lexicon)) and len(ids) > PAIR:
        return None
    said = asked.said
    if said and not said.value and held_until(asked, said.end):
        return None
    if said and not said.value and _stands_alone(asked, said.end):
        hedged = said.hedged or asked.hedged(0, said.end)
        return found(asked, none, hedged=hedged, confidence=0.5 if asked.about in ROUGHLY_NO else 0.95)
    return found(asked, none, hedged=_doubted(asked)) if denies and denies.key == "none" else None


def _stands_alone(asked: Asked, end: int) -> bool:
    """Whether the "no" is an answer ("no", "no I have not") and not part of a denial ("no blood in my stool")."""
    rest = asked.text.part(end, len(asked.text.words))
    if not rest.words or rest.words[0].sentence != asked.text.words[end - 1].sentence:
        return True
    goes_on = asked.lexicon.assertion.leading(rest)
    if asked.about == APPOINTMENT and any(word.medicine for word in rest.words):  # "no I take Humira alone"
        return False
    if rest.words[0].plain in asked.lexicon.grammar.contrasts:  # "no but narrowing yes"
        return True
    if (
        any(match.first >= end and not match.key.endswith(f"={ELSE}") for match in asked.volunteered)
        and not rest.words[0].comma
    ):
        return False  # "no I'm done having kids"
    return goes_on is not None and goes_on.key in CLAUSES and len(rest.words) <= LONG_TAIL


def _bare_yes(asked: Asked) -> Found | None:
    said = asked.said
    value = YES.get(asked.about)
    if not (value and said and said.value) or any(meaning(asked.about, pick) for pick in asked.named):
        return None
    if asked.lexicon.replies["judged"].whole(asked.text):  # "fine": what was found, is open
        return None
    return found(asked, value, hedged=said.hedged)


def _by_label(asked: Asked) -> Found | None:
    """Words of a label, unless something else was named, or denied in one alone: "tested" is not "not tested"."""
    choices = asked.question.choices if asked.question else ()
    light = asked.lexicon.grammar.articles  # "some of these" is not "none of these"
    labels = [(choice.id, frozenset(asked.lexicon.line(choice.label).split()) - light) for choice in choices]
    value = labelled(asked.text, labels)
    denials = {NOT, *asked.lexicon.grammar.answers}
    if value is not None and denials & dict(labels)[value] and denials.isdisjoint(asked.text.vocabulary):
        return None
    turned = (asked.assertions.of(at, at + 1) for at in range(len(asked.text.words)))
    if value is None or asked.about == AGE or asked.named or any(said.negated or not said.holds for said in turned):
        return None
    return found(asked, value, confidence=0.8)


def _several(asked: Asked) -> Found | None:
    at = places(asked.text, len(asked.ids), asked.lexicon)
    if at:
        listed = _listed(asked, [asked.ids[place - 1] for place in at])
        return listed and listed.doubted() if _doubted(asked) else listed
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
    meant = [(value, pick) for pick in picks if (value := meaning(asked.about, _agreeing(asked, pick)))]
    meant = _not_those(asked, meant) if asked.about in WANTS_NOT else _without_taken_back(asked, meant, picks)
    if ranked:
        meant = in_order(asked, not_refused(asked, meant))
    meant = _where_it_is_now(asked, meant)
    values = list(dict.fromkeys(value for value, _ in meant))
    denied = {pick.value: None for pick in picks if pick.assertion.negated and pick.assertion.holds}
    now = {pick.value: None for pick in picks if pick.value in denied and not pick.assertion.past}  # not "used to hate"
    if values and set(values) <= set(_alone(asked)) and _ruled_out(asked, meant, picks):
        values = []  # "not fussed, but no drip"
    none_wished = ranked and values and set(values) <= set(now) - set(_alone(asked))
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
    one = _bare_no(asked, asked.ids) or _by_label(asked)
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


def _ranked(asked: Asked) -> Found | None:
    wishes = numbered(asked)
    return _each(asked, wishes) if wishes else _all_the_same(asked) or _several(asked)


def _each(asked: Asked, wishes: Sequence[Asked]) -> Found | None:
    """ "1 works fast | 2 not too dear | 3 safe": near where one of them was not understood."""
    items = [_several(wish) for wish in wishes]
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
    return kept if {value for value, _ in kept} - set(_alone(asked)) else meant


def _without_taken_back(asked: Asked, meant: list[tuple[str, Pick]], picks: Sequence[Pick]) -> list[tuple[str, Pick]]:
    """ "Joints, and eyes once. No, not | eyes": without what a mere "not" denies behind where it was told."""
    told = [pick for pick in picks if pick.assertion.negated and pick.assertion.holds]
    gone = {pick.value: pick.first for pick in told if asked.text.word_at(pick.first - 1) == NOT and pick.first}
    return [(value, pick) for value, pick in meant if gone.get(pick.value, 0) <= pick.first]


def _left_out(asked: Asked, whole: Match | None) -> list[str] | None:
    """ "None of it bothers me except | the needles": what a "none" leaves out; None where it leaves out nothing."""
    mark = next(iter(asked.lexicon.replies["excepting"].anywhere(asked.text)), None)
    alone = _alone(asked)
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
    if value not in _alone(asked) or not behind or len(parts) == 1 or first.end > len(parts[0].words):
        return None
    between = (word.plain for word in asked.text.words[first.end : behind[0].end])
    return found(asked, value, confidence=0.5) if asked.lexicon.grammar.contrasts.isdisjoint(between) else None


def _left(asked: Asked, denied: list[str], values: list[str]) -> list[str]:
    """What remains where some was denied: in a ranking ("tablet first, no drips") and in "anything but"."""
    alone = _alone(asked)
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


def _alone(asked: Asked) -> tuple[str, ...]:
    return asked.slot.alone if asked.slot else ()


def _listed(asked: Asked, values: list[str], picks: Sequence[Pick] = ()) -> Found | None:
    """Several values at once; one that excludes the others counts only by itself."""
    assert asked.question
    alone = _alone(asked)
    together = [value for value in values if value not in alone] or values[:1]
    if asked.question.kind == "choices":
        together.sort(key=asked.ids.index)
    limited = tuple(together[: asked.question.most or len(together)])
    if not limited:
        return None
    value: Value = limited[0] if asked.question.kind == "ranking" and limited[0] in alone else limited
    return from_picks(asked, value, picks) if picks else found(asked, value)


def _all_or_none(asked: Asked, which: str) -> Found | None:
    alone = _alone(asked)
    if asked.lexicon.replies["two"].whole(trimmed(asked.text, asked.lexicon)) and len(asked.ids) > PAIR + len(alone):
        return None
    none = next((value for value in alone if value in NO), None)
    if which == "none" or (which == "either" and none and asked.about in WANTS_NOT):
        return found(asked, (none,), hedged=_doubted(asked)) if none else None
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


def _yes_no(asked: Asked) -> Found | None:
    if asked.lexicon.replies["agreeing"].whole(asked.text):  # "ok" agrees to something; it tells nothing
        return None
    said = asked.said
    picks = [pick for pick in asked.named if not said or pick.first >= said.end]
    picks = [pick for pick in picks if not (_of_another_question(asked, pick) or _of_a_medicine(asked, pick))]
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
        about_it = about_it and goes_on_about_it(asked, said.end)
        about_it = about_it and (bool(told) or said.value or not asked.slot or not _denies_else(asked, said.end))
        hedged = said.hedged or asked.hedged(0, said.end)
        doubtful = not told and _goes_on_about_another(asked, said.end)
        return found(asked, said.value, hedged=hedged, confidence=0.5 if doubtful else 0.98) if about_it else None
    if len(told) == 1:
        return from_picks(asked, told.pop(), picks)
    whole = asked.lexicon.replies["wholes"].whole(trimmed(asked.text, asked.lexicon))
    if whole and whole.key == "none":
        return found(asked, False)
    at = places(asked.text, 2, asked.lexicon)
    return found(asked, at == (1,)) if len(at) == 1 else None


def _of_a_medicine(asked: Asked, pick: Pick) -> bool:
    """ "I had Remicade | in 2015", "infliximab first, | two doses": a mere number beside a medicine's name."""
    times, places = asked.lexicon.times, range(pick.first, pick.end)
    number = all(
        asked.text.words[at].plain in times.placing or number_at(asked.text, at, times) is not None for at in places
    )
    return number and any(word.medicine for word in asked.text.words)


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
    together = next((slots for slots in TOGETHER if asked.about in slots), ())
    own = (asked.about, *together, *PART_OF.get(asked.about, ()))
    stop = next(at for at in range(end + 1, len(words) + 1) if asked.text.clause_ends(at))
    told = (
        match for match in asked.volunteered if not match.key.startswith(own) and not match.key.endswith(f"={ELSE}")
    )
    return any(end <= match.first and match.end <= stop for match in told)


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


def _date(asked: Asked) -> Found | None:
    if told := day(asked):
        return told
    return None if is_of_some_month(asked) else _picked(asked, _alone(asked)) or _bare_no(asked, _alone(asked))


READERS: dict[QuestionKind, Callable[[Asked], Found | None]] = {
    "choice": _choice,
    "choices": _several,
    "ranking": _ranked,
    "yes_no": _yes_no,
    "number": telling.number,
    "quantity": telling.quantity,
    "date": _date,
}
