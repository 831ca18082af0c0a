"""Whether what is mentioned holds: denied, over, only asked about, somebody else's, as ever. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from assistant.content.flags import FlagLexicon
from assistant.understanding.mentions import Mention, Utterance

Reason = Literal["negated", "past", "asked", "supposed", "stranger", "recent", "maybe", "had", "relative", "baseline"]
RULED_OUT: frozenset[Reason] = frozenset({"negated", "past", "asked", "supposed", "stranger"})
DOUBTFUL: frozenset[Reason] = frozenset({"recent", "maybe"})
# what is too weak to stop somebody for, unless the sign is an emergency
WEAK: frozenset[Reason] = frozenset({"had", "relative", "baseline"})

_REACH = {"no": 4, "stopped": 0}
_USUAL_REACH = 7
_FINE_REACH = 1


class Standing:
    """Reads one utterance's cues; ``reasons(mention)`` says what speaks against a mention."""

    def __init__(self, utterance: Utterance, lexicon: FlagLexicon, caregiver: bool) -> None:
        self._said, self._lexicon, self._caregiver = utterance, lexicon, caregiver
        self._groups: set[str] = set()
        self._clause_cues: dict[tuple[str, int], list[Mention]] = {}
        self._sentence_cues: dict[tuple[str, int], list[Mention]] = {}
        for cue in utterance.mentions:
            if cue.group in lexicon.cues:
                self._groups.add(cue.group)
                self._clause_cues.setdefault((cue.group, self._clause(cue)), []).append(cue)
                self._sentence_cues.setdefault((cue.group, self._sentence(cue)), []).append(cue)
        self._carried = frozenset(self._carry())
        self._memo: dict[tuple[int, int], frozenset[Reason]] = {}

    def reasons(self, mention: Mention) -> frozenset[Reason]:
        place = mention.start, mention.end
        if place not in self._memo:
            found = (self._negated, self._timed, self._asked, self._supposed, self._others, self._as_ever)
            self._memo[place] = frozenset(reason for reader in found if (reason := reader(mention)))
        return self._memo[place]

    # --- looking around ---------------------------------------------------------------------------------------------

    def _clause(self, mention: Mention) -> int:
        return self._said.clause[mention.start]

    def _sentence(self, mention: Mention) -> int:
        return self._said.sentence[mention.start]

    def _in_clause(self, group: str, clause: int) -> list[Mention]:
        return self._clause_cues.get((group, clause), [])

    def _in_sentence(self, group: str, sentence: int) -> list[Mention]:
        return self._sentence_cues.get((group, sentence), [])

    def _words(self, clause: int) -> list[str]:
        places = self._said.clauses[clause] if clause < len(self._said.clauses) else range(0)
        return [self._said.tokens[at].text for at in places]

    def _sentence_words(self, sentence: int) -> set[str]:
        return {self._said.tokens[at].text for at in self._said.sentences[sentence]}

    # --- negation ---------------------------------------------------------------------------------------------------

    def _negated(self, mention: Mention) -> Reason | None:
        clause = self._clause(mention)
        if clause in self._carried or self._answered_no(mention):
            return "negated"
        if any(self._reaches(cue, mention) for cue in self._in_clause("negation", clause)):
            return "negated"
        return "negated" if self._is_fine(mention) else None

    def _is_fine(self, mention: Mention) -> bool:
        """ "My throat is fine", "breathing is all right": said straight after, and not denied."""
        cues = self._in_clause("fine", self._clause(mention))
        return any(-1 <= cue.start - mention.end <= _FINE_REACH for cue in cues)

    def _reaches(self, negation: Mention, mention: Mention) -> bool:
        """A negation reaches a few words on; every "or" lets it reach on."""
        tokens = self._said.tokens
        between = range(negation.end, mention.start)
        if mention.start < negation.end:  # "no more | blood than usual" is denied, "not stopping" is a sign itself
            return negation.start < mention.start
        start = max((at + 1 for at in between if tokens[at].text in ("or", "nor")), default=negation.end)
        if any(token.text in self._lexicon.unmoved for token in tokens[negation.end : negation.end + 1]):
            return False
        return mention.start - start <= _REACH.get(tokens[negation.start].text, _USUAL_REACH)

    def _answered_no(self, mention: Mention) -> bool:
        """ "Fever: no", "blood in stool none": the answer takes back what was named."""
        own, following = self._words(self._clause(mention)), self._words(self._clause(mention) + 1)
        after = self._said.tokens[mention.end :]
        own_end = len(own) > 1 and own[-1] in self._lexicon.answers and bool(after)
        return own_end or (len(following) == 1 and following[0] in self._lexicon.answers)

    def _carry(self) -> Iterable[int]:
        """Clauses that go on listing what the clause before denied ("no fever, chills or sweats")."""
        denied = {clause for group, clause in self._clause_cues if group == "negation"}
        last = self._said.clause[-1] if self._said.clause else -1
        for clause in range(1, last + 1):
            if clause - 1 in denied and self._said.clauses[clause] and self._goes_on_listing(clause):
                denied.add(clause)
                yield clause

    def _goes_on_listing(self, clause: int) -> bool:
        start = self._said.clauses[clause].start
        if self._said.sentence[start] != self._said.sentence[start - 1]:
            return False
        first, *rest = self._words(clause)
        groups = ("present", "now", "self", "self_now", "negation", "no_answer")
        if any(self._in_clause(group, clause) for group in groups) or self._lexicon.verbs & {first, *rest}:
            return False
        if first == "and":
            return len(rest) == 1 or (len(rest) == 2 and not rest[0].endswith("ing"))
        if first in self._lexicon.splits:
            return False
        later = self._words(clause) + self._words(clause + 1) + self._words(clause + 2)
        return not rest or (len(rest) < 5 and ("or" in later or "nor" in later))

    # --- time -------------------------------------------------------------------------------------------------------

    def _timed(self, mention: Mention) -> Reason | None:
        clause, sentence = self._clause(mention), self._sentence(mention)
        if self._is_now(mention) or self._comes_back(mention):
            return None
        dated = self._dated(mention)
        if dated:
            return dated
        lately = self._lasts(clause) or self._in_sentence("today", sentence)
        had = any(cue.start < mention.start for cue in self._in_clause("had", clause)) and not lately
        if self._is_over(mention):
            told = any(self._in_sentence(group, sentence) for group in ("had", "past", "neutral"))
            return "past" if had or told else "recent"
        if self._is_recent(clause) and not self._in_clause("neutral", clause):
            return "recent"
        return "had" if had else None

    def _is_recent(self, clause: int) -> bool:
        """Told of lately, in the clause or at the beginning of the next ("I blacked out | while the drip was in")."""
        then = self._in_clause("recent", clause + 1)
        begins = then and then[0].start == self._said.clauses[clause + 1].start
        return bool(begins or self._in_clause("recent", clause))

    def _is_now(self, mention: Mention) -> bool:
        """Whether something says so; "for a week" does not, beside "last month"."""
        cues = self._in_clause("now", self._clause(mention))
        dated = cues and any(map(self._belongs, self._past_near(mention)))
        return any(not dated or self._said.tokens[cue.start].text != "for" for cue in cues)

    def _lasts(self, clause: int) -> bool:
        """ "I have had a fever | since yesterday": told as past, and it goes on. "Since then" begins something else."""
        following = self._words(clause + 1)
        return following[:1] == ["since"] and following[1:2] != ["then"]

    def _dated(self, mention: Mention) -> Reason | None:
        """Long ago, by a date in its clause, or in another clause of a sentence that is all about the past."""
        clause = self._clause(mention)
        cues = [cue for cue in self._past_near(mention) if self._belongs(cue)]
        if any(self._clause(cue) == clause for cue in cues):
            return "recent" if self._in_clause("present", clause) else "past"
        return "past" if cues and not self._is_present(mention) else None

    def _past_near(self, mention: Mention) -> list[Mention]:
        """Dates in its sentence, or at the beginning of the next, which only adds one ("That was in 2016")."""
        sentence = self._sentence(mention)
        following = self._in_sentence("past", sentence + 1)
        added = [cue for cue in following if cue.start - self._said.sentences[sentence + 1].start < 2]
        return [*self._in_sentence("past", sentence), *added]

    def _belongs(self, past: Mention) -> bool:
        """Whether a date is the symptom's, not that of a diagnosis or a first dose."""
        return not self._in_clause("neutral", self._clause(past))

    def _is_present(self, mention: Mention) -> bool:
        clause = self._clause(mention)
        if self._in_clause("present", clause):
            return True
        doing = self._said.tokens[mention.start].text.endswith("ing")
        return doing and not self._sentence_words(self._sentence(mention)) & {"was", "were", "been", "kept", "started"}

    def _comes_back(self, mention: Mention) -> bool:
        sentence = self._sentence(mention)
        cues = (*self._in_sentence("back", sentence), *self._in_sentence("back", sentence + 1))
        since = min((past.start for past in self._in_sentence("past", sentence)), default=mention.start)
        return any(cue.start >= min(since, mention.start) for cue in cues)

    def _is_over(self, mention: Mention) -> bool:
        clause = self._clause(mention)
        cues = (cue for near in range(clause, clause + 3) for cue in self._in_clause("resolved", near))
        return any(cue.start > mention.start for cue in cues)

    # --- asked, supposed --------------------------------------------------------------------------------------------

    def _asked(self, mention: Mention) -> Reason | None:
        cues = self._in_sentence("asking", self._sentence(mention))
        if not cues:
            return None
        clause = self._clause(mention)
        first = min(self._clause(cue) for cue in cues)
        own = self._is_mine(mention) or any(map(self._is_own, range(min(first + 1, clause), clause + 1)))
        same = [cue for cue in cues if self._clause(cue) == clause]
        if own:
            return "maybe" if same else None
        if same:
            return "maybe" if self._is_told_first(mention, same) else "asked"
        return "asked" if first < clause and not self._is_statement(clause) else "maybe"

    def _is_told_first(self, mention: Mention, cues: Iterable[Mention]) -> bool:
        """ "My kid has chickenpox what do i do"."""
        verbs = self._in_clause("present", self._clause(mention))
        told = any(verb.start < mention.end for verb in verbs)
        return told and all(mention.end <= cue.start for cue in cues)

    def _is_statement(self, clause: int) -> bool:
        """ "My wife has collapsed", and not "is it common"."""
        verbs = self._in_clause("present", clause)
        return any(verb.start > self._said.clauses[clause].start for verb in verbs)

    def _is_own(self, clause: int) -> bool:
        cues = ("self_now", "now")
        return any(self._in_clause(cue, clause) for cue in cues) or bool(self._in_clause("today", clause + 1))

    def _is_mine(self, mention: Mention) -> bool:
        cues = self._in_clause("asking", self._clause(mention))
        asked = max((cue.end for cue in cues if cue.end <= mention.start), default=0)  # "my fear is ..." is no symptom
        before = self._said.tokens[max(asked, mention.start - 3) : mention.start]
        return any(token.text in ("my", "this", "these") for token in before)

    def _supposed(self, mention: Mention) -> Reason | None:
        """After "if": supposed, unless it, or something between, is said to be so already."""
        clause = self._clause(mention)
        for cue in self._in_sentence("conditional", self._sentence(mention)):
            if cue.start >= mention.start or any(map(self._is_so, range(self._clause(cue) + 1, clause + 1))):
                continue
            following = self._said.tokens[cue.end : cue.end + 1]
            already = any(token.text in ("im", "ive", "this", "its") for token in following)
            return "maybe" if already or self._in_clause("now", clause) else "supposed"
        return None

    def _is_so(self, clause: int) -> bool:
        """Whether a clause says something as a fact, whatever was supposed before it."""
        if self._in_clause("now", clause):
            return True
        return any(self._said.clauses[clause].start == own.start for own in self._in_clause("self", clause))

    # --- who, and whether it is new ---------------------------------------------------------------------------------

    def _others(self, mention: Mention) -> Reason | None:
        if "linked" in self._groups:
            return None
        sentence = self._sentence(mention)
        for group in ("stranger",) if self._caregiver else ("stranger", "relative"):
            for cue in self._in_sentence(group, sentence):
                if cue.end <= mention.start and not self._is_likeness(cue) and not self._speaks_of_self(cue, mention):
                    gone = group == "stranger" or self._is_told_of_the_past(mention) or self._is_lasting(mention)
                    return "stranger" if gone else "relative"
        return None

    def _is_likeness(self, cue: Mention) -> bool:
        """ "Swollen up like the Michelin man", "legs like somebody else's"."""
        before = self._said.tokens[max(0, cue.start - 2) : cue.start]
        return any(token.text == "like" for token in before)

    def _speaks_of_self(self, cue: Mention, mention: Mention) -> bool:
        """ "Somebody is standing on my chest": the person speaking comes after the other one."""
        last = max(self._clause(mention), self._clause(cue))
        tokens, said = self._said.tokens, self._in_sentence("self", self._sentence(mention))
        own = [me for me in said if tokens[max(0, me.start - 1)].text != "at"]  # "a lady at my clinic"
        return any(cue.end <= me.start and self._clause(me) <= last for me in own)

    def _is_told_of_the_past(self, mention: Mention) -> bool:
        clause = self._clause(mention)
        if self._in_clause("recent", clause) or self._in_clause("now", clause):
            return not self._in_clause("now", clause)
        return bool({"had", "died", "was", "got", "were", "passed", "lost"}.intersection(self._words(clause)))

    def _is_lasting(self, mention: Mention) -> bool:
        """ "My sister self harms": what a relative lives with, and not what happens to them now."""
        clause = self._clause(mention)
        return bool(self._in_clause("lasting", clause)) and not self._in_clause("now", clause)

    def _as_ever(self, mention: Mention) -> Reason | None:
        clause, sentence = self._clause(mention), self._sentence(mention)
        if "not_baseline" in self._groups:
            return None
        cues = self._in_sentence("baseline", sentence)
        return "baseline" if any(0 <= self._clause(cue) - clause <= 2 for cue in cues) else None
