-- A hash of who writes on which channel: one conversation each.
ALTER TABLE conversations ADD COLUMN address TEXT;

CREATE UNIQUE INDEX conversations_address ON conversations (address) WHERE address IS NOT NULL;
