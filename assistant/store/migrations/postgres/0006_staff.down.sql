DROP TABLE second_line.staff_sessions;
DROP TABLE second_line.staff;
