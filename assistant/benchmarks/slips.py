"""The same sentence as somebody else would have typed it: with one slip of the finger, by ear, bare, or politely.

Deterministic: a kind of slip, a sentence and a seed give one text. A slip changes one word of four letters or more, so
that no number and no "no" turns into another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from random import Random
from typing import NamedTuple

from assistant.benchmarks.corpus import Sentence
from assistant.benchmarks.judging import Judged, judge
from assistant.benchmarks.understanding import Share
from assistant.content.loader import Content
from assistant.conversations import Value
from assistant.understanding import Lexicon

Slip = Callable[[str, Random], str]

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
BESIDE = {
    key: "".join(row[near] for near in (place - 1, place + 1) if 0 <= near < len(row))
    for row in ROWS
    for place, key in enumerate(row)
}
BY_EAR = (
    ("ph", "f"), ("ck", "k"), ("tion", "shun"), ("ough", "uff"), ("ea", "ee"), ("ie", "ei"), ("ei", "ie"), ("y", "i"),
    ("ch", "k"), ("x", "ks"), ("qu", "kw"), ("ll", "l"), ("ss", "s"), ("tt", "t"), ("pp", "p"), ("mm", "m"),
    ("ce", "se"), ("ci", "si"), ("ca", "ka"), ("co", "ko"), ("gh", ""), ("kn", "n"), ("ou", "u"), ("ai", "ay"),
)  # fmt: skip
AROUND = (
    "hi, {}", "ok so {}", "um {}", "well {}", "{}, thank you", "{} if that helps", "sorry, {}", "{} :)",
    "so basically {}",
)  # fmt: skip
WORD = re.compile(r"[a-z]{4,}", re.IGNORECASE)


def neighbour(word: str, random: Random) -> str:
    place = _inside(word, random)
    return word[:place] + random.choice(BESIDE[word[place].lower()]) + word[place + 1 :]


def drop(word: str, random: Random) -> str:
    place = _inside(word, random)
    return word[:place] + word[place + 1 :]


def double(word: str, random: Random) -> str:
    place = _inside(word, random)
    return word[:place] + word[place] + word[place:]


def swap(word: str, random: Random) -> str:
    place = random.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def by_ear(word: str, random: Random) -> str:
    fitting = [(spelt, heard) for spelt, heard in BY_EAR if spelt in word.lower()]
    return word.lower().replace(*random.choice(fitting), 1) if fitting else word


def _inside(word: str, random: Random) -> int:
    """A place in the word, but not its first letter: that one is seldom wrong."""
    return random.randrange(1, len(word))


def _one_word(change: Slip) -> Slip:
    """The change done to one word of a text."""

    def slip(text: str, random: Random) -> str:
        words = list(WORD.finditer(text))
        if not words:
            return text
        word = random.choice(words)
        return text[: word.start()] + change(word[0], random) + text[word.end() :]

    return slip


def bare(text: str, _: Random) -> str:
    """No capitals, no punctuation, except inside numbers and after a unit's slash."""
    return re.sub(r"(?<!\d)[.,](?!\d)|[!?;:'’\"]|[.,](?!\d)", "", text.lower())


def polite(text: str, random: Random) -> str:
    return random.choice(AROUND).format(text)


SLIPS: dict[str, Slip] = {
    **{change.__name__: _one_word(change) for change in (neighbour, drop, double, swap, by_ear)},
    "bare": bare,
    "polite": polite,
}


class Withstood(NamedTuple):
    """What a slip did to sentences.

    ``kept``: exact before and after. ``wrong``: a slot got a value that was not told, and had not before; a list cut
    short is a miss. ``lost``: a red flag is noticed less than before. ``alarmed``: one is raised for nothing.
    ``harmed``: those sentences.
    """

    kept: Share
    wrong: Share
    lost: Share
    alarmed: Share
    harmed: tuple[Judged, ...]

    def __str__(self) -> str:
        return f"kept {self.kept}, filled wrongly {self.wrong}, flags lost {self.lost}, false alarms {self.alarmed}"


def withstand(sentences: Iterable[Sentence], lexicon: Lexicon, content: Content, seed: int) -> dict[str, Withstood]:
    """What each kind of slip does to each sentence, done once. Answers in free words are kept as they are typed."""
    free = {slot.id for slot in content.slots.values() if slot.kind in ("text", "texts")}
    closed = [one for one in sentences if one.asked not in free]
    plain = judge(closed, lexicon, content)
    return {
        slip: _compared(plain, judge((slipped(one, slip, seed) for one in closed), lexicon, content)) for slip in SLIPS
    }


def slipped(sentence: Sentence, slip: str, seed: int) -> Sentence:
    random = Random(f"{seed} {slip} {sentence.says}")  # noqa: S311  # chance that can be repeated, not a secret
    return sentence._replace(says=SLIPS[slip](sentence.says, random))


def _compared(before: list[Judged], after: list[Judged]) -> Withstood:
    both = list(zip(before, after, strict=True))
    kept = [(then, then.exact) for first, then in both if first.exact]
    wrong = [(then, not untold(then) <= untold(first)) for first, then in both]
    lost = [(then, then.tier < first.tier) for first, then in both if first.sentence.tiers and first.flags_right]
    alarmed = [(then, not then.flags_right) for first, then in both if not first.sentence.tiers and first.flags_right]
    harmed = {id(one): one for verdicts in (wrong, lost, alarmed) for one, is_so in verdicts if is_so}
    return Withstood(_share(kept), _share(wrong), _share(lost), _share(alarmed), tuple(harmed.values()))


def _share(verdicts: list[tuple[Judged, bool]]) -> Share:
    return Share(sum(is_so for _, is_so in verdicts), len(verdicts))


def untold(one: Judged) -> frozenset[str]:
    """Slots that got what was not told: not those of which only a part was heard."""
    wanted = one.sentence.valued
    return frozenset(slot for slot in one.wrongly_filled if not _part_of(one.filled[slot][0], wanted.get(slot)))


def _part_of(taken: Value | None, told: Value | None) -> bool:
    return isinstance(taken, tuple) and isinstance(told, tuple) and set(taken) <= set(told)
