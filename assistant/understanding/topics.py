"""What an enquiry is about: the topic most of its words speak of. It says nothing of urgency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.content.enquiries import Enquiries, Topic
from assistant.conversations import Frozen
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.likeness import Likeness
from assistant.understanding.patterns import Lists, Match, Templates, compiled
from assistant.understanding.text import Plain

NAME, HINT = 3, 1
TEMPLATE = 2
"""What a template's weight counts beside likeness (log)."""
UNSEEN = 0.01
CLEAR = 1.5
"""By how much (log) the main topic must be ahead of the next."""
OTHER: Topic = "other"


class FoundTopic(Frozen):
    """A topic, how much speaks for it, and the words that do, in order; none where it is only like others of it."""

    topic: Topic
    weight: int
    words: tuple[str, ...]


class Topics:
    """The templates of one language, made ready once; ``lists`` are those that all of its templates may name."""

    def __init__(self, enquiries: Enquiries, lexicon: Lexicon, lists: Mapping[str, Sequence[str]]) -> None:
        self._lexicon = lexicon
        self._keys: dict[str, tuple[Topic, int]] = {}
        known = Lists({**lists, **enquiries.lists}, self._words)
        self._templates = Templates(
            compiled(self._key(topic, weight), template, known)
            for topic, signs in enquiries.topics.items()
            for weight, templates in ((NAME, signs.names), (HINT, signs.hints))
            for template in templates
        )
        self._likeness = Likeness(
            {topic: [self._words(text) for text in texts] for topic, texts in enquiries.examples.items()}, UNSEEN
        )

    def _key(self, topic: Topic, weight: int) -> str:
        key = f"{topic} {weight}"
        self._keys[key] = topic, weight
        return key

    def _words(self, phrase: str) -> list[str]:
        return [word.plain for word in self._lexicon.plain(phrase).words]

    def find(self, paragraphs: Iterable[str]) -> tuple[FoundTopic, ...]:
        """Every topic that is spoken of, the main one first, then the one most is said about."""
        texts = [self._lexicon.plain(paragraph) for paragraph in paragraphs]
        said: dict[Topic, dict[str, int]] = {}
        for text in texts:
            for topic, words, weight in self._spoken(text):
                told = said.setdefault(topic, {})
                told[words] = max(weight, told.get(words, 0))
        weights = {topic: sum(told.values()) for topic, told in said.items()}
        main = self._main(weights, [word.plain for text in texts for word in text.words])
        if main == OTHER and max(weights.values(), default=0) < NAME:
            return ()
        if main not in (None, OTHER):
            weights.setdefault(main, HINT)
        found = [FoundTopic(topic=topic, weight=weights[topic], words=tuple(said.get(topic, ()))) for topic in weights]
        return tuple(sorted(found, key=lambda each: (each.topic != main, -each.weight)))

    def _main(self, weights: Mapping[Topic, int], words: Sequence[str]) -> Topic | None:
        """The topic that templates and likeness together put clearly first."""
        together = {
            topic: score + TEMPLATE * weights.get(topic, 0) for topic, score in self._likeness.scores(words).items()
        }
        first, second, *_ = sorted(together, key=lambda topic: -together[topic])
        return first if together[first] - together[second] >= CLEAR else None

    def _spoken(self, text: Plain) -> Iterator[tuple[Topic, str, int]]:
        matches = list(self._templates.anywhere(text))
        for match in sorted(matches, key=lambda match: match.first):
            topic, weight = self._keys[match.key]
            if not any(_within(match, other) and self._outweighs(other, match) for other in matches):
                yield topic, text.said(match.first, match.end)[0].casefold(), weight

    def _outweighs(self, one: Match, other: Match) -> bool:
        """Whether both speak of the same topic and ``one`` says it more fully."""
        (topic, weight), (same, less) = self._keys[one.key], self._keys[other.key]
        size, smaller = one.end - one.first, other.end - other.first
        return topic == same and (weight, size) > (less, smaller)


def _within(inner: Match, outer: Match) -> bool:
    return outer.first <= inner.first and inner.end <= outer.end
