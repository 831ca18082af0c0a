"""The shapes of ``<language>/answers/``: questions people ask, and the claims that answer them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import Field

from assistant.content.models import Id, Text
from assistant.conversations import Frozen

MEDICINE = "{medicine}"

Claims = tuple[Text, ...]


class Entry(Frozen):
    """One question, asked in several ways (the first is how it is said back), and what answers it, in order.

    ``comforts``: it is told as a feeling rather than asked, so it is heard where no question is.
    """

    asks: tuple[Text, ...] = Field(min_length=3)
    claims: Claims = Field(min_length=1, max_length=4)
    comforts: bool = False


class EachMedicine(Frozen):
    """One question about any medicine: ``{medicine}`` in ``asks`` is its name, ``claims`` the answers by medicine."""

    asks: tuple[Text, ...] = Field(min_length=3)
    claims: dict[Id, Claims]

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """(medicine, its entry)."""
        for medicine, claims in self.claims.items():
            yield medicine, Entry(asks=tuple(ask.replace(MEDICINE, medicine) for ask in self.asks), claims=claims)


class LookupWords(Frozen):
    """How questions are compared.

    ``ignored`` words say little, ``hollow`` ones nothing where they stand alone; ``judging`` ones ask whether something
    is good or bad; ``pointing`` ones may mean a medicine; an answer must speak of ``telling`` ones; words of ``same``
    mean the same, ``ends`` are endings that are cut off.
    """

    ignored: Text
    hollow: Text
    judging: Text
    pointing: Text
    telling: Text
    same: dict[Text, tuple[Text, ...]]
    ends: tuple[Text, ...]


def join(topics: Mapping[str, Mapping[str, Entry]], each: Mapping[str, EachMedicine]) -> dict[str, Entry]:
    """Every entry under ``<topic>.<key>``, or ``<medicine>.<key>`` for what is asked of each medicine."""
    of_each = ((f"{medicine}.{key}", entry) for key, one in each.items() for medicine, entry in one.entries())
    of_topics = ((f"{topic}.{key}", entry) for topic, part in topics.items() for key, entry in part.items())
    return {**dict(of_each), **dict(of_topics)}
