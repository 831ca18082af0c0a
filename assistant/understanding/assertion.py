"""Whether what was named is so: denied, over, doubtful, imagined, or somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from assistant.understanding.patterns import Match, Templates
from assistant.understanding.text import ASKING, Plain

REACH = 7
"""How many words a "no" reaches forward. Lists ("no fistula, abscess or narrowing") stay within it."""
REACHES = {"imagined": 14}
"""What reaches further: "if it gets bad again they'll put me on it"."""
OWN = 4
"""How many words a caregiver's "I" reaches forward."""
AHEAD = ("negated", "past", "hedged", "imagined", "planned", "others")


class Assertion(NamedTuple):
    negated: bool = False
    past: bool = False
    hedged: bool = False
    imagined: bool = False
    others: bool = False
    planned: bool = False
    saying: bool = False

    @property
    def holds(self) -> bool:
        """Said of the person themselves, and of the real world."""
        return not (self.imagined or self.others or self.saying)


class Assertions:
    """The turning words of one text, looked for when first asked about and asked for every finding in it."""

    def __init__(self, text: Plain, templates: Templates, caregiver: bool = False) -> None:
        self._text = text
        self._ends = text.clause_ends
        self._templates = templates
        self.caregiver = caregiver

    def of(self, first: int, end: int, listed: bool = True) -> Assertion:
        """What is said of the words from ``first`` up to ``end``. ``listed``: a "no" may reach them over commas."""
        start = self.clause(first, listed)
        reach = {kind: self._before(kind, start, first) for kind in AHEAD}
        own_no = self.begins_with_no(first) or self._is_closing(first, end)
        return Assertion(
            negated=((reach["negated"] and not own_no) != self._after("negated_after", end))
            or (self._closed(end) and not own_no)  # "not on my bowel, no" says no twice
            or self._mistaken(first, end),
            past=(reach["past"] and not own_no) or self._after("past_after", end),
            hedged=reach["hedged"]
            or self._after("hedged_after", end)
            or self._inside("hedged", first, end)
            or self._doubted_aside(end)
            or self._doubted_last(end),
            imagined=reach["imagined"],
            planned=reach["planned"] or self._begun_before("planned", first),
            saying=self.in_a_saying(first, end),
            others=self._anybodys(start, first)
            or (
                self.not_of_the_patient(first, end) or self._told_of_others(end)
                if self.caregiver
                else self._somebody_else(first, end)
            ),
        )

    def latest(self, first: int, end: int) -> bool:
        """Whether the clause around these words says that it tells how it is now: "low in 2024, | this autumn fine"."""
        begin, stop = first, end
        while not self._ends(begin):
            begin -= 1
        while not self._ends(stop):
            stop += 1
        return any(begin <= mark.first < stop for mark in self._marks.get("latest", ()))

    @property
    def stops(self) -> list[int]:
        """Where clauses begin: "but", "so"."""
        return [mark.first for mark in self._marks["stops"]]

    def inside(self, kind: str, first: int, end: int) -> bool:
        """Whether the words are nothing but part of a mark: the "not" of "don't quote me"."""
        return any(mark.first <= first and end <= mark.end for mark in self._marks.get(kind, ()))

    def in_a_saying(self, first: int, end: int) -> bool:
        """ "A hard *pill* to swallow", but not "*missed it* once upon a time": that goes further than the saying."""
        sayings = (mark for mark in self._marks.get("sayings", ()) if mark.first < end and first < mark.end)
        return any(mark.first < first or end < mark.end for mark in sayings)

    def places(self, kind: str) -> frozenset[int]:
        """Where words of one kind begin: "mine", "others"."""
        return frozenset(mark.first for mark in self._marks.get(kind, ()))

    def spans(self, kind: str) -> tuple[tuple[int, int], ...]:
        """Where words of one kind begin and end."""
        return tuple((mark.first, mark.end) for mark in self._marks.get(kind, ()))

    @cached_property
    def _found(self) -> dict[str, list[Match]]:
        """The turning words by their kind."""
        marks: dict[str, list[Match]] = {}
        for match in self._templates.anywhere(self._text):
            marks.setdefault(match.key, []).append(match)
        return marks

    @cached_property
    def _marks(self) -> dict[str, list[Match]]:
        """The same without those that are part of others: the "no" in "no doubt"."""
        marks = self._found
        denials = _apart([*marks.get("negated", ()), *marks.get("refusing", ())], marks.get("not_negated", ()))
        inside = {place for mark in denials for place in range(mark.first + 1, mark.end)}
        alone = {mark[1:3] for mark in marks.get("closing", ())}
        answers = [match for match in marks.get("answering", ()) if self._ends(match.end)]
        closing = [mark for mark in denials if mark[1:3] in alone and self._closes(mark, answers)]
        return {
            **marks,
            "imagined": _apart(marks.get("imagined", ()), [*marks.get("hedged", ()), *marks.get("not_imagined", ())]),
            "planned": _apart(marks.get("planned", ()), marks.get("hedged", ())),
            "mistaken": _apart(marks.get("mistaken", ()), marks.get("not_mistaken", ())),
            "closing": closing,
            "negated": [mark for mark in denials if mark not in closing],
            "stops": [mark for mark in marks.get("stops", ()) if mark.first not in inside],
        }

    @cached_property
    def _others(self) -> list[Match]:
        """Where other people are spoken of."""
        named = [mark for kind in ("others", "others_after", "others_doing") for mark in self._marks.get(kind, ())]
        return _apart(named, self._marks.get("not_others", ()))  # "man here"

    def _closes(self, mark: Match, answers: Sequence[Match]) -> bool:
        """Whether a lone "no" ends its clause and so belongs to what stands before it: "humira no, remicade yes".

        By itself it is not about a clause behind it that has an answer of its own: "no, fistula yes".
        """
        if not self._ends(mark.end):
            return False
        if self._text.answers_sign(mark.first):
            return True
        end = next((at for at in range(mark.end + 1, len(self._text.words)) if self._ends(at)), len(self._text.words))
        return not self._ends(mark.first) or any(mark.end < match.first and match.end == end for match in answers)

    def clause(self, first: int, listed: bool = False) -> int:
        """Where the clause around ``first`` begins: after "but", a full stop, or a comma before a new subject."""
        words = self._text.words
        listed = listed and not self._each_denied
        stops = [mark for mark in self._marks.get("stops", ()) if mark.first < first]
        start = max((mark.first for mark in stops), default=0)
        subjects = self.places("subjects") | self.places("counting")
        for number in range(first, start, -1):
            if words[number].sentence != words[number - 1].sentence:
                return number
            if not words[number].comma:
                continue
            if not listed or number in subjects or self._contrasted(start, number) or self._answered(number):
                return number
        return start

    def _answered(self, begin: int) -> bool:
        """Whether the clause has a yes of its own at its end: "no fistula, | narrowing yes"."""
        if not self._yeses:
            return False
        end = next(at for at in range(begin + 1, len(self._text.words) + 1) if self._ends(at))
        return any(begin < mark.first and mark.end == end for mark in self._yeses)

    @cached_property
    def _yeses(self) -> list[Match]:
        """Answers that are no denial."""
        noes = {mark[1:3] for mark in self._found.get("closing", ())}
        return [mark for mark in self._found.get("answering", ()) if mark[1:3] not in noes]

    @cached_property
    def _each_denied(self) -> bool:
        """ "No this, no that, but": no "no" reaches over a comma."""
        return sum(self._ends(mark.first) for mark in self._marks["negated"]) > 1

    def _contrasted(self, start: int, comma: int) -> bool:
        """Whether "not this" stands before the comma and no list goes on behind it: "not this, that"."""
        marks = [mark.first for mark in self._marks.get("contrast", ()) if start <= mark.first < comma]
        denials = [mark for mark in self._marks["negated"] if mark.first in marks]
        listed = [mark for mark in self._marks.get("listed", ()) if mark.first > comma]
        return bool(denials) and not listed

    def begins_with_no(self, first: int) -> bool:
        """ "No steroids, never smoked": what begins with a "no" of its own stands for itself, but for "not refused"."""
        if any(mark.first == first for mark in self._marks.get("refusing", ())):
            return not any(mark.end == first for mark in self._marks["negated"])
        return any(mark.first == first for mark in self._marks["negated"])

    def _before(self, kind: str, start: int, first: int) -> bool:
        marks, reach = self._marks.get(kind, ()), REACHES.get(kind, REACH)
        return any(start <= mark.first and mark.end <= first < mark.end + reach for mark in marks)

    def _begun_before(self, kind: str, first: int) -> bool:
        """ "They want to put me | on steroids": a mark that goes on into the words."""
        return any(mark.first < first < mark.end for mark in self._marks.get(kind, ()))

    def _inside(self, kind: str, first: int, end: int) -> bool:
        return any(first < mark.first and mark.end <= end for mark in self._marks.get(kind, ()))

    def _after(self, kind: str, end: int, commas: bool = False) -> bool:
        behind = (mark for mark in self._marks.get(kind, ()) if end <= mark.first <= end + 2)
        return any(commas or self._same_clause(end, mark) for mark in behind)

    def _doubted_aside(self, end: int) -> bool:
        """ "None, I think": a clause behind that is nothing but a doubt."""
        words = self._text.words
        marks = (mark for kind in ("hedged", "hedged_after") for mark in self._marks.get(kind, ()))
        begins = self._ends(end) or end in self.stops  # "remicade, I think", "humira but I'm not sure"
        alone = (mark for mark in marks if mark.first == end and begins and self._ends(mark.end))
        return any(words[mark.first].sentence - words[end - 1].sentence <= 1 for mark in alone)

    def _doubted_last(self, end: int) -> bool:
        """ "Xmas was the last lot I think": a doubt that ends the clause is about all of it."""
        doubts = (mark for mark in self._marks.get("hedged_after", ()) if mark.first >= end and self._ends(mark.end))
        stops = self.stops
        return any(not any(self._ends(at) or at in stops for at in range(end, mark.first + 1)) for mark in doubts)

    def _is_closing(self, first: int, end: int) -> bool:
        """Whether the words are the lone "no" of "not on my bowel, no"."""
        return any((mark.first, mark.end) == (first, end) for mark in self._marks["closing"])

    def _closed(self, end: int) -> bool:
        alone = self._found.get("closing", ()) if self._text.answers_sign(end, ASKING) else self._marks["closing"]
        return any(mark.first == end for mark in alone)

    def _mistaken(self, first: int, end: int) -> bool:
        """ "They thought I had | a clot | but it wasn't"."""
        marks = self._marks["mistaken"] if "mistaken" in self._found else ()
        return any(mark.first < first and end < mark.end for mark in marks)

    def _same_clause(self, end: int, mark: Match) -> bool:
        words, last = self._text.words, end - 1
        stops = {stop.first for stop in self._marks.get("stops", ())}
        commas = any(words[place].comma for place in range(end, mark.first))
        parted = commas or any(place in stops for place in range(end, mark.first + 1))
        return words[mark.first].sentence == words[last].sentence and not parted

    def _anybodys(self, start: int, first: int) -> bool:
        """ "Loads of people miss them", "one in three never respond"."""
        return any(start <= mark.first <= first < mark.end + REACH for mark in self._marks.get("anybody", ()))

    def not_of_the_patient(self, first: int, end: int) -> bool:
        """ "His brother | is on it", "my sister is pregnant, | not her" from somebody who answers for another."""
        own = self._caregivers_own(first) or self.on_their_own_side(first)
        return self.caregiver and (own or self._after("not_them", end, commas=True))

    def _caregivers_own(self, first: int) -> bool:
        """ "I'm pregnant", "his brother is on it" from somebody who answers for another."""
        start = self.clause(first)
        marks = [mark for mark in self._marks.get("myself", ()) if start <= mark.first <= first < mark.end + OWN]
        own = (*self._marks.get("their_own", ()), *self._of_the_named)
        marks += [mark for mark in own if start <= mark.first < first]
        theirs = [mark.first for kind in ("theirs", "others") for mark in self._marks.get(kind, ())]
        return any(not any(mark.first < at < first for at in theirs) for mark in marks)

    def on_their_own_side(self, first: int) -> bool:
        """ "Works fine for me | but hers wore off": a clause of their own, beside one about the patient."""
        kinds = ("theirs", "others")
        theirs = {mark.first for kind in kinds for mark in self._marks.get(kind, ())}
        if not (self.caregiver and theirs):
            return False
        ends = sorted({0, *(at for at in range(len(self._text.words)) if self._ends(at)), *self.stops})
        begin = max(at for at in ends if at <= first)
        end = next((at for at in ends if at > first), len(self._text.words))
        own = {mark.first for mark in self._marks.get("own_side", ())}.intersection(range(begin, end))
        begun = range(begin, min(begin + 2, first + 1))  # "but | my"
        own |= {mark.first for mark in self._marks.get("own_begins", ())}.intersection(begun)
        return bool(own) and theirs.isdisjoint(range(begin, end))

    @cached_property
    def _of_the_named(self) -> list[Match]:
        """ "Alan's | mother", "my daughter's | boyfriend": somebody else than the one who is named."""
        words = self._text.words
        named = (mark for mark in self._marks.get("others", ()) if mark.first)
        return [mark for mark in named if words[mark.first - 1].is_possessive and not self._ends(mark.first)]

    def _somebody_else(self, first: int, end: int) -> bool:
        words = self._text.words
        sentence = words[first].sentence
        others = [mark for mark in self._others if words[mark.first].sentence == sentence and mark.first < first]
        if not others:
            return self._told_of_others(end) or self._for_them(end) or self._named_last(sentence)
        last = max(mark.end for mark in others)
        own = [mark for mark in self._marks.get("mine", ()) if last <= mark.first < end]
        too = [mark for mark in self._marks.get("mine_too", ()) if mark.first >= end]
        return not any(words[mark.first].sentence == sentence for mark in (*own, *too))

    def _told_of_others(self, end: int) -> bool:
        """ "Heart failure | runs in the family"."""
        return any(end <= mark.first <= end + 1 for mark in self._marks.get("others_after", ()))

    def _for_them(self, end: int) -> bool:
        """ "Worked wonders for my mate", "humira, which my husband had"."""
        before = {mark.end for mark in self._marks.get("others_before", ())}
        return any(end <= mark.first <= end + 2 and mark.first in before for mark in self._others)

    def _named_last(self, sentence: int) -> bool:
        """ "He might have arthritis, my dad"."""
        words = self._text.words
        marks = (mark for mark in self._others if words[mark.first].sentence == sentence)
        return any(words[mark.first].comma and self._ends(mark.end) for mark in marks)


def _apart(marks: Sequence[Match], others: Sequence[Match]) -> list[Match]:
    """The marks that share no word with any of ``others``."""
    return [mark for mark in marks if not any(mark.first < other.end and other.first < mark.end for other in others)]
