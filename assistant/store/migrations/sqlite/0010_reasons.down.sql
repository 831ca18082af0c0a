ALTER TABLE outgoing DROP COLUMN reason;
ALTER TABLE timers DROP COLUMN reason;
