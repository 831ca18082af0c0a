-- 'SLCH': tells this program's files from those of others.
PRAGMA application_id = 1397506888;

CREATE TABLE conversations (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    token_hash BLOB,
    body TEXT NOT NULL
);

CREATE TABLE entries (
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (conversation_id, seq)
);

CREATE TABLE taken (
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    message_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    reply TEXT NOT NULL,
    PRIMARY KEY (conversation_id, message_id)
);

CREATE TABLE receipts (
    conversation_id TEXT NOT NULL PRIMARY KEY,
    erased_at TEXT NOT NULL
);

-- One number, written to find out whether writes are possible.
CREATE TABLE pulse (
    beats INTEGER NOT NULL
);

INSERT INTO pulse (beats) VALUES (0);
