CREATE TABLE second_line.staff (
    id text PRIMARY KEY,
    name text NOT NULL UNIQUE,
    role text NOT NULL,
    password text,
    active boolean NOT NULL
);

-- Only hashes: what stands here opens nothing.
CREATE TABLE second_line.staff_sessions (
    hash bytea PRIMARY KEY,
    staff_id text NOT NULL REFERENCES second_line.staff (id) ON DELETE CASCADE,
    began_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL
);

CREATE INDEX staff_sessions_by_staff ON second_line.staff_sessions (staff_id);
CREATE INDEX staff_sessions_by_beginning ON second_line.staff_sessions (began_at);
