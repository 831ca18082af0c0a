DROP TABLE second_line.timers;
DROP TABLE second_line.outgoing;
