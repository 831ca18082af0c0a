-- What staff saw and did, in ids only: each entry carries the hash of the one before, so that none can go unnoticed.
CREATE TABLE IF NOT EXISTS second_line.audit (
    seq bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    who text NOT NULL,
    action text NOT NULL,
    conversation_id text,
    detail text NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE INDEX IF NOT EXISTS audit_by_conversation ON second_line.audit (conversation_id, seq);
CREATE INDEX IF NOT EXISTS audit_by_who ON second_line.audit (who, seq);

-- The end of the chain: servers take turns at its one row.
CREATE TABLE IF NOT EXISTS second_line.audit_head (
    seq bigint NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL
);

INSERT INTO second_line.audit_head (seq, previous, hash)
SELECT 0, '', decode(repeat('00', 32), 'hex') WHERE NOT EXISTS (SELECT FROM second_line.audit_head);

CREATE OR REPLACE FUNCTION second_line.audit_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is only added to';
END
$$;

CREATE OR REPLACE TRIGGER audit_stands BEFORE UPDATE ON second_line.audit
FOR EACH ROW EXECUTE FUNCTION second_line.audit_stands();
