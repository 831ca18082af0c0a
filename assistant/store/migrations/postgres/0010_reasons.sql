-- Why it was not taken the last time, or went wrong: a name of the program's own, nobody's words.
ALTER TABLE second_line.outgoing ADD COLUMN IF NOT EXISTS reason text;
ALTER TABLE second_line.timers ADD COLUMN IF NOT EXISTS reason text;
