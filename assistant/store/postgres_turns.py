"""Turns as PostgreSQL keeps them: the values of one, many together as one statement, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from assistant.store.base import Commit
from assistant.store.leases import micros
from assistant.store.rows import Rows
from assistant.store.statements import KEEP, KEEP_WITH_LETTERS_AND_TIMERS
from assistant.store.turns import Outcome


class Turn(NamedTuple):
    """The values of one turn as ``KEEP`` takes them."""

    row: tuple[Any, ...]
    entries: list[tuple[str, int, str]]
    reworded: list[tuple[str, int, str]]
    retaken: list[tuple[str, str, str, str]]
    letters: list[tuple[str, int, int, str]]
    timer: tuple[str, int] | None


def keeping(turns: Sequence[Turn]) -> tuple[Any, ...]:
    """The statement that keeps them, and its values: columns, as ``unnest`` takes them."""
    letters = [letter for turn in turns for letter in turn.letters]
    timers = [turn.timer for turn in turns if turn.timer]
    more = (*_columns(letters, 4), *_columns(timers, 2)) if letters or timers else ()
    return (
        KEEP_WITH_LETTERS_AND_TIMERS if more else KEEP,
        *zip(*(turn.row for turn in turns), strict=True),
        *_columns([entry for turn in turns for entry in turn.entries], 3),
        *_columns([entry for turn in turns for entry in turn.reworded], 3),
        *_columns([taken for turn in turns for taken in turn.retaken], 4),
        *more,
    )


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> Iterable[tuple[Any, ...]]:
    """The rows as columns, ``width`` of them where there are no rows as well."""
    return zip(*rows, strict=True) if rows else ((),) * width


def turn_of(commit: Commit, rows: Rows) -> Turn:
    """The values of one turn, sealed."""
    conversation, taken = commit.conversation, commit.taken
    row = (
        conversation.id,
        commit.expects,
        conversation.version,
        conversation.status.value,
        conversation.updated_at,
        commit.token_hash,
        rows.body(conversation),
        conversation.waiting.since if conversation.waiting else None,
        *(rows.taken(conversation.id, taken) if taken else (None, None, None)),
        commit.replaces_transcript,
        conversation.address,
    )
    return Turn(
        row,
        [rows.entry(conversation.id, entry) for entry in commit.entries],
        [rows.entry(conversation.id, entry) for entry in commit.rewritten.entries],
        [(conversation.id, *rows.taken(conversation.id, each)) for each in commit.rewritten.taken],
        rows.outgoing(commit),
        (conversation.id, micros(commit.timer)) if commit.timer else None,
    )


def outcome(row: Any) -> Outcome:
    """What became of a turn, by the row that ``KEEP`` gives."""
    if row["kept"]:
        return Outcome.KEPT
    return Outcome.MOVED_ON if row["there"] else Outcome.NOT_THERE
