-- Second factors of staff: what makes their codes, and the last code that was used.
CREATE TABLE staff_factors (
    staff_id TEXT NOT NULL PRIMARY KEY REFERENCES staff (id) ON DELETE CASCADE,
    secret TEXT NOT NULL,
    used INTEGER NOT NULL
);
