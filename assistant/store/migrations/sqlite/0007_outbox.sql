-- What the clinic's platform is still to be told. The news that a conversation is gone outlives it: held_by is empty.
-- Times here and below are microseconds since 1970; due is empty where it was given up.
CREATE TABLE outgoing (
    conversation_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    held_by TEXT REFERENCES conversations (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    due INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL,
    PRIMARY KEY (conversation_id, number)
);

CREATE INDEX outgoing_by_holder ON outgoing (held_by);
CREATE INDEX outgoing_by_due ON outgoing (due);

-- When to look at a conversation again, though nobody wrote.
CREATE TABLE timers (
    conversation_id TEXT NOT NULL PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
    due INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX timers_by_due ON timers (due);
