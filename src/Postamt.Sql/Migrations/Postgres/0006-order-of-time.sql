-- Rows that deliveries add lie in the order of time, beside the last ones, and not in each account's own place: fewer pages change.
-- Filing keys begin with the accept id, which has their age in it; texts with the date of their message.
ALTER TABLE filing DROP CONSTRAINT filing_pkey;
ALTER TABLE filing ADD CONSTRAINT filing_pkey PRIMARY KEY (accept_id, account_id);
DROP INDEX filing_age;

ALTER TABLE message_text ADD COLUMN internal_date BIGINT;
UPDATE message_text SET internal_date = message.internal_date FROM message WHERE message.account_id = message_text.account_id AND message.id = message_text.id;
ALTER TABLE message_text ALTER COLUMN internal_date SET NOT NULL;
ALTER TABLE message_text DROP CONSTRAINT message_text_pkey;
ALTER TABLE message_text ADD CONSTRAINT message_text_pkey PRIMARY KEY (internal_date, account_id, id);

-- Nothing asks for a message's placements by the message.
DROP INDEX placement_message;
