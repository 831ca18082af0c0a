DROP TABLE second_line.quotas;
DROP TABLE second_line.tickets;
