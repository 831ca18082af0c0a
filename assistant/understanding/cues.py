"""The cues of one utterance, found by clause and by sentence: what says whether something holds. Pure."""

from __future__ import annotations

from typing import Literal

from assistant.content.flags import FlagLexicon
from assistant.understanding.mentions import Mention, Utterance

Reason = Literal["negated", "past", "asked", "supposed", "stranger", "recent", "maybe", "had", "relative", "baseline"]
"""What speaks against something mentioned."""


class Cues:
    """``groups``: the cues that are said at all."""

    def __init__(self, utterance: Utterance, lexicon: FlagLexicon) -> None:
        self.said, self.lexicon, self.grammar = utterance, lexicon, lexicon.grammar
        self.groups: set[str] = set()
        self.by_clause: dict[tuple[str, int], list[Mention]] = {}
        self._by_sentence: dict[tuple[str, int], list[Mention]] = {}
        for cue in utterance.mentions:
            if cue.group in lexicon.cues:
                self.groups.add(cue.group)
                self.by_clause.setdefault((cue.group, self.clause(cue)), []).append(cue)
                self._by_sentence.setdefault((cue.group, self.sentence(cue)), []).append(cue)

    def clause(self, mention: Mention) -> int:
        return self.said.clause[mention.start]

    def sentence(self, mention: Mention) -> int:
        return self.said.sentence[mention.start]

    def in_clause(self, group: str, clause: int) -> list[Mention]:
        return self.by_clause.get((group, clause), [])

    def in_sentence(self, group: str, sentence: int) -> list[Mention]:
        return self._by_sentence.get((group, sentence), [])

    def words(self, clause: int) -> list[str]:
        places = self.said.clauses[clause] if clause < len(self.said.clauses) else range(0)
        return [self.said.tokens[at].text for at in places]

    def sentence_words(self, sentence: int) -> set[str]:
        return {self.said.tokens[at].text for at in self.said.sentences[sentence]}

    def is_question(self, sentence: int) -> bool:
        """Whether it ends with a question mark."""
        end, tokens = self.said.sentences[sentence].stop, self.said.tokens
        return "?" in (tokens[end].breaks if end < len(tokens) else self.said.text[tokens[-1].end :])
