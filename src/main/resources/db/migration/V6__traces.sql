-- What happened to an answer, step by step. The same on H2 and PostgreSQL.

-- the W3C traceparent that its question came with
ALTER TABLE generation ADD COLUMN trace_parent VARCHAR(55);
-- steps that were not kept, because there were too many
ALTER TABLE generation ADD COLUMN steps_omitted BIGINT NOT NULL DEFAULT 0;
CREATE INDEX generation_by_trace ON generation (trace_id);

CREATE TABLE trace_step (
    id            VARCHAR(26) PRIMARY KEY,
    generation_id VARCHAR(26) NOT NULL REFERENCES generation (id) ON DELETE CASCADE,
    -- by the clock of the node
    at            BIGINT NOT NULL,
    node_id       VARCHAR(26) NOT NULL,
    type          VARCHAR(32) NOT NULL,
    -- JSON
    payload       TEXT NOT NULL
);
CREATE INDEX trace_step_by_generation ON trace_step (generation_id, at);
CREATE INDEX trace_step_by_time ON trace_step (at);
