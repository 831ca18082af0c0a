-- Only hashes: what stands here opens nothing.
CREATE TABLE tickets (
    hash BLOB NOT NULL PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    ends_at TEXT NOT NULL
);

CREATE INDEX tickets_by_conversation ON tickets (conversation_id);
CREATE INDEX tickets_by_end ON tickets (ends_at);
