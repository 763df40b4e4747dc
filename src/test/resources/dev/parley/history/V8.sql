-- A batch without text: LiveTextTest shows what becomes of what a killed process leaves.
INSERT INTO live_text (batch, part, content) VALUES (1, 0, CAST('' AS BYTEA));
