-- What each document prints, against its file's name; and who let one go out that prints another number.

ALTER TABLE receipt ADD COLUMN print TEXT CHECK (print IN ('match', 'mismatch', 'unknown'));
ALTER TABLE receipt ADD COLUMN printed TEXT;
ALTER TABLE receipt ADD COLUMN released_by TEXT;
ALTER TABLE receipt ADD COLUMN released_at TEXT;
