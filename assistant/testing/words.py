"""What a script may say about words: one vocabulary for a reply, for one message of it, for a transcript or a log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from assistant.clients import Json
from assistant.content.loader import Content
from assistant.content.models import Text
from assistant.content.wording import BLANK
from assistant.conversations import Frozen
from assistant.reports.readability import grade


class Difference(NamedTuple):
    """One thing that is otherwise than written."""

    what: str
    expected: str
    got: str


def _read_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return text


Item = TypeVar("Item")
Pattern = Annotated[Text, AfterValidator(_read_pattern)]
OneOrMore = Annotated[tuple[Item, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]
"""A list; a single text stands for a list of one."""


class Words(Frozen):
    """What must hold of some messages. Case and spaces do not matter, but to patterns."""

    exact: OneOrMore[Text] = Field(default=(), description="each is the whole text of a message")
    says: OneOrMore[Text] = Field(default=(), description="each is said")
    never_says: OneOrMore[Text] = Field(default=(), description="none is said")
    any_of: OneOrMore[Text] = Field(default=(), description="at least one is said")
    matches: OneOrMore[Pattern] = Field(default=(), description="regular expressions, each found")
    never_matches: OneOrMore[Pattern] = Field(default=(), description="regular expressions, none found")
    messages: OneOrMore[str] = Field(default=(), description="keys of authored sentences that are among the words")
    never_messages: OneOrMore[str] = Field(default=(), description="keys of authored sentences that are not")
    citations: OneOrMore[Text] = Field(default=(), description="ids of sources that are cited")
    grade: float | None = Field(default=None, description="highest reading grade any message may have")
    longest: int | None = Field(default=None, ge=1, description="characters that no message may go beyond")


def _read_message(given: Any) -> Any:
    return {"exact": given} if isinstance(given, str) else given


OneMessage = Annotated[Words, BeforeValidator(_read_message)]
"""A text stands for ``{exact: text}``."""


def in_words(expected: Words, messages: list[Json], content: Content) -> Iterator[Difference]:
    """What of ``messages`` (``text``, ``citations``) should be otherwise."""
    texts = [message["text"] for message in messages]
    said = "\n".join(texts)
    yield from _said(expected, texts, said)
    yield from (Difference("matches", text, said) for text in expected.matches if not re.search(text, said))
    for pattern in expected.never_matches:
        if found := re.search(pattern, said):
            yield Difference("never_matches", f"nothing like {pattern}", found[0])
    yield from _authored(expected, said, content)
    cited = {citation["id"] for message in messages for citation in message.get("citations", ())}
    yield from (
        Difference("citations", name, listed(sorted(cited))) for name in expected.citations if name not in cited
    )
    for text in texts:
        if expected.grade is not None and grade(text) > expected.grade:
            yield Difference("grade", f"{expected.grade:g} at most", f"{grade(text):g} for “{text}”")
        if expected.longest is not None and len(text) > expected.longest:
            yield Difference("longest", f"{expected.longest} characters at most", f"{len(text)}: “{text}”")


def _said(expected: Words, texts: list[str], said: str) -> Iterator[Difference]:
    whole = {_plain(text) for text in texts}
    yield from (Difference("exact", text, said) for text in expected.exact if _plain(text) not in whole)
    yield from (Difference("says", text, said) for text in expected.says if _plain(text) not in _plain(said))
    if expected.any_of and not any(_plain(text) in _plain(said) for text in expected.any_of):
        yield Difference("any_of", " | ".join(expected.any_of), said)
    for text in expected.never_says:
        if _plain(text) in _plain(said):
            yield Difference("never_says", f"not “{text}”", said)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _authored(expected: Words, said: str, content: Content) -> Iterator[Difference]:
    for key in expected.messages:
        if not speaks(key, said, content):
            yield Difference("messages", f"{key}: {wordings(key, content)[0]}", said)
    for key in expected.never_messages:
        if speaks(key, said, content):
            yield Difference("never_messages", f"not {key}", said)


def wordings(key: str, content: Content, locale: str = "en") -> tuple[str, ...]:
    """Every wording of the authored sentence ``key``."""
    words = content.words(locale)
    return words.phrases.get(key) or (words.claims[key],)


def speaks(key: str, said: str, content: Content) -> bool:
    """Whether the authored sentence ``key`` is among what was said, whatever fills its blanks."""
    return any(fits(wording, said) for wording in wordings(key, content))


def fits(wording: str, said: str) -> bool:
    """Whether the authored wording, its blanks filled with anything, is in what was said."""
    return bool(_pattern(wording).search(said))


@cache
def _pattern(wording: str) -> re.Pattern[str]:
    """An authored sentence as a pattern that its filled-in form matches."""
    return re.compile(".*".join(re.escape(part) for part in BLANK.split(wording)[::2]), re.DOTALL)


def listed(items: Iterable[str]) -> str:
    return ", ".join(items) or "none"
