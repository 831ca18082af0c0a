"""What the assistant says and what it hears, made ready once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from assistant.content.loader import Content, load_content
from assistant.knowledge.search import Search
from assistant.understanding import Lexicon, build_lexicon


@dataclass(frozen=True)
class Guide:
    """The content of a release, and per language the lexicon and the search made from it."""

    content: Content
    lexicons: Mapping[str, Lexicon]
    searches: Mapping[str, Search]

    def lexicon(self, locale: str) -> Lexicon:
        """The lexicon for the language that ``locale`` is answered in."""
        return self.lexicons[self.content.words(locale).locale]

    def search(self, locale: str) -> Search:
        """The search among what is known, in the language that ``locale`` is answered in."""
        return self.searches[self.content.words(locale).locale]


def build_guide(content: Content) -> Guide:
    """Raises ``ContentError`` for a pattern of the lexicon that cannot be read."""
    return Guide(
        content,
        lexicons={locale: build_lexicon(content, locale) for locale in content.languages},
        searches={locale: Search(content, words) for locale, words in content.languages.items()},
    )


@cache
def load_guide() -> Guide:
    """The guide of the packaged content, made once a process."""
    return build_guide(load_content())
