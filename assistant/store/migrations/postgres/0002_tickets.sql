-- Only hashes: what stands here opens nothing.
CREATE TABLE second_line.tickets (
    hash bytea PRIMARY KEY,
    conversation_id text NOT NULL REFERENCES second_line.conversations (id) ON DELETE CASCADE,
    ends_at timestamptz NOT NULL
);

CREATE INDEX tickets_by_conversation ON second_line.tickets (conversation_id);
CREATE INDEX tickets_by_end ON second_line.tickets (ends_at);

-- What callers have left of their limits. A crash may empty it: it is written without the log.
CREATE UNLOGGED TABLE second_line.quotas (
    key bytea PRIMARY KEY,
    remaining double precision NOT NULL,
    granted integer NOT NULL,
    at timestamptz NOT NULL
);
