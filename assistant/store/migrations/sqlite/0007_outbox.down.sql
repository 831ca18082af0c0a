DROP TABLE timers;
DROP TABLE outgoing;
