-- Since when a conversation waits for staff: the queue is read in this order.
ALTER TABLE second_line.conversations ADD COLUMN IF NOT EXISTS waiting_since timestamptz;

CREATE INDEX IF NOT EXISTS conversations_waiting ON second_line.conversations (waiting_since, id)
WHERE waiting_since IS NOT NULL;
