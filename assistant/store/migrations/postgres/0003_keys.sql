-- The ids of the keys that something here may be sealed with; never a key.
CREATE TABLE second_line.keys (
    id text PRIMARY KEY
);
