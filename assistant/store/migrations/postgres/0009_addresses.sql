-- A hash of who writes on which channel: one conversation each.
ALTER TABLE second_line.conversations ADD COLUMN IF NOT EXISTS address text;

CREATE UNIQUE INDEX IF NOT EXISTS conversations_address ON second_line.conversations (address)
WHERE address IS NOT NULL;
