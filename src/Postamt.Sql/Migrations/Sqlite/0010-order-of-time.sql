-- Rows that deliveries add lie in the order of time, beside the last ones, and not in each account's own place: a commit writes whole pages.
-- Filing keys begin with the accept id, which has their age in it; texts with the date of their message.
CREATE TABLE filing_by_accept (
    accept_id BLOB NOT NULL,
    account_id INTEGER NOT NULL,
    mailbox_id INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    filed_at INTEGER NOT NULL,
    PRIMARY KEY (accept_id, account_id)
) WITHOUT ROWID;
INSERT INTO filing_by_accept (accept_id, account_id, mailbox_id, uid, filed_at) SELECT accept_id, account_id, mailbox_id, uid, filed_at FROM filing;
DROP TABLE filing;
ALTER TABLE filing_by_accept RENAME TO filing;

CREATE TABLE message_text_by_date (
    internal_date INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    prefix BLOB NOT NULL,
    structure BLOB NOT NULL,
    edits BLOB,
    PRIMARY KEY (internal_date, account_id, id)
);
INSERT INTO message_text_by_date (internal_date, account_id, id, prefix, structure, edits)
    SELECT m.internal_date, t.account_id, t.id, t.prefix, t.structure, t.edits FROM message_text t JOIN message m ON m.account_id = t.account_id AND m.id = t.id
    ORDER BY m.internal_date;
DROP TABLE message_text;
ALTER TABLE message_text_by_date RENAME TO message_text;

-- Nothing asks for a message's placements by the message.
DROP INDEX placement_message;
