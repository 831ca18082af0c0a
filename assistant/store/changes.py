"""What is written to SQLite: each function gives a piece of work for the writer, which does it in a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from assistant.errors import ConversationNotFound, TurnConflict
from assistant.store.base import Commit, Due, Purged
from assistant.store.leases import micros
from assistant.store.outbox import number_of
from assistant.store.rows import Rows, Table
from assistant.store.writer import Work


def keeping(commit: Commit, rows: Rows) -> Work:
    """The statements of one turn. What can be wrong with its values shows here, before the writer sees it."""
    conversation, taken = commit.conversation, commit.taken
    key = conversation.id
    row = (
        conversation.version,
        conversation.status.value,
        utc(conversation.updated_at),
        rows.body(conversation),
        utc(conversation.waiting.since) if conversation.waiting else None,
    )
    took = (key, *rows.taken(key, taken)) if taken else None
    entries = [rows.entry(key, entry) for entry in commit.entries]
    again = [rows.entry(key, entry) for entry in commit.rewritten.entries]
    retaken = [(key, *rows.taken(key, taken)) for taken in commit.rewritten.taken]
    outgoing = rows.outgoing(commit)

    def work(connection: sqlite3.Connection) -> bool:
        if commit.expects < 0:
            _add(connection, key, row, commit.token_hash, conversation.address)
        else:
            _replace(connection, key, row, commit.expects)
        if took:
            _take(connection, took)
        if commit.replaces_transcript:
            connection.execute("DELETE FROM entries WHERE conversation_id = ?", (key,))
        connection.executemany("INSERT INTO entries (conversation_id, seq, body) VALUES (?, ?, ?)", entries)
        connection.executemany("UPDATE entries SET body = ?3 WHERE conversation_id = ?1 AND seq = ?2", again)
        connection.executemany(
            "UPDATE taken SET fingerprint = ?3, reply = ?4 WHERE conversation_id = ?1 AND message_id = ?2", retaken
        )
        if outgoing:
            connection.executemany(SEND, outgoing)
        if commit.timer:
            connection.execute(WIND, (key, micros(commit.timer)))
        return True

    return work


Row = tuple[int, str, str, str, str | None]
SEND = """
INSERT INTO outgoing (conversation_id, held_by, number, at, due, body) VALUES (?1, ?1, ?2, ?3, ?3, ?4)
"""
WIND = """
INSERT INTO timers (conversation_id, due) VALUES (?, ?)
ON CONFLICT (conversation_id) DO UPDATE SET due = excluded.due, tries = tries + 1
"""
TELL_ERASED = """
INSERT INTO outgoing (conversation_id, number, at, due, body) VALUES (?1, ?2, ?3, ?3, '')
"""


def _add(connection: sqlite3.Connection, key: str, row: Row, token_hash: bytes | None, address: str | None) -> None:
    if connection.execute("SELECT 1 FROM receipts WHERE conversation_id = ?", (key,)).fetchall():
        raise ConversationNotFound("this conversation was erased")
    added = connection.execute(
        "INSERT INTO conversations (id, version, status, updated_at, body, waiting_since, token_hash, address)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (key, *row, token_hash, address),
    )
    if not added.rowcount:
        raise TurnConflict("there is a conversation with this id or address already")


def _replace(connection: sqlite3.Connection, key: str, row: Row, expects: int) -> None:
    replaced = connection.execute(
        "UPDATE conversations SET version = ?, status = ?, updated_at = ?, body = ?, waiting_since = ?"
        " WHERE id = ? AND version = ?",
        (*row, key, expects),
    )
    if replaced.rowcount:
        return
    if connection.execute("SELECT 1 FROM conversations WHERE id = ?", (key,)).fetchall():
        raise TurnConflict("the conversation has moved on")
    raise ConversationNotFound("there is no conversation with this id")


def _take(connection: sqlite3.Connection, took: tuple[str, str, str, str]) -> None:
    added = connection.execute(
        "INSERT INTO taken (conversation_id, message_id, fingerprint, reply) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        took,
    )
    if not added.rowcount:
        raise TurnConflict("the message was taken already")


def erasing(conversation_id: str, at: datetime, expects: int | None, tells: bool) -> Work:
    receipt = (conversation_id, utc(at))

    def work(connection: sqlite3.Connection) -> bool:
        gone = connection.execute(
            "DELETE FROM conversations WHERE id = ? AND version = ifnull(?, version) RETURNING version",
            (conversation_id, expects),
        ).fetchall()
        if not gone:
            if connection.execute("SELECT 1 FROM conversations WHERE id = ?", (conversation_id,)).fetchall():
                raise TurnConflict("the conversation has moved on")
            return False
        connection.execute("INSERT INTO receipts (conversation_id, erased_at) VALUES (?, ?)", receipt)
        if tells:
            connection.execute(TELL_ERASED, (conversation_id, number_of(gone[0][0] + 1), micros(at)))
        return True

    return work


PURGE_PAGE = """
SELECT id, version, status IN ('completed', 'closed') AS finished,
    updated_at < CASE WHEN status IN ('completed', 'closed') THEN ? ELSE ? END AS due
