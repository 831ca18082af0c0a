"""What the assistant says and what it hears, made ready once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

from assistant.content.loader import Content, Language, load_content
from assistant.engine.patience import ENDLESS, Patience
from assistant.hours import Hours
from assistant.knowledge.search import Search
from assistant.knowledge.semantic import SemanticSearch, load_model
from assistant.settings import SearchKind
from assistant.understanding import Lexicon, build_lexicon


@dataclass(frozen=True)
class Guide:
    """The content of a release, and per language the lexicon and the search made from it."""

    content: Content
    lexicons: Mapping[str, Lexicon]
    searches: Mapping[str, Search]
    staff: Hours | None = None
    """When staff read; ``None`` where nobody does."""
    patience: Patience = ENDLESS

    def lexicon(self, locale: str, region: str | None = None) -> Lexicon:
        """The lexicon for the language that ``locale`` is answered in, with dates as they are written in ``region``."""
        lexicons = self.american if region == "us" else self.lexicons
        return lexicons[self.content.words(locale).locale]

    @cached_property
    def american(self) -> Mapping[str, Lexicon]:
        """The lexicons where "12/3" is rather 3 December."""
        return {
            locale: replace(lexicon, times=lexicon.times.model_copy(update={"month_first": True}))
            for locale, lexicon in self.lexicons.items()
        }

    def search(self, locale: str) -> Search:
        """The search among what is known, in the language that ``locale`` is answered in."""
        return self.searches[self.content.words(locale).locale]


def build_guide(content: Content, kind: SearchKind = "lexical") -> Guide:
    """Raises ``ContentError`` for a pattern that cannot be read, ``SettingsError`` where an extra is missing."""
    return Guide(
        content,
        lexicons={locale: build_lexicon(content, locale) for locale in content.languages},
        searches={locale: build_search(content, words, kind) for locale, words in content.languages.items()},
    )


def build_search(content: Content, language: Language, kind: SearchKind) -> Search:
    """The search by words, or by words and meaning. Raises ``SettingsError`` where the extra for that is missing."""
    return SemanticSearch(content, language, load_model()) if kind == "semantic" else Search(content, language)


@cache
def load_guide(kind: SearchKind = "lexical") -> Guide:
    """The guide of the packaged content, made once a process."""
    return build_guide(load_content(), kind)
