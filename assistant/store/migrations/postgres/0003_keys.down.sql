DROP TABLE second_line.keys;
