-- Times are milliseconds since 1970, lengths are UTF-16 units. The same on H2 and PostgreSQL.

CREATE TABLE node (
    id          VARCHAR(26) PRIMARY KEY,
    started_at  BIGINT NOT NULL,
    lease_until BIGINT NOT NULL
);

-- The last batch that a node's journal has committed, so that a commit whose outcome is unknown can be looked up.
CREATE TABLE node_batch (
    node_id VARCHAR(26) PRIMARY KEY,
    batch   BIGINT NOT NULL,
    at      BIGINT NOT NULL
);

CREATE TABLE conversation (
    id            VARCHAR(26) PRIMARY KEY,
    owner_id      VARCHAR(64) NOT NULL,
    -- the client's id of the message that opened it
    opened_by     VARCHAR(128) NOT NULL,
    epoch         VARCHAR(26) NOT NULL,
    title         VARCHAR(400) NOT NULL,
    model         VARCHAR(200),
    last_seq      BIGINT NOT NULL,
    -- events up to this one may be missing
    compacted_seq BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    CONSTRAINT conversation_opened_once UNIQUE (owner_id, opened_by)
);
CREATE INDEX conversation_by_owner ON conversation (owner_id, updated_at);

CREATE TABLE message (
    id                VARCHAR(26) PRIMARY KEY,
    conversation_id   VARCHAR(26) NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    created_seq       BIGINT NOT NULL,
    parent_id         VARCHAR(26),
    role              VARCHAR(16) NOT NULL,
    client_message_id VARCHAR(128),
    -- text and reasoning are those as of this event; what follows is in the events
    text_seq          BIGINT NOT NULL,
    text              TEXT NOT NULL,
    reasoning         TEXT NOT NULL,
    state             VARCHAR(16) NOT NULL,
    model             VARCHAR(200),
    -- the model that was asked for, where another one answers, and why
    fallback_from     VARCHAR(200),
    fallback_code     VARCHAR(64),
    generation_id     VARCHAR(26),
    trace_id          VARCHAR(32),
    finish_reason     VARCHAR(32),
    input_tokens      BIGINT,
    output_tokens     BIGINT,
    reasoning_tokens  BIGINT,
    total_tokens      BIGINT,
    error_code        VARCHAR(64),
    error_retry_after BIGINT,
    error_trace_id    VARCHAR(32),
    created_at        BIGINT NOT NULL,
    CONSTRAINT message_sent_once UNIQUE (conversation_id, client_message_id)
);
CREATE INDEX message_by_conversation ON message (conversation_id, created_seq);

CREATE TABLE event (
    conversation_id VARCHAR(26) NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    seq             BIGINT NOT NULL,
    at              BIGINT NOT NULL,
    type            VARCHAR(32) NOT NULL,
    message_id      VARCHAR(26),
    generation_id   VARCHAR(26),
    -- of deltas
    text_offset     INTEGER,
    text            TEXT,
    -- JSON, of all others
    payload         TEXT,
    PRIMARY KEY (conversation_id, seq)
);

CREATE TABLE generation (
    id              VARCHAR(26) PRIMARY KEY,
    conversation_id VARCHAR(26) NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    message_id      VARCHAR(26) NOT NULL,
    node_id         VARCHAR(26) NOT NULL,
    fence           BIGINT NOT NULL,
    -- open, or how it ended
    state           VARCHAR(16) NOT NULL,
    -- 1, and one more with each takeover
    attempt         INTEGER NOT NULL,
    model           VARCHAR(200) NOT NULL,
    trace_id        VARCHAR(32) NOT NULL,
    -- JSON: what the user set for this answer
    options         TEXT NOT NULL,
    started_at      BIGINT NOT NULL,
    ended_at        BIGINT,
    -- whether text and events of an ended one have been compacted: open, ended, joined, compacted
    compaction      VARCHAR(16) NOT NULL
);
CREATE INDEX generation_by_state ON generation (state);
CREATE INDEX generation_by_compaction ON generation (compaction);
CREATE INDEX generation_by_message ON generation (message_id);
CREATE INDEX generation_by_conversation ON generation (conversation_id, state);
