-- Who may come in, and what they did. The same on H2 and PostgreSQL. Of secrets there are only digests.

CREATE TABLE account (
    -- the owner_id of its conversations; guests have no account
    id             VARCHAR(26) PRIMARY KEY,
    -- what they sign in with, in lower case; of an OpenID provider's users what it prefers, made unique
    name           VARCHAR(200) NOT NULL,
    display_name   VARCHAR(200) NOT NULL,
    email          VARCHAR(320),
    email_verified BOOLEAN NOT NULL DEFAULT FALSE,
    -- user or admin
    role           VARCHAR(16) NOT NULL,
    -- local or oidc
    source         VARCHAR(16) NOT NULL,
    -- who an OpenID provider says it is
    issuer         VARCHAR(400),
    subject        VARCHAR(400),
    terms_version  VARCHAR(64),
    terms_at       BIGINT,
    disabled_at    BIGINT,
    created_at     BIGINT NOT NULL,
    last_seen_at   BIGINT,
    CONSTRAINT account_by_name UNIQUE (name),
    CONSTRAINT account_by_subject UNIQUE (issuer, subject)
);

CREATE TABLE credential (
    account_id VARCHAR(26) PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    -- with algorithm, iterations and salt
    hash       VARCHAR(400) NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE sign_in (
    id            VARCHAR(26) PRIMARY KEY,
    -- SHA-256 of the cookie's secret
    secret_hash   VARCHAR(64) NOT NULL,
    account_id    VARCHAR(26) NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    -- when the user or an admin ended it
    ended_at      BIGINT,
    address       VARCHAR(64),
    agent         VARCHAR(400),
    -- of an OpenID provider, encrypted with a key that is made of the cookie's secret
    refresh_token TEXT,
    id_token      TEXT,
    -- until then the provider needs not be asked again
    checked_until BIGINT,
    CONSTRAINT sign_in_by_secret UNIQUE (secret_hash)
);
CREATE INDEX sign_in_by_account ON sign_in (account_id);
CREATE INDEX sign_in_by_expiry ON sign_in (expires_at);

CREATE TABLE api_key (
    id           VARCHAR(26) PRIMARY KEY,
    -- SHA-256 of the key
    secret_hash  VARCHAR(64) NOT NULL,
    account_id   VARCHAR(26) NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name         VARCHAR(200) NOT NULL,
    -- its first characters, by which its owner knows it
    prefix       VARCHAR(16) NOT NULL,
    -- separated by blanks
    scopes       VARCHAR(100) NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    -- null for never
    expires_at   BIGINT,
    revoked_at   BIGINT,
    CONSTRAINT api_key_by_secret UNIQUE (secret_hash)
);
CREATE INDEX api_key_by_account ON api_key (account_id);

CREATE TABLE invitation (
    id          VARCHAR(26) PRIMARY KEY,
    -- SHA-256 of the link's token
    secret_hash VARCHAR(64) NOT NULL,
    -- set-up, invitation or reset
    kind        VARCHAR(16) NOT NULL,
    role        VARCHAR(16) NOT NULL,
    -- whose password is reset
    account_id  VARCHAR(26) REFERENCES account (id) ON DELETE CASCADE,
    created_by  VARCHAR(26),
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT,
    CONSTRAINT invitation_by_secret UNIQUE (secret_hash)
);

-- Append-only: rows are never changed, and removed only when they are older than what is kept.
CREATE TABLE audit (
    id         VARCHAR(26) PRIMARY KEY,
    at         BIGINT NOT NULL,
    action     VARCHAR(64) NOT NULL,
    -- ok or refused
    outcome    VARCHAR(16) NOT NULL,
    account_id VARCHAR(64),
    name       VARCHAR(200),
    -- what it was done to
    target     VARCHAR(200),
    detail     VARCHAR(400),
    address    VARCHAR(64),
    trace_id   VARCHAR(32)
);
CREATE INDEX audit_by_time ON audit (at, id);
CREATE INDEX audit_by_account ON audit (account_id, at);
