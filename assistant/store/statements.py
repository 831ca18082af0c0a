"""What is said to PostgreSQL in more than a line. Each is one transaction, and one trip."""

from __future__ import annotations

from assistant.store.rows import Table

KEEP_ALONE = """
WITH sent AS (
    SELECT * FROM unnest(
        $1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::timestamptz[], $6::bytea[], $7::text[],
        $8::timestamptz[], $9::text[], $10::text[], $11::text[], $12::boolean[], $13::text[]
    ) AS sent (
        id, expects, version, status, updated_at, token_hash, body,
        waiting_since, message_id, fingerprint, reply, replaces, address
    )
), begun AS (
    INSERT INTO second_line.conversations (id, version, status, updated_at, token_hash, body, waiting_since, address)
    SELECT id, version, status, updated_at, token_hash, body, waiting_since, address FROM sent
    WHERE expects < 0 AND NOT EXISTS (SELECT FROM second_line.receipts WHERE conversation_id = sent.id)
    ON CONFLICT DO NOTHING
    RETURNING id
), moved AS (
    UPDATE second_line.conversations AS held
    SET version = sent.version, status = sent.status, updated_at = sent.updated_at, body = sent.body,
        waiting_since = sent.waiting_since
    FROM sent
    WHERE held.id = sent.id AND held.version = sent.expects AND NOT EXISTS (
        SELECT FROM second_line.taken WHERE conversation_id = sent.id AND message_id = sent.message_id
    )
    RETURNING held.id
), kept AS (
    SELECT sent.* FROM sent JOIN (TABLE begun UNION ALL TABLE moved) AS done USING (id)
), cleared AS (
    DELETE FROM second_line.entries USING kept WHERE conversation_id = kept.id AND kept.replaces
), told AS (
    INSERT INTO second_line.entries (conversation_id, seq, body)
    SELECT said.id, said.seq, said.body
    FROM unnest($14::text[], $15::bigint[], $16::text[]) AS said (id, seq, body) JOIN kept USING (id)
), counted AS (
    INSERT INTO second_line.taken (conversation_id, message_id, fingerprint, reply)
    SELECT id, message_id, fingerprint, reply FROM kept WHERE message_id IS NOT NULL
), reworded AS (
    UPDATE second_line.entries AS held SET body = again.body
    FROM unnest($17::text[], $18::bigint[], $19::text[]) AS again (id, seq, body) JOIN kept USING (id)
    WHERE held.conversation_id = again.id AND held.seq = again.seq
), retaken AS (
    UPDATE second_line.taken AS held SET fingerprint = again.fingerprint, reply = again.reply
    FROM unnest($20::text[], $21::text[], $22::text[], $23::text[]) AS again (id, message_id, fingerprint, reply)
    JOIN kept USING (id)
    WHERE held.conversation_id = again.id AND held.message_id = again.message_id
)"""
WITH_LETTERS_AND_TIMERS = """, posted AS (
    INSERT INTO second_line.outgoing (conversation_id, held_by, number, at, due, body)
    SELECT id, id, letter.number, letter.at, letter.at, letter.body
    FROM unnest($24::text[], $25::bigint[], $26::bigint[], $27::text[]) AS letter (id, number, at, body)
    JOIN kept USING (id)
), wound AS (
    INSERT INTO second_line.timers AS held (conversation_id, due)
    SELECT id, timer.due FROM unnest($28::text[], $29::bigint[]) AS timer (id, due) JOIN kept USING (id)
    ON CONFLICT (conversation_id) DO UPDATE SET due = excluded.due, tries = held.tries + 1
)"""
OUTCOME = """
SELECT sent.id, kept.id IS NOT NULL AS kept, held.id IS NOT NULL AS there
FROM sent LEFT JOIN kept USING (id) LEFT JOIN second_line.conversations AS held USING (id)
"""
KEEP = KEEP_ALONE + OUTCOME
"""Turns of different conversations, each whole or not at all.

That a message id is not taken yet can be asked beforehand: whoever takes it meanwhile raises the version as well.
"""
KEEP_WITH_LETTERS_AND_TIMERS = KEEP_ALONE + WITH_LETTERS_AND_TIMERS + OUTCOME

