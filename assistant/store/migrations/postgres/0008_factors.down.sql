DROP TABLE second_line.staff_factors;
