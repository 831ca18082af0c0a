"""Red flags in what a person wrote: signs made of word groups that hold. Pure and deterministic.

A miss costs more than a false alarm: where time or person is not clear the flag is kept, with ``doubt``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
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
SHORT = 8
"""Words up to which a sign is nearly all that was said."""


class Least(NamedTuple):
    """Log odds below which a flag is silent, and in up to ``SHORT`` words."""

    usual: float
    short: float


OF_EMERGENCIES, OF_OTHERS, IN_DOUBT = Least(-1.5, -2.5), Least(-0.5, -1.5), Least(-1.25, -1.5)
"""Of sure ones by tier, and of those in doubt. Below 0 a sure one is asked about. Of 2,431 emergencies heard in
sentences that nothing was learned from, 4 are passed over so."""
_ORDER = (Tier.EMERGENCY, Tier.SAME_DAY, Tier.SOON)


class _Match(NamedTuple):
    """``parts``: how many things the sign is made of; the more, the more it says."""

    doubt: bool
    parts: int
    mentions: tuple[Mention, ...]


def find_flags(text: str, lexicon: FlagLexicon, caregiver: bool = False) -> tuple[FoundFlag, ...]:
    """Every red flag in ``text``, most urgent and most specific first, without milder ones that a found one covers.

    With ``caregiver`` a relative spoken of is the patient.
    """
    return flags_in(hear(text, lexicon), lexicon, caregiver)


def flags_in(utterance: Utterance, lexicon: FlagLexicon, caregiver: bool = False) -> tuple[FoundFlag, ...]:
    """As ``find_flags``, of words already heard: what the signs say, then what the message sounds like as a whole."""
    by_signs = _uncovered(_by_signs(utterance, lexicon, caregiver), lexicon)
    sounds = sound(utterance, lexicon.impression, signs=bool(by_signs))
    short = len(utterance.tokens) <= SHORT
    flags = tuple(_tempered(flag, sounds.odds) for flag in by_signs if sounds.odds >= _least(flag, short))
    thought_of = [flag for flag in sounds.flags if not lexicon.facts[flag].off]
    if not thought_of:
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


def _by_signs(
    utterance: Utterance, lexicon: FlagLexicon, caregiver: bool | None
) -> Mapping[str, tuple[int, FoundFlag]]:
    """Red flag -> how many things its surest sign is made of, and the flag.

    Without ``caregiver`` (``None``) also what does not hold: what is denied, over, somebody else's.
    """
    groups: dict[str, list[Mention]] = {}
    for mention in utterance.mentions:
        groups.setdefault(mention.group, []).append(mention)
    if lexicon.all_words.keys().isdisjoint(groups):
        return {}
    standing = None if caregiver is None else Standing(utterance, lexicon, caregiver)
    found: dict[str, tuple[int, FoundFlag]] = {}
    possible = set().union(*(lexicon.raised_by.get(group, ()) for group in groups))
    for flag, signs in lexicon.signs.items():
        if flag not in possible or lexicon.facts[flag].off:
            continue
        tier = lexicon.facts[flag].tier
        match = _Reader(utterance, groups, standing, tier).best(signs)
        if match is not None:
            words = _words(utterance, match.mentions)
            found[flag] = match.parts, FoundFlag(id=flag, tier=tier, text=words, doubt=match.doubt)
    return found


def says_safe(text: str, lexicon: FlagLexicon) -> Literal["safe", "being_seen"] | None:
    """After a safety message: whether the person says that they are safe, or that somebody is looking after them."""
    return safe_in(hear(text, lexicon))


def safe_in(utterance: Utterance) -> Literal["safe", "being_seen"] | None:
    """As ``says_safe``, of words already heard."""
    said = {mention.group for mention in utterance.mentions}
    if "safe:unless" in said:
        return None
    if "safe:being_seen" in said:
        return "being_seen"
    return "safe" if "safe:safe" in said else None


def _start(mention: Mention) -> int:
    return mention.start


def _uncovered(found: Mapping[str, tuple[int, FoundFlag]], lexicon: FlagLexicon) -> tuple[FoundFlag, ...]:
    covered = {milder for _, flag in found.values() if not flag.doubt for milder in lexicon.facts[flag.id].covers}
    kept = [(parts, flag) for parts, flag in found.values() if flag.id not in covered]
    kept.sort(key=lambda each: (_ORDER.index(each[1].tier), each[1].doubt, -each[0]))
    return tuple(flag for _, flag in kept)


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
        return min(matches, key=lambda match: (match.doubt, -match.parts), default=None)

    def _match(self, sign: Sign) -> _Match | None:
        """The first match without doubt, else the first with it."""
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
        return _Match(doubt, len(picked), tuple(mention for _, mention in picked))

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
        if sign.supposed and "supposed" in reasons:
            reasons = reasons - {"supposed"} | {"maybe"}
        if reasons & RULED_OUT or (reasons & WEAK and self.tier is not Tier.EMERGENCY):
            return None
        return bool(reasons & (DOUBTFUL | WEAK))
