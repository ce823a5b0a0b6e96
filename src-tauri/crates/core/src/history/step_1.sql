CREATE TABLE run (
    seq            INTEGER PRIMARY KEY,
    id             TEXT    NOT NULL UNIQUE,
    time           INTEGER NOT NULL,             -- milliseconds since 1970, UTC
    tool           TEXT    NOT NULL,
    options        TEXT    NOT NULL,             -- JSON
    input          TEXT    NOT NULL,
    output         TEXT    NOT NULL,
    result         TEXT    NOT NULL,             -- JSON
    engine         TEXT    NOT NULL,
    model          TEXT,
    adapter        TEXT,
    local          INTEGER NOT NULL,
    load_ms        INTEGER NOT NULL,
    first_token_ms INTEGER NOT NULL,
    total_ms       INTEGER NOT NULL,
    warnings       TEXT    NOT NULL,             -- JSON
    outcome        TEXT    NOT NULL CHECK (outcome IN ('done', 'failed', 'refused', 'cancelled')),
    pinned         INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX run_time ON run (time);

-- Trigrams find any three characters in a row, in every script; shorter words are looked for without an index.
CREATE VIRTUAL TABLE run_text USING fts5 (
    input, output, content = 'run', content_rowid = 'seq', tokenize = 'trigram'
);
INSERT INTO run_text (run_text, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER run_added AFTER INSERT ON run BEGIN
    INSERT INTO run_text (rowid, input, output) VALUES (new.seq, new.input, new.output);
END;

CREATE TRIGGER run_removed AFTER DELETE ON run BEGIN
    INSERT INTO run_text (run_text, rowid, input, output) VALUES ('delete', old.seq, old.input, old.output);
END;
