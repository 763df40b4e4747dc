-- Text that is committed, and not yet among the events of its conversation: one row for each batch. The embedded
-- database only; see docs/adr/0015-live-text.md.
CREATE TABLE live_text (
    batch   BIGINT NOT NULL,
    part    INTEGER NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (batch, part)
);
