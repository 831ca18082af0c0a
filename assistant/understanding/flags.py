"""Red flags in what a person wrote: signs made of word groups that hold. Pure and deterministic.

A miss costs more than a false alarm: where time or person is not clear the flag is kept, with ``doubt``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from assistant.content.flags import FlagLexicon, Sign
from assistant.conversations import Tier
from assistant.understanding.cues import Reason
from assistant.understanding.impression import sound
from assistant.understanding.mentions import Mention, Utterance, hear
from assistant.understanding.model import FoundFlag
from assistant.understanding.standing import DOUBTFUL, RULED_OUT, WEAK, Standing

LONGEST = 20
"""Words in the longest mention there may be."""
ASK, ASK_UNHEARD, ASK_AFTER_ALL, MILDER = 0.25, 0.4, 0.6, 0.5
"""Log odds of danger from which a message is asked about that raised no flag; the second where it has no word that
signs begin with, the third where a whole sign was said and ruled out (denied, over, somebody else's); how much more
what would be no emergency needs."""
LOUD = 3
"""From which on a message is asked about although what it names is only feared, or was so another time."""
SHORT = 8
"""Words up to which a sign is nearly all that was said."""


class Least(NamedTuple):
    """Log odds below which a flag is silent, and in up to ``SHORT`` words."""

    usual: float
    short: float


OF_EMERGENCIES, OF_OTHERS, IN_DOUBT = Least(-1.5, -2.5), Least(-0.5, -1.5), Least(-1.25, -1.5)
"""Of sure ones by tier, and of those in doubt. Below 0 a sure one is asked about. Of 2,431 emergencies heard in
sentences that nothing was learned from, 4 are passed over so."""
KNOWN = frozenset({"safe:known", "safe:lasting"})
CALMING = KNOWN | {"safe:safe", "safe:explained", "safe:passed"}
AFTER_ALL = "after_all"
"""The cue by which what was denied is so now; what it says is asked about however the message sounds."""
_ORDER = (Tier.EMERGENCY, Tier.SAME_DAY, Tier.SOON)


class _Match(NamedTuple):
    """``parts``: how many things the sign is made of; the more, the more it says."""

    doubt: bool
    parts: int
    mentions: tuple[Mention, ...]
    firm: bool


class _Signed(NamedTuple):
    """A flag by its surest sign, which is ``firm`` or passed over where the whole message sounds harmless."""

    parts: int
    firm: bool
    flag: FoundFlag


def find_flags(text: str, lexicon: FlagLexicon, caregiver: bool = False) -> tuple[FoundFlag, ...]:
    """Every red flag in ``text``, most urgent and most specific first, without milder ones that a found one covers.

    With ``caregiver`` a relative spoken of is the patient.
    """
    return flags_in(hear(text, lexicon), lexicon, caregiver)


def flags_in(
    utterance: Utterance, lexicon: FlagLexicon, caregiver: bool = False, about: str = "", answered: bool = False
) -> tuple[FoundFlag, ...]:
    """As ``find_flags``, of words already heard: what the signs say, then what the message sounds like as a whole.

    ``about``: the question that stands open; ``answered``: whether the words surely answer it.
    """
    utterance, told_otherwise = _heard_at(about, utterance, lexicon)
    signed = _by_signs(utterance, lexicon, caregiver)
    emergency = any(each.flag.tier is Tier.EMERGENCY for each in signed.values())
    sounds = sound(utterance, lexicon.impression, signs=bool(signed), emergency=emergency)
    short = len(utterance.tokens) <= SHORT
    after_all = any(mention.group == AFTER_ALL for mention in utterance.mentions)
    kept = {
        flag: each for flag, each in signed.items() if each.firm or after_all or sounds.odds >= _least(each.flag, short)
    }
    flags = tuple(  # what is passed over covers no other
        flag if signed[flag.id].firm else _tempered(flag, sounds.odds) for flag in _uncovered(kept, lexicon)
    )
    passed_over = _ordinary(about, sounds.odds, lexicon) if answered else ()
    thought_of = _worded(sounds.flags, utterance, lexicon, passed_over)
    if not thought_of or (told_otherwise and sounds.odds < LOUD):
        return flags
    if any(each.firm for each in signed.values()) and lexicon.facts[thought_of[0]].tier is not Tier.EMERGENCY:
        return flags
    gravest = min(thought_of, key=lambda flag: _ORDER.index(lexicon.facts[flag].tier))
    tier = lexicon.facts[gravest].tier
    odds = sounds.odds if tier is Tier.EMERGENCY else sounds.odds - MILDER
    if odds < ASK or not (flags or _is_to_be_asked(odds, utterance, lexicon)):
        return flags
    if flags and _ORDER.index(tier) >= _ORDER.index(flags[0].tier):
        return flags
    asked = FoundFlag(id=gravest, tier=tier, text=_text(utterance, sounds.loudest), doubt=True)
    return (asked, *flags)


def _heard_at(about: str, utterance: Utterance, lexicon: FlagLexicon) -> tuple[Utterance, bool]:
    """The words as the question has them: "having a stroke" is feared where a worry is asked for, "20 weeks" are weeks
    with child where that is asked for. And whether such words speak against what is mentioned."""
    own = {f"{about}:{name}": name for name in lexicon.at.get(about, ())}
    said_no = bool(utterance.tokens) and utterance.tokens[0].text in lexicon.grammar.answers
    named = [each for each in utterance.mentions if each.group in own and not said_no]
    if not named:
        return utterance, False
    meant = (each._replace(group=own[each.group]) for each in named)
    mentions = sorted((*utterance.mentions, *meant), key=lambda each: (each.start, each.end))
    return utterance._replace(mentions=tuple(mentions)), any(own[each.group] in lexicon.cues for each in named)


def _worded(
    flags: Iterable[str], utterance: Utterance, lexicon: FlagLexicon, passed_over: Collection[str]
) -> list[str]:
    """What a message sounds like most, and else only that of which it has a word: "hot and cold all week" may sound
    like a bleeding, but an overdose is not asked about before something taken was named."""
    possible = [flag for flag in flags if not lexicon.facts[flag].off and flag not in passed_over]
    begun = set().union(*(lexicon.raised_by.get(mention.group, ()) for mention in utterance.mentions))
    likeliest = set(possible[:1]) - lexicon.worded
    return [flag for flag in possible if flag in begun or flag in likeliest]


def _ordinary(about: str, odds: float, lexicon: FlagLexicon) -> tuple[str, ...]:
    """The flags that an ordinary answer sounds like: "angry red all over" of what the camera saw."""
    ordinary = lexicon.ordinary.get(about)
    return ordinary.flags if ordinary and odds < ordinary.below else ()


def _least(flag: FoundFlag, short: bool) -> float:
    least = IN_DOUBT if flag.doubt else OF_EMERGENCIES if flag.tier is Tier.EMERGENCY else OF_OTHERS
    return least.short if short else least.usual


def _is_to_be_asked(odds: float, utterance: Utterance, lexicon: FlagLexicon) -> bool:
    if odds >= ASK_AFTER_ALL:
        return bool(utterance.tokens)
    begun = any(mention.group in lexicon.raised_by for mention in utterance.mentions)
    return (begun or odds >= ASK_UNHEARD) and not _by_signs(utterance, lexicon, None)


def _tempered(flag: FoundFlag, odds: float) -> FoundFlag:
    return flag if odds >= 0 else flag.model_copy(update={"doubt": True})


def _by_signs(utterance: Utterance, lexicon: FlagLexicon, caregiver: bool | None) -> Mapping[str, _Signed]:
    """Red flag -> what its surest sign says.

    Without ``caregiver`` (``None``) also what does not hold: what is denied, over, somebody else's.
    """
    groups: dict[str, list[Mention]] = {}
    for mention in utterance.mentions:
        groups.setdefault(mention.group, []).append(mention)
    if lexicon.all_words.keys().isdisjoint(groups):
        return {}
    standing = None if caregiver is None else Standing(utterance, lexicon, caregiver)
    found: dict[str, _Signed] = {}
    possible = set().union(*(lexicon.raised_by.get(group, ()) for group in groups))
    for flag, signs in lexicon.signs.items():
        if flag not in possible or lexicon.facts[flag].off:
            continue
        tier = lexicon.facts[flag].tier
        match = _Reader(utterance, groups, standing, tier).best(signs)
        if match is not None:
            words = _words(utterance, match.mentions)
            told = FoundFlag(id=flag, tier=tier, text=words, doubt=match.doubt)
            found[flag] = _Signed(match.parts, match.firm, told)
    return found


def says_safe(text: str, lexicon: FlagLexicon) -> Literal["safe", "being_seen"] | None:
    """After a safety message: whether the person says that they are safe, or that somebody is looking after them."""
    return safe_in(hear(text, lexicon))


def safe_in(utterance: Utterance) -> Literal["safe", "being_seen"] | None:
    """As ``says_safe``, of words already heard."""
    said = {mention.group for mention in utterance.mentions}
    if said & {"safe:unless", "safe:unhelped"}:
        return None
    if said & {"safe:being_seen", "safe:helped"}:
        return "being_seen"
    return "safe" if said & CALMING else None


def only_known(utterance: Utterance) -> bool:
    """ "My doctor knows about it", "like this for years", and nothing else that calms."""
    said = {mention.group for mention in utterance.mentions if mention.group.startswith("safe:")}
    return bool(said) and said <= KNOWN


def has_passed(utterance: Utterance) -> bool:
    """ "It's gone now": what was felt is over, though not long ago."""
    said = {mention.group for mention in utterance.mentions}
    return "safe:passed" in said and "past" not in said


def _start(mention: Mention) -> int:
    return mention.start


def _uncovered(found: Mapping[str, _Signed], lexicon: FlagLexicon) -> tuple[FoundFlag, ...]:
    sure = (each.flag.id for each in found.values() if not each.flag.doubt)
    covered = {milder for flag in sure for milder in lexicon.facts[flag].covers}
    kept = [each for each in found.values() if each.flag.id not in covered]
    kept.sort(key=lambda each: (_ORDER.index(each.flag.tier), each.flag.doubt, -each.parts))
    return tuple(each.flag for each in kept)


def _words(utterance: Utterance, mentions: Iterable[Mention]) -> str:
    return _text(utterance, [at for mention in mentions for at in range(mention.start, mention.end)])


def _text(utterance: Utterance, at: Sequence[int]) -> str:
    """What stands from the first to the last of some tokens, as it was typed."""
    return utterance.text[utterance.tokens[min(at)].start : utterance.tokens[max(at)].end]


class _Reader(NamedTuple):
    """Looks for one flag's signs in one utterance."""

    utterance: Utterance
    groups: Mapping[str, Sequence[Mention]]
    standing: Standing | None
    tier: Tier

    def best(self, signs: Iterable[Sign]) -> _Match | None:
        """The surest match of any sign."""
        said = self.groups.keys()
        matches = [match for sign in signs if sign.needed <= said and (match := self._match(sign))]
        return min(matches, key=lambda match: (match.doubt, not match.firm, -match.parts), default=None)

    def _match(self, sign: Sign) -> _Match | None:
        """The first match without doubt, else the first with it."""
        if sign.most is not None and len(self.utterance.tokens) > sign.most:
            return None
        doubtful = None
        for anchor in self.groups[sign.all[0]]:
            match = self._around(sign, anchor)
            if match and not match.doubt:
                return match
            doubtful = doubtful or match
        return doubtful

    def _around(self, sign: Sign, anchor: Mention) -> _Match | None:
        if any(self._near(group, anchor, sign) for group in sign.unless):
            return None
        picked: list[tuple[bool, Mention]] = []
        for group in sign.all:
            near = self._near(group, anchor, sign) if picked else [anchor]
            holding = [(doubt, other) for other in near if (doubt := self._doubt(other, sign)) is not None]
            if not holding:
                return None
            picked.append(min(holding))
        doubt = sign.doubt or any(doubt for doubt, _ in picked)
        return _Match(doubt, len(picked), tuple(mention for _, mention in picked), sign.firm)

    def _near(self, group: str, anchor: Mention, sign: Sign) -> list[Mention]:
        others = self.groups.get(group, ())
        first = bisect_left(others, anchor.start - sign.near - LONGEST, key=_start)
        last = bisect_right(others, anchor.end + sign.near, key=_start)
        return [other for other in others[first:last] if self._gap(anchor, other) <= sign.near]

    def _gap(self, one: Mention, other: Mention) -> int:
        place = self.utterance.place
        first, second = (one, other) if one.start <= other.start else (other, one)
        return place[second.start] - place[first.end - 1]

    def _doubt(self, mention: Mention, sign: Sign) -> bool | None:
        """Whether the mention is doubtful; ``None`` when it does not hold."""
        if self.standing is None:
            return False
        reasons: frozenset[Reason] = self.standing.reasons(mention)
        if sign.anyone:
            reasons -= {"relative", "stranger"}
        if sign.done:
            reasons -= {"had", "recent"}
        if sign.lasting:
            reasons -= {"baseline"}
        if sign.supposed and "supposed" in reasons:
            reasons = reasons - {"supposed"} | {"maybe"}
        if reasons & RULED_OUT or (reasons & WEAK and self.tier is not Tier.EMERGENCY):
            return None
        return bool(reasons & (DOUBTFUL | WEAK))
