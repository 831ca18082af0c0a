DROP TABLE staff_factors;
