-- What answers cost, and how much one may cost. The same on H2 and PostgreSQL.

CREATE TABLE token_use (
    -- an account's id, or a guest's
    owner_id          VARCHAR(64) NOT NULL,
    -- by UTC
    used_on           DATE NOT NULL,
    -- the id of the model that answered
    model             VARCHAR(200) NOT NULL,
    answers           BIGINT NOT NULL,
    prompt_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    PRIMARY KEY (owner_id, used_on, model)
);
CREATE INDEX token_use_by_day ON token_use (used_on);

-- an estimate of what the model was asked, for answers whose provider does not say what they cost
ALTER TABLE generation ADD COLUMN prompt_tokens BIGINT NOT NULL DEFAULT 0;

-- of this account only; null for what the configuration says of its role
ALTER TABLE account ADD COLUMN day_tokens BIGINT;
ALTER TABLE account ADD COLUMN month_tokens BIGINT;
