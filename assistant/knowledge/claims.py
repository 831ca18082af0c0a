"""Claims as they may be said today: with their sources, and not at all once their review is overdue."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from assistant.content.loader import Content
from assistant.content.models import Strength
from assistant.conversations import Frozen
from assistant.messages import Citation

LONGEST = 4
"""Sentences in an answer; a first claim that is longer is said whole."""
SENTENCE_END = re.compile(r"[.?!](?=\s|$)")


class Statement(Frozen):
    """One claim in one language. ``withheld``: its review is overdue, so ``text`` says that instead of the claim.

    ``simpler``: the same in easier words, where the text is not easy already.
    """

    id: str
    text: str
    simpler: str | None
    strength: Strength
    citations: tuple[Citation, ...]
    reviewed_on: date
    review_by: date
    withheld: bool

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(citation.id for citation in self.citations)


def state(content: Content, locale: str, claim_id: str, today: date) -> Statement:
    """The claim ``<file>.<key>`` as it may be said on ``today``. Raises ``KeyError`` for an unknown claim."""
    claim, words = content.claims[claim_id], content.words(locale)
    withheld = claim.review_by < today
    return Statement(
        id=claim_id,
        text=words.phrases["report.withheld"][0] if withheld else words.claims[claim_id],
        simpler=None if withheld else words.simpler.get(claim_id),
        strength=claim.strength,
        citations=tuple(cite(content, source) for source in claim.sources),
        reviewed_on=claim.reviewed_on,
        review_by=claim.review_by,
        withheld=withheld,
    )


def answer(
    content: Content, locale: str, claims: Iterable[str], region: str | None, today: date
) -> tuple[Statement, ...]:
    """These claims as one answer: those for the region (if any are), in order, as far as ``LONGEST`` sentences go."""
    known = [name for name in claims if name in content.claims]
    fitting = [name for name in known if not region or {region, "all"} & set(content.claims[name].jurisdictions)]
    said: list[Statement] = []
    for name in fitting or known:
        statement = state(content, locale, name, today)
        if said and _sentences([*said, statement]) > LONGEST:
            break
        if not any(statement.text == before.text for before in said):
            said.append(statement)
    return tuple(said)


def _sentences(statements: Iterable[Statement]) -> int:
    return sum(len(SENTENCE_END.findall(statement.text)) for statement in statements)


def cite(content: Content, source_id: str) -> Citation:
    """The short citation of a source."""
    source = content.sources[source_id]
    return Citation(id=source_id, label=source.label, url=source.url)
