-- The journal as version 2 has it. Times are ISO 8601 in UTC, so that they sort as text and a person can read them.

-- One file that was taken up under one name with one content.
CREATE TABLE receipt (
    id          INTEGER PRIMARY KEY,
    name        NOT NULL,               -- as dropped: TEXT, or a BLOB where the name is no valid text
    number      TEXT,                   -- NULL: the name carries none
    sha256      TEXT NOT NULL,
    size        INTEGER NOT NULL,
    dropped_at  TEXT NOT NULL,
    stage       TEXT NOT NULL CHECK (stage IN ('sending', 'judged', 'filed', 'withdrawn')),
    tries       INTEGER NOT NULL DEFAULT 0,     -- suspicious answers so far
    retry_at    TEXT,                           -- while 'sending': not before
    outcome     TEXT CHECK (outcome IN ('done', 'duplicate', 'failed')),
    reason      TEXT,
    rc          TEXT,
    message     TEXT NOT NULL DEFAULT '',
    http_status INTEGER,
    filed_as                            , -- path below the drop folder; NULL: the file was gone
    finished_at TEXT,                   -- when it was judged for good
    print       TEXT CHECK (print IN ('match', 'mismatch', 'unknown')), -- NULL: nobody looked
    printed     TEXT,                   -- the labelled numbers of the document, blanks between them
    released_by TEXT,                   -- who sent it under its name although it prints another number
    released_at TEXT,
    CHECK ((stage IN ('judged', 'filed')) = (outcome IS NOT NULL AND reason IS NOT NULL AND finished_at IS NOT NULL))
);
CREATE INDEX receipt_same_bytes ON receipt (number, sha256);
CREATE INDEX receipt_finished ON receipt (finished_at, outcome) WHERE finished_at IS NOT NULL;
CREATE INDEX receipt_sending ON receipt (name) WHERE stage = 'sending';
CREATE INDEX receipt_judged ON receipt (id) WHERE stage = 'judged';
CREATE INDEX receipt_filed_as ON receipt (filed_as) WHERE filed_as IS NOT NULL;

-- The intent, committed before the first byte of a request leaves.
CREATE TABLE attempt (
    id         INTEGER PRIMARY KEY,
    receipt_id INTEGER NOT NULL REFERENCES receipt (id),
    started_at TEXT NOT NULL
);
CREATE INDEX attempt_of_receipt ON attempt (receipt_id);

-- How an attempt ended; an attempt without a row here was cut off by a crash.
CREATE TABLE ending (
    attempt_id   INTEGER PRIMARY KEY REFERENCES attempt (id),
    ended_at     TEXT NOT NULL,
    duration_ms  INTEGER NOT NULL,
    how          TEXT NOT NULL,         -- a reason, a trouble, or 'credentials-refused'
    rc           TEXT,
    message      TEXT NOT NULL,
    http_status  INTEGER,
    leaves_doubt INTEGER NOT NULL CHECK (leaves_doubt IN (0, 1))
);

CREATE TRIGGER attempt_is_kept BEFORE UPDATE ON attempt BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END;
CREATE TRIGGER attempt_stays BEFORE DELETE ON attempt BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END;
CREATE TRIGGER ending_is_kept BEFORE UPDATE ON ending BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END;
CREATE TRIGGER ending_stays BEFORE DELETE ON ending BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END;
