-- Which database it is: the marks are those of a test.
UPDATE database_identity SET marks = 'of 2025', at = 1763002500000;
