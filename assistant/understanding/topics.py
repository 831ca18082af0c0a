"""What an enquiry is about: the topic most of its words speak of. It says nothing of urgency."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from assistant.content.enquiries import Enquiries, Matter, Topic
from assistant.conversations import Frozen
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.likeness import Likeness
from assistant.understanding.patterns import Lists, Match, Templates, compiled
from assistant.understanding.text import Plain

NAME, TOLD, HINT, NONE = 3, 2, 1, 0
TEMPLATE = 2
"""What a template's weight counts beside likeness (log)."""
UNSEEN = 0.01
CLEAR = 1.5
"""By how much (log) the main topic must be ahead of the next."""
GUESSED = 3.0
"""And where no words name it."""
OTHER: Topic = "other"


class FoundTopic(Frozen):
    """A topic, how much speaks for it, and the words that do, in order; none where it is only like others of it."""

    topic: Topic
    weight: int
    words: tuple[str, ...]


class FoundMatter(Frozen):
    """Thanks, a complaint, a form to be sent, and the words that say so."""

    matter: Matter
    words: str


class About(Frozen):
    """Every topic that is spoken of, the main one first; none is where it is all for a ``matter``."""

    topics: tuple[FoundTopic, ...] = ()
    matter: FoundMatter | None = None


class Topics:
    """The templates of one language, made ready once; ``lists`` are those that all of its templates may name."""

    def __init__(self, enquiries: Enquiries, lexicon: Lexicon, lists: Mapping[str, Sequence[str]]) -> None:
        self._lexicon = lexicon
        self._keys: dict[str, tuple[Topic, int]] = {}
        known = Lists({**lists, **enquiries.lists}, self._words)
        self._templates = Templates(
            compiled(self._key(topic, weight), template, known)
            for topic, signs in enquiries.topics.items()
            for weight, templates in (
                (NAME, signs.names),
                (TOLD, signs.told),
                (HINT, signs.hints),
                (NONE, signs.unless),
            )
            for template in templates
        )
        self._alone = {topic for topic, signs in enquiries.topics.items() if signs.alone}
        self._matters = enquiries.matters
        self._of_matters = Templates(
            compiled(matter, template, known) for matter, signs in enquiries.matters.items() for template in signs.names
        )
        self._requests = Templates(compiled("", template, known) for template in enquiries.requests)
        self._slight = frozenset(self._words(enquiries.slight))
        self._likeness = Likeness(
            {
                topic: [self._telling(self._words(text)) for text in texts]
                for topic, texts in enquiries.examples.items()
            },
            UNSEEN,
        )

    def _key(self, topic: Topic, weight: int) -> str:
        key = f"{topic} {weight}"
        self._keys[key] = topic, weight
        return key

    def _words(self, phrase: str) -> list[str]:
        return [word.plain for word in self._lexicon.plain(phrase).words]

    def _telling(self, words: Iterable[str]) -> list[str]:
        """Without the medicines and the small words that any enquiry may hold."""
        return [word for word in words if word not in self._slight and not word.startswith("@")]

    def find(self, paragraphs: Iterable[str]) -> About:
        """What is spoken of: the main topic first, then the one most is said about."""
        texts = [self._lexicon.plain(paragraph) for paragraph in paragraphs]
        said: dict[Topic, dict[str, int]] = {}
        for text in texts:
            for topic, words, weight in self._spoken(text):
                told = said.setdefault(topic, {})
                told[words] = max(weight, told.get(words, 0))
        weights = {topic: sum(told.values()) for topic, told in said.items()}
        best = {topic: max(told.values()) for topic, told in said.items()}
        if matter := self._matter(texts, {topic for topic in best if best[topic] == NAME}):
            return About(topics=_in_order(None, weights, said), matter=matter)
        strongest = max(best.values(), default=NONE)
        named = {topic for topic in best if best[topic] == strongest >= TOLD}
        main = self._main(weights, named, self._telling(word.plain for text in texts for word in text.words))
        if not named and (main == OTHER or (not main and self._alone.isdisjoint(weights))):
            return About()
        if main is None:
            most: Topic = max(
                (each for each in weights if each in (named or self._alone)), key=lambda each: weights[each]
            )
            main = most
        if main != OTHER:
            weights.setdefault(main, HINT)
        return About(topics=_in_order(main, weights, said))

    def _main(self, weights: Mapping[Topic, int], named: Collection[Topic], words: Sequence[str]) -> Topic | None:
        """The topic that templates and likeness together put clearly first: one that is ``named``, if any is."""
        together = {
            topic: score + TEMPLATE * weights.get(topic, 0) for topic, score in self._likeness.scores(words).items()
        }
        first, *others = sorted(
            (topic for topic in together if not named or topic in named), key=lambda topic: -together[topic]
        )
        ahead = together[first] - max((together[topic] for topic in others), default=0)
        return first if ahead >= (CLEAR if first in weights else GUESSED) else None

    def _matter(self, texts: Sequence[Plain], named: Collection[Topic]) -> FoundMatter | None:
        """What it is where no topic is more than that: "just to say thank you, I am well"."""
        for matter, signs in self._matters.items():
            found = [
                (text, match) for text in texts for match in self._of_matters.anywhere(text) if match.key == matter
            ]
            if not found or not set(signs.beside).isdisjoint(named) or (signs.unasked and self._asks(texts)):
                continue
            text, match = found[0]
            return FoundMatter(matter=matter, words=text.said(match.first, match.end)[0].casefold())
        return None

    def _asks(self, texts: Iterable[Plain]) -> bool:
        return any("?" in text.raw or self._requests.any_in(text) for text in texts)

    def _spoken(self, text: Plain) -> Iterator[tuple[Topic, str, int]]:
        matches = list(self._templates.anywhere(text))
        for match in sorted(matches, key=lambda match: match.first):
            topic, weight = self._keys[match.key]
            if weight and not any(self._silences(other, match) for other in matches):
                yield topic, text.said(match.first, match.end)[0].casefold(), weight

    def _silences(self, one: Match, other: Match) -> bool:
        """Whether both speak of the same topic and ``one`` says it more fully, or says that it is another thing."""
        (topic, weight), (same, less) = self._keys[one.key], self._keys[other.key]
        if topic != same:
            return False
        if not weight:
            return one.first < other.end and other.first < one.end
        return _within(other, one) and (weight, one.end - one.first) > (less, other.end - other.first)


def _in_order(
    main: Topic | None, weights: Mapping[Topic, int], said: Mapping[Topic, Iterable[str]]
) -> tuple[FoundTopic, ...]:
    found = [FoundTopic(topic=topic, weight=weights[topic], words=tuple(said.get(topic, ()))) for topic in weights]
    return tuple(sorted(found, key=lambda each: (each.topic != main, -each.weight)))


def _within(inner: Match, outer: Match) -> bool:
    return outer.first <= inner.first and inner.end <= outer.end
