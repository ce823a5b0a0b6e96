-- Only ever added to; what is old enough may go, and is counted when it does.
CREATE TABLE request (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, so that a missing one is seen
    id          TEXT    NOT NULL UNIQUE,
    time        INTEGER NOT NULL,             -- milliseconds since 1970, UTC
    tool        TEXT    NOT NULL,
    application TEXT,
    server      TEXT,                         -- NULL: it stayed here
    url         TEXT,
    model       TEXT,
    bytes       INTEGER NOT NULL,
    redacted    TEXT    NOT NULL,             -- JSON
    reason      TEXT    NOT NULL,
    consent     TEXT,
    sha256      TEXT,
    payload     TEXT
) STRICT;

CREATE INDEX request_time ON request (time);

-- What became of a request, as often as something did; the last is how it ended.
CREATE TABLE fate (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    request TEXT    NOT NULL,                 -- an id
    time    INTEGER NOT NULL,
    fate    TEXT    NOT NULL,
    detail  TEXT    NOT NULL
) STRICT;

CREATE INDEX fate_request ON fate (request);

-- One row: since when the report is kept, and what of it was forgotten.
CREATE TABLE kept (
    began     INTEGER NOT NULL,
    before    INTEGER NOT NULL,               -- what is older was forgotten
    forgotten INTEGER NOT NULL,               -- requests, of every kind
    sent      INTEGER NOT NULL,               -- those of them that left
    bytes     INTEGER NOT NULL                -- and what these had together
) STRICT;
INSERT INTO kept VALUES (CAST(unixepoch('subsec') * 1000 AS INTEGER), 0, 0, 0, 0);

-- Requests that left the machine, or may have: not those that never had a connection.
CREATE VIEW sent AS
SELECT * FROM request
WHERE server IS NOT NULL
  AND (NOT EXISTS (SELECT 1 FROM fate WHERE fate.request = request.id)
       OR EXISTS (SELECT 1 FROM fate WHERE fate.request = request.id AND fate.fate <> 'unreached'));

CREATE TRIGGER request_unchanged BEFORE UPDATE ON request BEGIN
    SELECT RAISE(ABORT, 'the report is only added to');
END;
CREATE TRIGGER fate_unchanged BEFORE UPDATE ON fate BEGIN
    SELECT RAISE(ABORT, 'the report is only added to');
END;
CREATE TRIGGER request_kept BEFORE DELETE ON request WHEN old.time >= (SELECT before FROM kept) BEGIN
    SELECT RAISE(ABORT, 'the report is only added to');
END;
CREATE TRIGGER fate_kept BEFORE DELETE ON fate WHEN EXISTS (SELECT 1 FROM request WHERE id = old.request) BEGIN
    SELECT RAISE(ABORT, 'the report is only added to');
END;
CREATE TRIGGER kept_grows BEFORE UPDATE ON kept
WHEN new.began <> old.began OR new.before < old.before OR new.forgotten < old.forgotten OR new.sent < old.sent
     OR new.bytes < old.bytes BEGIN
    SELECT RAISE(ABORT, 'the report is only added to');
END;
CREATE TRIGGER kept_once BEFORE INSERT ON kept BEGIN
    SELECT RAISE(ABORT, 'the report is only added to');
END;
CREATE TRIGGER kept_stays BEFORE DELETE ON kept BEGIN
    SELECT RAISE(ABORT, 'the report is only added to');
END;
