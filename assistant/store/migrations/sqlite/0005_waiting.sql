-- Since when a conversation waits for staff: the queue is read in this order.
ALTER TABLE conversations ADD COLUMN waiting_since TEXT;

CREATE INDEX conversations_waiting ON conversations (waiting_since, id) WHERE waiting_since IS NOT NULL;
