-- Version 2: the search knows every two characters in a row, results are compressed, a run may follow another, and what
-- the lists filter by has an index. `grams` and `deflated` are functions of this program.
DROP TRIGGER run_added;
DROP TRIGGER run_removed;
DROP TABLE run_text;

CREATE TABLE run_2 (
    seq            INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of recording, never given twice
    id             TEXT    NOT NULL UNIQUE,
    time           INTEGER NOT NULL,             -- milliseconds since 1970, UTC
    tool           TEXT    NOT NULL,
    options        TEXT    NOT NULL,             -- JSON
    input          TEXT    NOT NULL,
    output         TEXT    NOT NULL,
    result         BLOB    NOT NULL,             -- JSON, deflated
    engine         TEXT    NOT NULL,
    model          TEXT,
    adapter        TEXT,
    local          INTEGER NOT NULL,
    load_ms        INTEGER NOT NULL,
    first_token_ms INTEGER NOT NULL,
    total_ms       INTEGER NOT NULL,
    warnings       TEXT    NOT NULL,             -- JSON
    outcome        TEXT    NOT NULL CHECK (outcome IN ('done', 'failed', 'refused', 'cancelled')),
    pinned         INTEGER NOT NULL DEFAULT 0,
    follows        TEXT                          -- the id of another run, which may have been removed since
) STRICT;

INSERT INTO run_2
SELECT seq, id, time, tool, options, input, output, deflated(result), engine, model, adapter, local, load_ms,
       first_token_ms, total_ms, warnings, outcome, pinned, NULL
FROM run ORDER BY seq;

DROP TABLE run;
ALTER TABLE run_2 RENAME TO run;

CREATE INDEX run_time ON run (time);
CREATE INDEX run_tool ON run (tool);
CREATE INDEX run_model ON run (model);

-- Each gram once a run and without its places: that a whole word stands in a text is seen by reading it.
CREATE VIEW run_grams AS SELECT seq, grams(input || ' ' || output) AS grams FROM run;
CREATE VIRTUAL TABLE run_text USING fts5 (
    grams, content = 'run_grams', content_rowid = 'seq', detail = 'none', columnsize = 0, tokenize = 'ascii'
);
INSERT INTO run_text (run_text, rank) VALUES ('secure-delete', 1);
INSERT INTO run_text (run_text) VALUES ('rebuild');

CREATE TRIGGER run_added AFTER INSERT ON run BEGIN
    INSERT INTO run_text (rowid, grams) VALUES (new.seq, grams(new.input || ' ' || new.output));
END;

CREATE TRIGGER run_removed AFTER DELETE ON run BEGIN
    INSERT INTO run_text (run_text, rowid, grams) VALUES ('delete', old.seq, grams(old.input || ' ' || old.output));
END;
