-- Why it was not taken the last time, or went wrong: a name of the program's own, nobody's words.
ALTER TABLE outgoing ADD COLUMN reason TEXT;
ALTER TABLE timers ADD COLUMN reason TEXT;
