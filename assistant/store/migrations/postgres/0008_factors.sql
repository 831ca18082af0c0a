-- Second factors of staff: what makes their codes, and the last code that was used.
CREATE TABLE second_line.staff_factors (
    staff_id text PRIMARY KEY REFERENCES second_line.staff (id) ON DELETE CASCADE,
    secret text NOT NULL,
    used bigint NOT NULL
);
