CREATE SCHEMA second_line;

CREATE TABLE second_line.shape (
    version integer NOT NULL
);

INSERT INTO second_line.shape (version) VALUES (0);

-- Room on the page lets a turn replace its row in place.
CREATE TABLE second_line.conversations (
    id text PRIMARY KEY,
    version bigint NOT NULL,
    status text NOT NULL,
    updated_at timestamptz NOT NULL,
    token_hash bytea,
    body text NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE second_line.entries (
    conversation_id text NOT NULL REFERENCES second_line.conversations (id) ON DELETE CASCADE,
    seq bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (conversation_id, seq)
);

CREATE TABLE second_line.taken (
    conversation_id text NOT NULL REFERENCES second_line.conversations (id) ON DELETE CASCADE,
    message_id text NOT NULL,
    fingerprint text NOT NULL,
    reply text NOT NULL,
    PRIMARY KEY (conversation_id, message_id)
);

CREATE TABLE second_line.receipts (
    conversation_id text PRIMARY KEY,
    erased_at timestamptz NOT NULL
);

-- One number, written to find out whether writes are possible.
CREATE TABLE second_line.pulse (
    beats bigint NOT NULL
);

INSERT INTO second_line.pulse (beats) VALUES (0);
