-- What people expect of a chat on the first day. The same on H2 and PostgreSQL.

ALTER TABLE conversation ADD COLUMN pinned BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE conversation ADD COLUMN archived BOOLEAN NOT NULL DEFAULT FALSE;
-- when its owner deleted it; it can be restored until it is purged
ALTER TABLE conversation ADD COLUMN deleted_at BIGINT;
-- JSON: what holds for all answers of the conversation
ALTER TABLE conversation ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
-- auto, or user, who has renamed it: then it is not titled automatically any more
ALTER TABLE conversation ADD COLUMN title_by VARCHAR(8) NOT NULL DEFAULT 'auto';

CREATE INDEX conversation_by_list ON conversation (owner_id, archived, pinned, updated_at, id);
CREATE INDEX conversation_by_deletion ON conversation (deleted_at);

-- up or down
ALTER TABLE message ADD COLUMN rating VARCHAR(8);
-- of the last run that wrote it
ALTER TABLE message ADD COLUMN first_token_ms BIGINT;
ALTER TABLE message ADD COLUMN reasoning_ms BIGINT;
ALTER TABLE message ADD COLUMN duration_ms BIGINT;

CREATE TABLE share (
    id              VARCHAR(26) PRIMARY KEY,
    -- whoever knows it may read the share
    token           VARCHAR(64) NOT NULL,
    conversation_id VARCHAR(26) NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    created_at      BIGINT NOT NULL,
    -- null for never
    expires_at      BIGINT,
    -- JSON: what is shared, as it was when it was shared
    content         TEXT NOT NULL,
    CONSTRAINT share_by_token UNIQUE (token)
);
CREATE INDEX share_by_conversation ON share (conversation_id);
CREATE INDEX share_by_expiry ON share (expires_at);
