-- The ids of the keys that something here may be sealed with; never a key.
CREATE TABLE keys (
    id TEXT NOT NULL PRIMARY KEY
);
