"""From the names of medicines to what was taken when: the anti-TNF now failing, what came before it, and beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.conversations import Certainty
from assistant.understanding.assertion import Assertion, Assertions
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Found
from assistant.understanding.patterns import Match
from assistant.understanding.slots import EARLIER, MEDICINES, NOW, PARTNER, TIME_ON
from assistant.understanding.text import Plain, Word, parted

ANTI_TNF = "@anti_tnf"
"""Any of them, as a word."""

CALMING = "calming"
"""An other medicine that calms the immune system."""

ALONE = 2
"""So few words are the name of a medicine and nothing else."""

TWO = 2
"""Of so many that failed none is surely the last: "Humira wore off and Remicade gave me a rash"."""

BREATH = 4
"""Names so many words apart are a list."""

CUES = ("now", "timed", "begun", "beside")
"""What a medicine stands in that is taken, whatever else is said before it."""

SMALL = 2
"""Words of so few letters name nothing."""

STORY = 20
"""In a message of more words what stands in another sentence may be about anything."""


@dataclass(frozen=True)
class Mention:
    word: Word
    at: int
    assertion: Assertion
    group: str


def read_regimen(text: Plain, asked: str, assertions: Assertions, lexicon: Lexicon) -> tuple[Found, ...]:
    """What the medicines named in the text answer, where the slot ``asked`` is asked for."""
    if not any(word.medicine for word in text.words):
        return ()
    named = _named(text, asked, assertions, lexicon)
    if asked == EARLIER:
        now = _had_now(text, named, assertions, lexicon)
        still = [m for m in named if not m.assertion.negated and _is_still_taken(text, m.at, lexicon)]
        beside = _beside(text, still, lexicon)
        return (*_had(text, named, now, lexicon), *_now_beside(text, named, now), *beside)
    if asked == PARTNER:
        if _is_named_behind_no(text, lexicon):
            return (_found(text, PARTNER, named[-1:], named[-1].word.medicine, near=True),) if named else ()
        over = _places(text, "over", lexicon) | _given_up(text, lexicon)
        partner = _partner(text, [replace(m, assertion=_past(m)) if m.at in over else m for m in named])
        return (*partner, *_now_told(text, named, lexicon))
    if len(text.words) <= ALONE and len(named) == 1 and asked != NOW:
        return tuple(_by_itself(text, named[0]))
    denied = {m.word.medicine for m in named if m.assertion.negated and m.group == "anti_tnf"}
    taken = [m for m in named if not m.assertion.negated]
    named_alone = asked not in ("", TIME_ON) and len({m.word.medicine for m in taken if m.group == "anti_tnf"}) == 1
    told = tuple(_history(text, taken, denied, asked == NOW or named_alone, lexicon))
    if asked == MEDICINES and not any(item.slot == PARTNER for item in told):
        told += tuple(_partner(text, [m for m in taken if m.group == "partner"]))
    return told


def _is_named_behind_no(text: Plain, lexicon: Lexicon) -> bool:
    """ "No, | mercaptopurine": it may be put right, or denied."""
    first, *others = text.words
    named = lexicon.regimen["named_alone"].whole(text.part(1, len(text.words))) if others else None
    return bool(named) and first.plain in lexicon.grammar.answers and text.clause_ends(1)


def _named(text: Plain, asked: str, assertions: Assertions, lexicon: Lexicon) -> list[Mention]:
    """The medicines that something is told of; near where they are asked for and may only be talked of."""
    taken = _places(text, "taken", lexicon)
    talk = _talked_on(text, _places(text, "talk", lexicon), assertions) - taken
    never = max((match.first for match in lexicon.regimen["denied"].anywhere(text)), default=0)
    named = [
        m
        for m in _mentions(text, asked, assertions, lexicon)
        if m.assertion.holds and not m.assertion.planned and m.at not in talk and m.at >= never
    ]
    cued = taken.union(*(_places(text, name, lexicon) for name in CUES))
    doubted = {m.at for m in named if m.at not in cued and not _is_taken(text, m.at, lexicon)}
    if asked in (NOW, EARLIER, PARTNER):
        return [replace(m, word=m.word._replace(near=True)) if m.at in doubted else m for m in named]
    return [m for m in named if m.at not in doubted]


def _is_still_taken(text: Plain, at: int, lexicon: Lexicon) -> bool:
    return any(match.first <= at < match.end for match in lexicon.regimen["still"].anywhere(text))


def _had_now(text: Plain, named: list[Mention], assertions: Assertions, lexicon: Lexicon) -> frozenset[int]:
    """Where the anti-TNF now failing is named beside those before it: "now on Humira", "straight on to infliximab"."""
    anti = [m for m in named if m.group == "anti_tnf" and not m.assertion.negated]
    latest = {m.at for m in anti if assertions.latest(m.at, m.at + 1)}
    last = max((m.at for m in named), default=0)  # not "straight on Remicade, then Humira"
    own = _places(text, "own", lexicon) | (_places(text, "straight", lexicon) & {last})
    now = latest | {m.at for m in anti if m.at in own}
    return frozenset(now) if len({m.word.medicine for m in anti if m.at in now}) == 1 else frozenset()


def _now_beside(text: Plain, named: list[Mention], now: frozenset[int]) -> Iterator[Found]:
    """The anti-TNF of "Entyvio, then they swapped me to the Humira I'm on"."""
    taken = [m for m in named if m.at in now and not m.word.near]
    if len({m.word.medicine for m in taken}) == 1:
        yield _found(text, NOW, taken[:1], taken[0].word.medicine)


def _had(text: Plain, named: list[Mention], now: frozenset[int], lexicon: Lexicon) -> Iterator[Found]:
    """The medicines before, without those said to have come after them."""
    had = [m for m in named if m.group in ("anti_tnf", "advanced") and not m.assertion.negated]
    taken_back = {m.word.medicine: m.at for m in named if m.assertion.negated}  # "and Entyvio, no wait, not Entyvio"
    had = [m for m in had if taken_back.get(m.word.medicine, -1) < m.at]
    later = {match.end - 1 for match in lexicon.regimen["later"].anywhere(text)}
    later |= {place for place, _ in _pairs(text, lexicon)}
    if later.isdisjoint(m.at for m in had[:1]) or _is_before_one(text, had, lexicon):
        had = [m for m in had if m.at not in later]
    had = [_doubted_as_last(text, m, had, lexicon) for m in had if m.at not in now]
    only = _places(text, "only", lexicon) - _earlier_places(text, lexicon)
    yield from (item.roughly() if any(m.at in only for m in had) else item for item in _earlier(text, had))


def _doubted_as_last(text: Plain, mention: Mention, had: list[Mention], lexicon: Lexicon) -> Mention:
    """ "Had Stelara. | The Humira was great until it wore off": of several the last may be the one failing now."""
    others = [m for m in had if m.word.medicine != mention.word.medicine]
    alone = len(others) == len(had) - 1 and mention is had[-1] and mention.group == "anti_tnf"
    apart = bool(others) and others[-1].word.sentence < mention.word.sentence
    if alone and apart and mention.at in _places(text, "failing", lexicon):
        return replace(mention, word=mention.word._replace(near=True))
    return mention


def _is_before_one(text: Plain, had: list[Mention], lexicon: Lexicon) -> bool:
    """ "Before Humira | he had infliximab", but not "before this Humira, Stelara", "before Humira and Stelara"."""
    at = had[0].at
    names = len({m.word.medicine for m in had}) > 1
    listed = text.clause_ends(at + 1) or text.word_at(at + 1) in lexicon.grammar.adding
    return names and not (listed or text.clause_ends(at) or text.word_at(at - 1) in lexicon.grammar.articles)


def _talked_on(text: Plain, talk: frozenset[int], assertions: Assertions) -> frozenset[int]:
    """ "They mentioned three, Skyrizi, | Tremfya and Omvoh": so is what is named in the same breath."""
    words, own = text.words, assertions.places("mine") | frozenset(assertions.stops)
    places = [at for at, word in enumerate(words) if word.medicine]
    found = set(talk)
    for before, at in pairwise(places):
        breath = words[before].sentence == words[at].sentence and own.isdisjoint(range(before + 1, at))
        if before in found and breath and at - before <= BREATH:
            found.add(at)
    return frozenset(found)


def _is_taken(text: Plain, at: int, lexicon: Lexicon) -> bool:
    """Whether nothing stands before a name in its clause but what is told of those taken: not "I qualify for it"."""
    words, first, end = text.words, at, at
    while first and not parted(words[first - 1], words[first]):
        first -= 1
    while end > first and words[end - 1].plain in lexicon.grammar.articles:
        end -= 1
    if end > first and lexicon.regimen["context"].whole(text.part(end - 1, end)):
        return True
    said = [word.plain for word in words[first:end] if word.plain.isalpha() and len(word.plain) > SMALL]
    return all(word in lexicon.everywhere or word in lexicon.taking for word in said)


def _now_told(text: Plain, named: list[Mention], lexicon: Lexicon) -> Iterator[Found]:
    """The anti-TNF of "azathioprine with the Humira", and what came before it: "none. I did have Stelara before"."""
    taken = [m for m in named if not m.assertion.negated]
    told = [item for item in _history(text, taken, set(), False, lexicon) if not item.near]
    now = [item for item in told if item.slot == NOW]
    anti = {m.word.medicine for m in taken if m.group == "anti_tnf"}
    earlier = (item for item in told if item.slot == EARLIER)
    yield from now
    yield from (each for each in earlier if now or (isinstance(each.value, tuple) and anti.isdisjoint(each.value)))


def _given_up(text: Plain, lexicon: Lexicon) -> frozenset[int]:
    """ "Azathioprine for years, came off in 2023", "6mp but it gave me pancreatitis": where one stands that is over."""
    text = _in_one_breath(text)
    ends = [match for match in lexicon.regimen["given_up"].anywhere(text) if _is_all(text, match.end, lexicon)]
    borne = ends or lexicon.regimen["borne"].any_in(text)
    harms = () if borne else lexicon.regimen["harmed"].anywhere(text)
    return frozenset(at for match in (*ends, *harms) for at in _alone_in(text, match))


def _in_one_breath(text: Plain) -> Plain:
    """ "6-MP. Came off it last spring": full stops as commas."""
    if len(text.sentences) == 1 or len(text.words) > STORY:
        return text
    breaks = {at for at in range(1, len(text.words)) if text.clause_ends(at)}
    words = (word._replace(sentence=0, comma=at in breaks) for at, word in enumerate(text.words))
    return Plain(text.raw, tuple(words))


def _alone_in(text: Plain, match: Match) -> list[int]:
    """Where the only medicine of a match stands; nothing if there are more."""
    named = [at for at in range(match.first, match.end) if text.words[at].medicine]
    return named if len(named) == 1 else []


def _is_all(text: Plain, end: int, lexicon: Lexicon) -> bool:
    """Whether no thing of its own follows: "stopped", "stopped last year", but not "stopped smoking"."""
    behind = text.part(end, len(text.words))
    return text.clause_ends(end) or lexicon.regimen["given_up_ends"].leading(behind) is not None


def _past(mention: Mention) -> Assertion:
    return mention.assertion._replace(past=True)


def _now(mention: Mention) -> Assertion:
    return mention.assertion._replace(past=False)


def _by_itself(text: Plain, mention: Mention) -> Iterator[Found]:
    """A name and nothing else, where none was asked for: it is asked what it was meant for."""
    if mention.group == "anti_tnf" and not mention.assertion.negated:
        yield _found(text, NOW, [mention], mention.word.medicine, near=True)
    elif mention.group == "advanced" and not mention.assertion.negated:
        yield _found(text, EARLIER, [mention], (mention.word.medicine,), near=True)


def _mentions(text: Plain, asked: str, assertions: Assertions, lexicon: Lexicon) -> Iterator[Mention]:
    answered = 0 if asked in (NOW, EARLIER, PARTNER, "") or not assertions.begins_with_no(0) else 1
    for at, word in enumerate(text.words):
        if word.medicine:
            said = assertions.of(at, at + 1)
            if said.negated and answered and _is_apart(text, at, lexicon):
                said = assertions.of(at, at + 1, listed=False)
                said = said._replace(negated=said.negated and not _is_told_in(text, at, lexicon))
            answered = answered and not said.negated
            calming = word.medicine in lexicon.medicines.calming
            yield Mention(word, at, said, CALMING if calming else lexicon.medicines.groups[word.medicine])


def _is_apart(text: Plain, at: int, lexicon: Lexicon) -> bool:
    """ "None, | and the azathioprine daily": behind a "no" that answers what was asked, and is not of the medicine."""
    return any(text.clause_ends(end) for end in range(1, at + 1)) or _is_told_in(text, at, lexicon)


def _is_told_in(text: Plain, at: int, lexicon: Lexicon) -> bool:
    """ "None in three years of Humira"."""
    return at in _now_places(text, lexicon) and at > BREATH


def _history(text: Plain, taken: list[Mention], denied: set[str], asked: bool, lexicon: Lexicon) -> Iterator[Found]:
    anti = [m for m in taken if m.group == "anti_tnf" and m.word.medicine not in denied]
    failed = _places(text, "failing", lexicon)
    cued, before = _now_places(text, lexicon) | failed, _earlier_places(text, lexicon)
    beside_now = asked and _only_beside_now(taken)
    if beside_now:
        before = frozenset()
    if not (asked or denied or any(m.at in cued or m.at in before for m in taken)):
        yield from _beside(text, taken, lexicon)
        return
    ids = list(dict.fromkeys(m.word.medicine for m in anti))
    current = _current(text, anti, ids, before, lexicon)
    if current and (asked or denied or current.at in cued or len(ids) > 1):
        failing = {m.word.medicine for m in anti if m.at in failed - before}
        cue = current.at in cued and len(failing) < TWO
        alone = {m.word.medicine for m in anti if m.at not in before} == {current.word.medicine}
        breath = taken[-1].word.sentence == current.word.sentence
        over = beside_now and breath and current.assertion.past  # asked about: it may have made way for the other
        sure = not over and (alone or cue or _ordered(text, anti, lexicon))
        found = _found(text, NOW, [current], current.word.medicine, near=not sure)
        unsure = {"status": Certainty.UNSURE} if _either(text, current, taken, lexicon) else {}
        yield found.model_copy(update={"corrects": bool(denied), **unsure})
    earlier = [m for m in taken if m.at in before and m.group in ("anti_tnf", "advanced")]
    if current and len(ids) > 1 and _ordered(text, anti, lexicon):
        earlier += [m for m in anti if m.at < current.at]
    yield from _beside(text, taken, lexicon)
    yield from _earlier(text, [m for m in earlier if not current or m.word.medicine != current.word.medicine])


def _only_beside_now(taken: list[Mention]) -> bool:
    """ "Used to be Humira, now it is Imuran": of one anti-TNF and nothing after it but what is taken beside one."""
    groups = [each.group for each in taken]
    return groups == ["anti_tnf", "partner"] and not taken[-1].assertion.past


def _beside(text: Plain, taken: list[Mention], lexicon: Lexicon) -> Iterator[Found]:
    beside = list(lexicon.regimen["beside"].anywhere(text))
    over = _places(text, "over", lexicon) | _given_up(text, lexicon) if beside else frozenset[int]()
    places = {place for match in beside for place in range(match.first, match.end)} - over
    together = {match.first for match in beside} & places  # "I was on methotrexate with it"
    named = [m for m in taken if m.group == "partner" and m.at in places]
    yield from _partner(text, [replace(m, assertion=_now(m)) if m.at in together else m for m in named])


def _either(text: Plain, current: Mention, taken: list[Mention], lexicon: Lexicon) -> bool:
    """ "Infliximab or vedolizumab, one of those"."""
    last = next((m.at for m in taken if m.at > current.at), current.at)
    return any(word.plain in lexicon.grammar.choosing for word in text.words[current.at : last])


def _current(
    text: Plain, anti: list[Mention], ids: list[str], before: frozenset[int], lexicon: Lexicon
) -> Mention | None:
    """The one named alone, marked as present, or named last."""
    if not ids:
        return None
    if len(ids) == 1:
        return None if all(m.at in before for m in anti) and not _places(text, "failing", lexicon) else anti[0]
    now = _now_places(text, lexicon) - before - _places(text, "was", lexicon)
    later = [m for m in anti if m.at not in before] or anti  # "Cimzia, before that Humira"
    return next((m for m in reversed(anti) if m.at in now), later[-1])


def _ordered(text: Plain, anti: list[Mention], lexicon: Lexicon) -> bool:
    """Whether a word like "then" stands between the first and the last."""
    between = text.part(anti[0].at + 1, anti[-1].at)
    return lexicon.regimen["then"].any_in(between)


def _earlier(text: Plain, mentions: list[Mention]) -> Iterator[Found]:
    sure = [m for m in mentions if not m.word.near]
    ids = tuple(dict.fromkeys(m.word.medicine for m in sure))
    if ids:
        yield _found(text, EARLIER, sure, ids)
    for m in mentions:
        if m.word.near:
            yield _found(text, EARLIER, [m], (m.word.medicine,))


def _partner(text: Plain, named: list[Mention]) -> Iterator[Found]:
    said = [m for m in named if m.group in ("partner", CALMING, "other")]
    beside = [m for m in said if m.assertion.past or not m.assertion.negated]
    taken = [m for m in beside if not m.assertion.past]
    partners = [m for m in taken if m.group == "partner"]
    if len({m.word.medicine for m in partners}) > 1:
        yield _found(text, PARTNER, partners[-1:], partners[-1].word.medicine, near=True)
    elif partners:
        yield _found(text, PARTNER, partners[:1], partners[0].word.medicine)
    elif taken:  # "mesalazine": beside the anti-TNF, but it does not calm the immune system
        yield _found(text, PARTNER, taken[:1], "other", near=all(m.group != CALMING for m in taken))
    elif beside:
        yield _found(text, PARTNER, beside[:1], "none")


def _found(text: Plain, slot: str, mentions: list[Mention], value: str | tuple[str, ...], near: bool = False) -> Found:
    """A value with the words from the first of its mentions to the last."""
    words, start, end = text.said(mentions[0].at, mentions[-1].at + 1)
    near = near or any(mention.word.near for mention in mentions)
    return Found(
        slot=slot,
        value=value,
        status=Certainty.UNSURE if any(mention.assertion.hedged for mention in mentions) else Certainty.GIVEN,
        text=words,
        start=start,
        end=end,
        confidence=0.5 if near else 0.95,
        near=near,
    )


def _earlier_places(text: Plain, lexicon: Lexicon) -> frozenset[int]:
    """Where the medicines stand that came first: in "Stelara before Humira" that is the first named."""
    pairs = _pairs(text, lexicon)
    told = list(lexicon.regimen["before"].anywhere(text))
    ends = {match.end - 1 for match in told if text.clause_ends(match.end)}  # "infliximab was before, | humira is now"
    told = [match for match in told if match.first not in ends]
    begun = {match.first for match in told}  # "now humira | before it was remicade": that "before" is of what follows
    kept = [match for match in told if match.end - 1 not in begun]
    last = {
        match.end - 1 for match in kept if text.words[match.end - 1].medicine and not text.words[match.first].medicine
    }
    over = {place for match in kept if match.end - 1 not in last for place in range(match.first, match.end)}
    before = frozenset(over | last)  # "before Humira I had | Remicade"
    led = [_first_and_last(text, match) for match in lexicon.regimen["led_to"].anywhere(text)]
    first = (before - {later for later, _ in (*pairs, *led)}) | {earlier for _, earlier in pairs}
    first |= {earlier for _, earlier in led if text.words[earlier].plain != ANTI_TNF}
    return first | {at + 2 for at in first if _goes_on(text, at + 1, lexicon)}


def _now_places(text: Plain, lexicon: Lexicon) -> frozenset[int]:
    """Where the medicines stand that are taken now, but not in "he had Humira, | now"."""
    told = [match for match in lexicon.regimen["now"].anywhere(text) if not text.words[match.end - 1].comma]
    return frozenset(place for match in told for place in range(match.first, match.end))


def came_before(utterance: str, lexicon: Lexicon) -> bool:
    """ "And infliximab also, first", "they forced me off Remicade onto this": it came before the present one."""
    text = lexicon.plain(utterance)
    return lexicon.regimen["bygone"].any_in(text) and not _now_places(text, lexicon)


def _goes_on(text: Plain, at: int, lexicon: Lexicon) -> bool:
    """ "Before this I tried Entyvio | and Rinvoq"."""
    words = text.words[at : at + 2]
    return len(words) > 1 and words[0].plain in lexicon.grammar.adding and bool(words[1].medicine)


def _pairs(text: Plain, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where two medicines are named of which one came first: the later one and the earlier."""
    preceded = [_first_and_last(text, match) for match in lexicon.regimen["preceded"].anywhere(text)]
    after = [_first_and_last(text, match) for match in lexicon.regimen["after"].anywhere(text)]
    return [(last, first) for first, last in preceded] + after


def _first_and_last(text: Plain, match: Match) -> tuple[int, int]:
    """ "Swapped | Humira | for | Cimzia"."""
    named = [at for at in range(match.first, match.end) if text.words[at].medicine]
    return named[0], named[-1]


def _places(text: Plain, name: str, lexicon: Lexicon) -> frozenset[int]:
    return frozenset(place for match in lexicon.regimen[name].anywhere(text) for place in range(match.first, match.end))
