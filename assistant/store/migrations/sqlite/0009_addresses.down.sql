DROP INDEX conversations_address;
ALTER TABLE conversations DROP COLUMN address;
