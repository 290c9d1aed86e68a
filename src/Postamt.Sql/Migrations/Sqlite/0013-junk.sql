-- beside: 12
-- The screening calls it junk: it is filed where its reader keeps that.
ALTER TABLE queue_message ADD COLUMN junk INTEGER NOT NULL DEFAULT 0;
