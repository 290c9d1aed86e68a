-- beside: 8
-- The screening calls it junk: it is filed where its reader keeps that.
ALTER TABLE queue_message ADD COLUMN junk BIGINT NOT NULL DEFAULT 0;
