-- What the clinic's platform is still to be told. The news that a conversation is gone outlives it: held_by is empty.
-- Times here and below are microseconds since 1970; due is empty where it was given up.
CREATE TABLE second_line.outgoing (
    conversation_id text NOT NULL,
    number bigint NOT NULL,
    held_by text REFERENCES second_line.conversations (id) ON DELETE CASCADE,
    at bigint NOT NULL,
    due bigint,
    tries bigint NOT NULL DEFAULT 0,
    body text NOT NULL,
    PRIMARY KEY (conversation_id, number)
);

CREATE INDEX outgoing_by_holder ON second_line.outgoing (held_by);
CREATE INDEX outgoing_by_due ON second_line.outgoing (due);

-- When to look at a conversation again, though nobody wrote.
CREATE TABLE second_line.timers (
    conversation_id text NOT NULL PRIMARY KEY REFERENCES second_line.conversations (id) ON DELETE CASCADE,
    due bigint NOT NULL,
    tries bigint NOT NULL DEFAULT 0
);

CREATE INDEX timers_by_due ON second_line.timers (due);
