-- Which database this is, so that one that was restored from a back-up is told from the one that went on. One row.

CREATE TABLE database_identity (
    id    INTEGER PRIMARY KEY,
    -- what is true of this database, and not of a copy of it; empty: nobody has looked yet
    marks VARCHAR(400) NOT NULL,
    at    BIGINT NOT NULL
);
INSERT INTO database_identity (id, marks, at) VALUES (1, '', 0);