QUEUE = """
SELECT id, body FROM second_line.conversations
WHERE waiting_since IS NOT NULL AND (waiting_since, id) > ($1::timestamptz, $2)
ORDER BY waiting_since, id LIMIT $3
"""

ERASE = """
WITH gone AS (
    DELETE FROM second_line.conversations WHERE id = $1 AND version = coalesce($3, version) RETURNING id, version
), receipt AS (
    INSERT INTO second_line.receipts (conversation_id, erased_at) SELECT id, $2 FROM gone
), told AS (
    INSERT INTO second_line.outgoing (conversation_id, number, at, due, body)
    SELECT id, (version + 1) * 1000, $4::bigint, $4, '' FROM gone WHERE $4 IS NOT NULL
)
SELECT EXISTS (TABLE gone) AS erased, EXISTS (SELECT FROM second_line.conversations WHERE id = $1) AS there
"""
"""The news of it, if it is to be told, has the number that the next turn's would have (``outbox.number_of``)."""

PURGE = """
WITH page AS (
    SELECT id FROM second_line.conversations WHERE id > $1 ORDER BY id LIMIT 100
), gone AS (
    DELETE FROM second_line.conversations AS held USING page
    WHERE held.id = page.id AND held.updated_at < CASE
        WHEN held.status IN ('completed', 'closed') THEN $2::timestamptz ELSE $3::timestamptz END
    RETURNING held.id, held.version, held.status IN ('completed', 'closed') AS finished
), receipt AS (
    INSERT INTO second_line.receipts (conversation_id, erased_at) SELECT id, $4::timestamptz FROM gone
), told AS (
    INSERT INTO second_line.outgoing (conversation_id, number, at, due, body)
    SELECT id, (version + 1) * 1000, $5::bigint, $5, '' FROM gone WHERE $5 IS NOT NULL
)
SELECT (SELECT max(id) FROM page), count(*) FILTER (WHERE NOT finished), count(*) FILTER (WHERE finished) FROM gone
"""
"""Of the next hundred conversations those that are due; the last one looked at, NULL at the end."""

ADMIT = """
WITH ended AS (DELETE FROM second_line.tickets WHERE ends_at <= $3)
INSERT INTO second_line.tickets (hash, conversation_id, ends_at)
SELECT $1, id, $4 FROM second_line.conversations WHERE id = $2 RETURNING conversation_id
"""

DRAW = """
INSERT INTO second_line.quotas AS held (key, remaining, granted, at)
VALUES ($1, $2::float8 - least($2, $3::integer), least($2, $3), clock_timestamp())
ON CONFLICT (key) DO UPDATE SET (remaining, granted, at) = (
    SELECT filled - least($3, floor(filled)), least($3, floor(filled)), clock_timestamp()
    FROM (SELECT least($2, held.remaining + $2 / 60 * greatest(
        0, extract(epoch FROM clock_timestamp() - held.at)::float8)) AS filled) AS now
)
RETURNING granted
"""

RECALL = """
SELECT held.body, taken.fingerprint, taken.reply FROM second_line.conversations AS held
LEFT JOIN second_line.taken ON taken.conversation_id = held.id AND taken.message_id = $2
WHERE held.id = $1
"""

LAST_SEQ = """
SELECT coalesce((SELECT max(seq) FROM second_line.entries WHERE conversation_id = $1), 0) AS last
FROM second_line.conversations WHERE id = $1
"""


def resealing(table: Table) -> str:
    """Takes arrays of the key's columns, of the sealed columns as they are to be, and of the last of them as it was."""
    columns = {**table.key, **{f"new_{column}": "text" for column in table.sealed}, "before": "text"}
    arrays = ", ".join(f"${number}::{kind}[]" for number, kind in enumerate(columns.values(), start=1))
    changes = ", ".join(f"{column} = sent.new_{column}" for column in table.sealed)
    keys = " AND ".join(f"held.{column} = sent.{column}" for column in table.key)
    return (
        f"UPDATE second_line.{table.name} AS held SET {changes}"  # noqa: S608 - all names are ours
        f" FROM unnest({arrays}) AS sent ({', '.join(columns)})"
        f" WHERE {keys} AND held.{table.sealed[-1]} = sent.before"
    )
