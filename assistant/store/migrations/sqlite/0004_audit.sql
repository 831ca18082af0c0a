-- What staff saw and did, in ids only: each entry carries the hash of the one before, so that none can go unnoticed.
CREATE TABLE IF NOT EXISTS audit (
    seq INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    conversation_id TEXT,
    detail TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL
);

CREATE INDEX IF NOT EXISTS audit_by_conversation ON audit (conversation_id, seq);
CREATE INDEX IF NOT EXISTS audit_by_who ON audit (who, seq);

CREATE TRIGGER IF NOT EXISTS audit_stands BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is only added to');
END;
