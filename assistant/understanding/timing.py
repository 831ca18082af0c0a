"""When what is mentioned was: now, lately, long ago, over. Pure."""

from __future__ import annotations

from assistant.understanding.cues import Cues, Reason
from assistant.understanding.mentions import Mention


class Timing:
    """Reads an utterance's cues of time; ``reason(mention)`` says whether it is past, and how surely."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues

    def reason(self, mention: Mention) -> Reason | None:
        clause, sentence = self._cues.clause(mention), self._cues.sentence(mention)
        if self._is_now(mention) or self._comes_back(mention):
            return None
        dated = self._dated(mention)
        if dated:
            return dated
        lately = self._lasts(clause) or self._cues.in_sentence("today", sentence)
        had = any(cue.start < mention.start for cue in self._cues.in_clause("had", clause)) and not lately
        if self._is_over(mention):
            told = any(self._cues.in_sentence(group, sentence) for group in ("had", "past", "neutral", "caused"))
            return "past" if had or told else "recent"
        if (self._is_recent(clause) or self._cues.in_clause("caused", clause)) and not self._cues.in_clause(
            "neutral", clause
        ):
            return "recent"
        return "had" if had else None

    def _is_recent(self, clause: int) -> bool:
        """Told of lately, in the clause or at the beginning of the next ("I blacked out | while the drip was in")."""
        then = self._cues.in_clause("recent", clause + 1)
        begins = then and then[0].start == self._cues.said.clauses[clause + 1].start
        return bool(begins or self._cues.in_clause("recent", clause))

    def _is_now(self, mention: Mention) -> bool:
        """Whether something says so; "for a week" does not, beside "last month"."""
        cues = self._cues.in_clause("now", self._cues.clause(mention))
        dated = cues and any(map(self._belongs, self._past_near(mention)))
        return any(not dated or self._text(cue) not in self._cues.grammar.lasting for cue in cues)

    def _lasts(self, clause: int) -> bool:
        """ "I have had a fever | since yesterday": told as past, and it goes on. "Since then" begins something else."""
        begins, grammar = self._cues.words(clause + 1)[:2], self._cues.grammar
        return not grammar.since.isdisjoint(begins[:1]) and grammar.then.isdisjoint(begins[1:])

    def _dated(self, mention: Mention) -> Reason | None:
        """Long ago, by a date in its clause, or in another clause of a sentence that is all about the past."""
        clause = self._cues.clause(mention)
        cues = [cue for cue in self._past_near(mention) if self._belongs(cue)]
        if any(self._cues.clause(cue) == clause for cue in cues):
            lifelong = any(self._text(cue) in self._cues.grammar.since for cue in cues)  # "weak since birth"
            return "recent" if self._cues.in_clause("present", clause) and not lifelong else "past"
        lasts = self._lasts(clause) and all(self._cues.clause(cue) != clause + 1 for cue in cues)
        goes_on = self._is_present(mention) or lasts
        return "past" if cues and not goes_on else None

    def _past_near(self, mention: Mention) -> list[Mention]:
        """Dates in its sentence, or at the beginning of the next, which only adds one ("That was in 2016")."""
        sentence = self._cues.sentence(mention)
        following = self._cues.in_sentence("past", sentence + 1)
        added = [cue for cue in following if cue.start - self._cues.said.sentences[sentence + 1].start < 2]
        return [*self._cues.in_sentence("past", sentence), *added]

    def _belongs(self, past: Mention) -> bool:
        """Whether a date is the symptom's, not that of a diagnosis or a first dose."""
        own = self._text(past) in self._cues.grammar.before
        return own or not self._cues.in_clause("neutral", self._cues.clause(past))

    def _is_present(self, mention: Mention) -> bool:
        clause = self._cues.clause(mention)
        if self._cues.in_clause("present", clause):
            return True
        been = self._cues.grammar.been & self._cues.sentence_words(self._cues.sentence(mention))
        return self._text(mention).endswith(self._cues.grammar.doing) and not been

    def _text(self, mention: Mention) -> str:
        return self._cues.said.tokens[mention.start].text

    def _comes_back(self, mention: Mention) -> bool:
        sentence = self._cues.sentence(mention)
        groups = (("back", sentence), ("back", sentence + 1), ("after_all", sentence))
        cues = [cue for group, where in groups for cue in self._cues.in_sentence(group, where)]
        since = min((past.start for past in self._cues.in_sentence("past", sentence)), default=mention.start)
        return any(cue.start >= min(since, mention.start) for cue in cues)

    def _is_over(self, mention: Mention) -> bool:
        clause = self._cues.clause(mention)
        cues = (cue for near in range(clause, clause + 3) for cue in self._cues.in_clause("resolved", near))
        return any(cue.start > mention.start for cue in cues)
