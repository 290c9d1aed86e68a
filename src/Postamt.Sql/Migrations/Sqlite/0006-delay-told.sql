-- The sender has been told that the mail is late.
ALTER TABLE queue_message ADD COLUMN delay_told INTEGER NOT NULL DEFAULT 0;
