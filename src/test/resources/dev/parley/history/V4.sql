-- What answers have cost.
INSERT INTO token_use (owner_id, used_on, model, answers, prompt_tokens, completion_tokens)
VALUES ('alice', '2025-11-13', 'echo', 3, 1000, 200);
UPDATE generation SET prompt_tokens = 12 WHERE id = '01kaaaaaaaaaaaaaaaaaaaaag3';
UPDATE account SET day_tokens = 5000, month_tokens = 100000 WHERE id = '01kaaaaaaaaaaaaaaaaaaaaau1';
