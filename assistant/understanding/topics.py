"""What an enquiry is about: the topic most of its words speak of. It says nothing of urgency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.content.enquiries import Enquiries, Topic
from assistant.conversations import Frozen
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.patterns import Match, Templates, compiled
from assistant.understanding.text import Plain

NAME, HINT = 3, 1
OTHER: Topic = "other"


class FoundTopic(Frozen):
    """A topic, how much speaks for it, and the words that do, in order."""

    topic: Topic
    weight: int
    words: tuple[str, ...]


class Topics:
    """The templates of one language, made ready once; ``lists`` are those that all of its templates may name."""

    def __init__(self, enquiries: Enquiries, lexicon: Lexicon, lists: Mapping[str, Sequence[str]]) -> None:
        self._lexicon = lexicon
        self._keys: dict[str, tuple[Topic, int]] = {}
        known = {**lists, **enquiries.lists}
        self._templates = Templates(
            compiled(self._key(topic, weight), template, self._words, known)
            for topic, signs in enquiries.topics.items()
            for weight, templates in ((NAME, signs.names), (HINT, signs.hints))
            for template in templates
        )

    def _key(self, topic: Topic, weight: int) -> str:
        key = f"{topic} {weight}"
        self._keys[key] = topic, weight
        return key

    def _words(self, phrase: str) -> list[str]:
        return [word.plain for word in self._lexicon.plain(phrase).words]

    def find(self, paragraphs: Iterable[str]) -> tuple[FoundTopic, ...]:
        """Every topic that is spoken of, the one most is said about first; of equals the one named first."""
        said: dict[Topic, dict[str, int]] = {}
        for paragraph in paragraphs:
            text = self._lexicon.plain(paragraph)
            for topic, words, weight in self._spoken(text):
                told = said.setdefault(topic, {})
                told[words] = max(weight, told.get(words, 0))
        found = [FoundTopic(topic=topic, weight=sum(told.values()), words=tuple(told)) for topic, told in said.items()]
        return tuple(sorted(found, key=lambda each: -each.weight))

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
