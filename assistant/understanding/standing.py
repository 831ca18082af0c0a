"""Whether what is mentioned holds: denied, over, only asked about, somebody else's, as ever. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.content.flags import FlagLexicon
from assistant.understanding.cues import Cues, Reason
from assistant.understanding.mentions import Mention, Utterance
from assistant.understanding.timing import Timing

RULED_OUT: frozenset[Reason] = frozenset({"negated", "past", "asked", "supposed", "stranger"})
DOUBTFUL: frozenset[Reason] = frozenset({"recent", "maybe"})
# what is too weak to stop somebody for, unless the sign is an emergency
WEAK: frozenset[Reason] = frozenset({"had", "relative", "baseline"})

USUAL_REACH = 7
"""How many words on a negation reaches, where ``Grammar.reach`` says nothing else."""
FINE_REACH = 1
FAR, BRIEF = 6, 5
"""How many clauses on "I have none of them" may follow what it takes back, and how many words it may have."""


class Standing:
    """Reads one utterance's cues; ``reasons(mention)`` says what speaks against a mention."""

    def __init__(self, utterance: Utterance, lexicon: FlagLexicon, caregiver: bool) -> None:
        self._cues, self._caregiver = Cues(utterance, lexicon), caregiver
        self._grammar, self._timing = lexicon.grammar, Timing(self._cues)
        self._carried = frozenset(self._carry())
        self._memo: dict[tuple[int, int], frozenset[Reason]] = {}

    def reasons(self, mention: Mention) -> frozenset[Reason]:
        place = mention.start, mention.end
        if place not in self._memo:
            readers = (self._negated, self._timing.reason, self._asked, self._supposed, self._feared)
            found = (*readers, self._others, self._as_ever)
            self._memo[place] = frozenset(reason for reader in found if (reason := reader(mention)))
        return self._memo[place]

    # --- negation ---------------------------------------------------------------------------------------------------

    def _negated(self, mention: Mention) -> Reason | None:
        clause = self._cues.clause(mention)
        if self._answered_no(mention) or self._is_none_of_it(clause):
            return "negated"
        if self._is_so_after_all(mention):
            return None
        if self._denies_itself(mention):
            return None
        if clause in self._carried:
            return "negated"
        if any(self._reaches(cue, mention) for cue in self._cues.in_clause("negation", clause)):
            return "negated"
        return "negated" if self._is_fine(mention) else None

    def _is_so_after_all(self, mention: Mention) -> bool:
        """ "Last year no chest pain | but now yes": what was denied is so now."""
        cues = self._cues.in_sentence("after_all", self._cues.sentence(mention))
        return any(cue.start >= mention.end and self._cues.clause(cue) - self._cues.clause(mention) < 3 for cue in cues)

    def _denies_itself(self, mention: Mention) -> bool:
        """ "Hasn't helped, no wind passed": a sign that begins with a "no" of its own is not denied by another."""
        return self._cues.said.tokens[mention.start].text in self._grammar.negates

    def _is_fine(self, mention: Mention) -> bool:
        """ "My throat is fine", "breathing is all right": said straight after, and not denied."""
        cues = self._cues.in_clause("fine", self._cues.clause(mention))
        return any(-1 <= cue.start - mention.end <= FINE_REACH for cue in cues)

    def _reaches(self, negation: Mention, mention: Mention) -> bool:
        """A negation reaches a few words on; every "or" lets it reach on."""
        tokens = self._cues.said.tokens
        between = range(negation.end, mention.start)
        if mention.start < negation.end:  # "no more | blood than usual" is denied, "not stopping" is a sign itself
            return negation.start < mention.start
        start = max((at + 1 for at in between if tokens[at].text in self._grammar.choosing), default=negation.end)
        if start == negation.end and any(
            cue.start in between for cue in self._cues.in_clause("now", self._cues.clause(mention))
        ):
            return False  # "no wind for three days | belly huge"
        if any(token.text in self._grammar.unmoved for token in tokens[negation.end : negation.end + 1]):
            return False
        return mention.start - start <= self._grammar.reach.get(tokens[negation.start].text, USUAL_REACH)

    def _answered_no(self, mention: Mention) -> bool:
        """ "Fever: no", "fits? no thank god", "asked if I fainted, I did not": the answer takes it back."""
        own, following = self._cues.words(self._cues.clause(mention)), self._cues.words(self._cues.clause(mention) + 1)
        after = self._cues.said.tokens[mention.end :]
        own_end = len(own) > 1 and own[-1] in self._grammar.answers and bool(after)
        taken_back = 1 < len(following) < 4 and following[-1] in self._grammar.taken_back
        answered = bool(following) and following[0] in self._grammar.answers
        return own_end or taken_back or (answered and self._grammar.thankful.issuperset(following[1:]))

    def _is_none_of_it(self, clause: int) -> bool:
        """ "Fever, chills, confusion, I have none of them", "none of which I have": takes back what came before."""
        grammar, said_of = self._cues.grammar, self._cues.said
        if self._is_own(clause):
            return False
        sentence = said_of.sentence[said_of.clauses[clause].start]
        for later in range(clause + 1, min(clause + 1 + FAR, len(said_of.clauses))):
            said = self._cues.words(later)
            if not said or len(said) > BRIEF or said_of.sentence[said_of.clauses[later].start] != sentence:
                continue
            if said[0] in grammar.none and (said[-1:] + self._cues.words(later + 1))[-1] in grammar.has:
                return True
            denied = len(said) > 2 and said[-1] in grammar.named and said[-2] in grammar.none
            if denied and not grammar.has.isdisjoint(said):
                return True
        return False

    def _carry(self) -> Iterable[int]:
        """Clauses that go on listing what the clause before denied ("no fever, chills or sweats"), unless that clause
        ends with its "no" ("this time nothing | vomiting")."""
        denied = {
            clause
            for (group, clause), cues in self._cues.by_clause.items()
            if group == "negation" and any(cue.end < self._cues.said.clauses[clause].stop for cue in cues)
        }
        last = self._cues.said.clause[-1] if self._cues.said.clause else -1
        for clause in range(1, last + 1):
            if clause - 1 in denied and self._cues.said.clauses[clause] and self._goes_on_listing(clause):
                denied.add(clause)
                yield clause

    def _goes_on_listing(self, clause: int) -> bool:
        start = self._cues.said.clauses[clause].start
        if self._cues.said.sentence[start] != self._cues.said.sentence[start - 1]:
            return False
        first, *rest = self._cues.words(clause)
        groups = ("present", "now", "self", "self_now", "negation", "no_answer")
        if any(self._cues.in_clause(group, clause) for group in groups) or self._grammar.verbs & {first, *rest}:
            return False
        if (self._grammar.now | self._grammar.verbs).intersection(self._cues.words(clause + 1)[:1]):
            return False  # "no wind and the vomit | has ..."
        if first in self._grammar.adding:
            return len(rest) == 1 or (len(rest) == 2 and not rest[0].endswith(self._grammar.doing))
        if first in self._grammar.splits:
            return False
        later = self._cues.words(clause) + self._cues.words(clause + 1) + self._cues.words(clause + 2)
        return not rest or (len(rest) < 5 and not self._grammar.choosing.isdisjoint(later))

    # --- asked, supposed --------------------------------------------------------------------------------------------

    def _asked(self, mention: Mention) -> Reason | None:
        cues = self._cues.in_sentence("asking", self._cues.sentence(mention))
        if not cues:
            return "asked" if self._is_of_nobody(mention) else None
        clause = self._cues.clause(mention)
        first = min(self._cues.clause(cue) for cue in cues)
        own = self._is_mine(mention) or any(map(self._is_own, range(min(first + 1, clause), clause + 1)))
        same = [cue for cue in cues if self._cues.clause(cue) == clause]
        if own:
            return "maybe" if same else None
        if any(map(self._is_why, range(clause + 1, clause + 4))):
            return "maybe"
        return "asked" if same or (first < clause and not self._is_statement(clause)) else "maybe"

    def _is_of_nobody(self, mention: Mention) -> bool:
        """ "How likely is severe bleeding?", "is chest pain an emergency?": a question in which nobody stands."""
        sentence, grammar = self._cues.sentence(mention), self._grammar
        if grammar.persons & self._cues.sentence_words(sentence) or self._cues.in_sentence("now", sentence):
            return False
        said = {each.start for each in self._cues.said.mentions if each.group in self._cues.lexicon.all_words}
        first = self._cues.said.clause[self._cues.said.sentences[sentence].start]
        begun = (self._cues.said.clauses[clause].start for clause in range(first, self._cues.clause(mention) + 1))
        words = {self._cues.said.tokens[at].text for at in begun if at not in said}  # "what's the point" is a sign
        return bool(words & grammar.questions or (words & grammar.question_verbs and self._cues.is_question(sentence)))

    def _is_why(self, clause: int) -> bool:
        """ "Can it cause chest pain | because i have some", "mine came today": why it is asked."""
        begins = " ".join(self._cues.words(clause))
        return any(f"{begins} ".startswith(f"{reason} ") for reason in self._grammar.reasons)

    def _is_statement(self, clause: int) -> bool:
        """ "My wife has collapsed", and not "is it common"."""
        verbs = self._cues.in_clause("present", clause)
        return any(verb.start > self._cues.said.clauses[clause].start for verb in verbs)

    def _is_own(self, clause: int) -> bool:
        cues = ("self_now", "now")
        return any(self._cues.in_clause(cue, clause) for cue in cues) or bool(self._cues.in_clause("today", clause + 1))

    def _is_mine(self, mention: Mention) -> bool:
        cues = self._cues.in_clause("asking", self._cues.clause(mention))
        asked = max((cue.end for cue in cues if cue.end <= mention.start), default=0)  # "my fear is ..." is no symptom
        before = self._cues.said.tokens[max(asked, mention.start - 3) : mention.start]
        return any(token.text in self._grammar.own for token in before)

    def _supposed(self, mention: Mention) -> Reason | None:
        """After "if": supposed, unless it, or something between, is said to be so already."""
        clause = self._cues.clause(mention)
        for cue in self._cues.in_sentence("conditional", self._cues.sentence(mention)):
            if cue.start >= mention.start or any(map(self._is_so, range(self._cues.clause(cue) + 1, clause + 1))):
                continue
            following = self._cues.said.tokens[cue.end : cue.end + 1]
            already = any(token.text in self._grammar.already for token in following)
            return "maybe" if already or self._cues.in_clause("now", clause) else "supposed"
        return None

    def _feared(self, mention: Mention) -> Reason | None:
        """ "Having a stroke", where a worry is asked for: what stands in words of fear, unless it is said to be so."""
        clause, sentence = self._cues.clause(mention), self._cues.sentence(mention)
        fears = self._cues.in_sentence("feared", sentence)
        if not any(fear.start <= mention.start < fear.end for fear in fears):
            return None
        again = {cue.start for cue in self._cues.in_sentence("back", sentence)}
        is_so = self._cues.in_clause("self_now", clause) or self._cues.in_sentence("today", sentence)
        now = [cue for cue in self._cues.in_clause("now", clause) if cue.start not in again]
        return None if is_so or now else "supposed"

    def _is_so(self, clause: int) -> bool:
        """Whether a clause says something as a fact, whatever was supposed before it."""
        if self._cues.in_clause("now", clause):
            return True
        return any(self._cues.said.clauses[clause].start == own.start for own in self._cues.in_clause("self", clause))

    # --- who, and whether it is new ---------------------------------------------------------------------------------

    def _others(self, mention: Mention) -> Reason | None:
        if "linked" in self._cues.groups:
            return None
        sentence = self._cues.sentence(mention)
        for group in ("stranger",) if self._caregiver else ("stranger", "relative"):
            for cue in self._cues.in_sentence(group, sentence):
                if cue.end > mention.start or self._is_likeness(cue) or self._is_stained(cue):
                    continue
                if not self._speaks_of_self(cue, mention):
                    gone = group == "stranger" or self._is_told_of_the_past(mention) or self._is_lasting(mention)
                    return "stranger" if gone else "relative"
        return "stranger" if self._is_named_after(mention) else None

    def _is_named_after(self, mention: Mention) -> bool:
        """ "He fainted, my boss": who it was comes after, by itself."""
        clause = self._cues.clause(mention)
        if self._grammar.others.isdisjoint(self._cues.words(clause)):
            return False
        return any(
            cue.start + 1 >= self._cues.said.clauses[after].start and len(self._cues.words(after)) <= 2
            for after in (clause + 1, clause + 2)
            for cue in self._cues.in_clause("stranger", after)
            if self._cues.sentence(cue) == self._cues.sentence(mention)
        )

    def _is_likeness(self, cue: Mention) -> bool:
        """ "Swollen up like the Michelin man", "legs like somebody else's"."""
        before = self._cues.said.tokens[max(0, cue.start - 2) : cue.start]
        return any(token.text in self._grammar.like for token in before)

    def _is_stained(self, cue: Mention) -> bool:
        """ "The sink was full of blood": what holds it is not whose it is."""
        return any(token.text in self._grammar.stained for token in self._cues.said.tokens[cue.end : cue.end + 1])

    def _speaks_of_self(self, cue: Mention, mention: Mention) -> bool:
        """ "Somebody is standing on my chest": the person speaking comes after the other one."""
        last = max(self._cues.clause(mention), self._cues.clause(cue))
        tokens, said = self._cues.said.tokens, self._cues.in_sentence("self", self._cues.sentence(mention))
        kin = {one.start for one in self._cues.in_sentence("relative", self._cues.sentence(mention))}
        at = {me.start for me in said if tokens[max(0, me.start - 1)].text in self._grammar.at}  # "at my clinic"
        own = [me for me in said if me.start not in at and me.end not in kin]
        return any(cue.end <= me.start and self._cues.clause(me) <= last for me in own)

    def _is_told_of_the_past(self, mention: Mention) -> bool:
        clause = self._cues.clause(mention)
        if self._cues.in_clause("recent", clause) or self._cues.in_clause("now", clause):
            return not self._cues.in_clause("now", clause)
        return not self._grammar.over.isdisjoint(self._cues.words(clause))

    def _is_lasting(self, mention: Mention) -> bool:
        """ "My sister self harms": what a relative lives with, and not what happens to them now."""
        clause = self._cues.clause(mention)
        return bool(self._cues.in_clause("lasting", clause)) and not self._cues.in_clause("now", clause)

    def _as_ever(self, mention: Mention) -> Reason | None:
        clause, sentence = self._cues.clause(mention), self._cues.sentence(mention)
        if "not_baseline" in self._cues.groups:
            return None
        cues = self._cues.in_sentence("baseline", sentence)
        return "baseline" if any(0 <= self._cues.clause(cue) - clause <= 2 for cue in cues) else None