FROM conversations WHERE id > ? ORDER BY id LIMIT 3
"""


def purging(due: Due, at: datetime, after: str, done: list[tuple[str, Purged]]) -> Work:
    """Erase what is due of the next conversations; adds the last of them and the counts to ``done``."""
    ends, erased_at = (utc(due.finished), utc(due.idle), after), utc(at)

    def work(connection: sqlite3.Connection) -> bool:
        page = connection.execute(PURGE_PAGE, ends).fetchall()
        going = [(name, version, bool(finished)) for name, version, finished, is_due in page if is_due]
        connection.executemany("DELETE FROM conversations WHERE id = ?", [(name,) for name, *_ in going])
        connection.executemany(
            "INSERT INTO receipts (conversation_id, erased_at) VALUES (?, ?)", [(name, erased_at) for name, *_ in going]
        )
        if due.tells:
            connection.executemany(
                TELL_ERASED, [(name, number_of(version + 1), micros(at)) for name, version, _ in going]
            )
        finished = sum(is_finished for *_, is_finished in going)
        if page:
            done.append((page[-1][0], Purged(idle=len(going) - finished, finished=finished)))
        return bool(page)

    return work


def dropping_receipts(due: Due, done: list[int]) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        done.append(connection.execute("DELETE FROM receipts WHERE erased_at < ?", (utc(due.receipts),)).rowcount)
        return True

    return work


def admitting(conversation_id: str, ticket_hash: bytes, at: str, ends_at: str) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        connection.execute("DELETE FROM tickets WHERE ends_at <= ?", (at,))
        added = connection.execute(
            "INSERT INTO tickets (hash, conversation_id, ends_at) SELECT ?, id, ? FROM conversations WHERE id = ?",
            (ticket_hash, ends_at, conversation_id),
        )
        if not added.rowcount:
            raise ConversationNotFound("there is no conversation with this id")
        return True

    return work


def spending(ticket_hash: bytes) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        return connection.execute("DELETE FROM tickets WHERE hash = ?", (ticket_hash,)).rowcount == 1

    return work


def admitting_key(name: str) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        connection.execute("INSERT INTO keys (id) VALUES (?) ON CONFLICT DO NOTHING", (name,))
        return True

    return work


def admitting_only(name: str | None) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        connection.execute("DELETE FROM keys WHERE id <> ?", (name,))
        return True

    return work


def resealing(table: Table, rows: Sequence[tuple[Any, ...]]) -> Work:
    columns = ", ".join(f"{column} = ?{len(table.key) + number}" for number, column in enumerate(table.sealed, start=1))
    keys = " AND ".join(f"{column} = ?{number}" for number, column in enumerate(table.key, start=1))
    before = f"{table.sealed[-1]} = ?{len(table.key) + len(table.sealed) + 1}"
    sql = f"UPDATE {table.name} SET {columns} WHERE {keys} AND {before}"  # noqa: S608 - all names are ours

    def work(connection: sqlite3.Connection) -> bool:
        connection.executemany(sql, rows)
        return True

    return work


def beat(connection: sqlite3.Connection) -> bool:
    connection.execute("UPDATE pulse SET beats = beats + 1")
    return True


def utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def dialect(sql: str) -> str:
    """As it is said here: one writer needs no locks of rows."""
    return sql.replace("@", "").replace("$", "?").replace("FOR UPDATE SKIP LOCKED", "")
