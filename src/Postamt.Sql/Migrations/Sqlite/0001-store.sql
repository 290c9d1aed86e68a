-- Mailboxes, messages and contents. Times are UTC microseconds. Every mailbox table's key starts with the account.

-- Numbers of an account: next_id for mailboxes, messages and threads; modseq, one a transaction that changes it; uidvalidity, the last
-- one given out, so that none is given twice. quota_octets 0: no limit.
CREATE TABLE IF NOT EXISTS account_clock (
    account_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL,
    next_id INTEGER NOT NULL DEFAULT 1,
    modseq INTEGER NOT NULL DEFAULT 1,
    generation INTEGER NOT NULL DEFAULT 1,
    uidvalidity INTEGER NOT NULL,
    used_octets INTEGER NOT NULL DEFAULT 0,
    used_messages INTEGER NOT NULL DEFAULT 0,
    quota_octets INTEGER NOT NULL DEFAULT 0
);

-- tombstone_floor: tombstones up to this modseq may be gone.
CREATE TABLE IF NOT EXISTS mailbox (
    account_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    role INTEGER NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uidnext INTEGER NOT NULL DEFAULT 1,
    highest_modseq INTEGER NOT NULL,
    tombstone_floor INTEGER NOT NULL DEFAULT 0,
    messages INTEGER NOT NULL DEFAULT 0,
    unseen INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL DEFAULT 0,
    selectable INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (account_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS mailbox_name ON mailbox (account_id, name);
CREATE UNIQUE INDEX IF NOT EXISTS mailbox_role ON mailbox (account_id, role) WHERE role <> 0;

CREATE TABLE IF NOT EXISTS subscription (
    account_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (account_id, name)
) WITHOUT ROWID;

-- A message is prefix and blob; size is both. placements counts its rows there; the last gone, expunged_at is set and the message is
-- kept until its retention ends, longer while hold is set.
CREATE TABLE IF NOT EXISTS message (
    account_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    company_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    blob_id INTEGER NOT NULL,
    blob_length INTEGER NOT NULL,
    prefix_length INTEGER NOT NULL,
    size INTEGER NOT NULL,
    internal_date INTEGER NOT NULL,
    placements INTEGER NOT NULL,
    expunged_at INTEGER,
    hold INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS message_expunged ON message (expunged_at) WHERE expunged_at IS NOT NULL;

-- The dear columns of a message, apart so that the others lie close together. edits: hidden header fields of the content.
CREATE TABLE IF NOT EXISTS message_text (
    account_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    prefix BLOB NOT NULL,
    structure BLOB NOT NULL,
    edits BLOB,
    PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

-- keywords: ids of the account's keyword rows, 4 octets little endian each, ascending; NULL for none.
CREATE TABLE IF NOT EXISTS placement (
    account_id INTEGER NOT NULL,
    mailbox_id INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    keywords BLOB,
    modseq INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (account_id, mailbox_id, uid)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS placement_modseq ON placement (account_id, mailbox_id, modseq);
CREATE INDEX IF NOT EXISTS placement_message ON placement (account_id, message_id);
CREATE INDEX IF NOT EXISTS placement_deleted ON placement (account_id, mailbox_id, uid) WHERE flags & 8 <> 0;

CREATE TABLE IF NOT EXISTS tombstone (
    account_id INTEGER NOT NULL,
    mailbox_id INTEGER NOT NULL,
    modseq INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    PRIMARY KEY (account_id, mailbox_id, modseq, uid)
) WITHOUT ROWID;

-- name_key: the name without case.
CREATE TABLE IF NOT EXISTS keyword (
    account_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    PRIMARY KEY (account_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS keyword_name ON keyword (account_id, name_key);

-- Keywords that were used in a mailbox.
CREATE TABLE IF NOT EXISTS mailbox_keyword (
    account_id INTEGER NOT NULL,
    mailbox_id INTEGER NOT NULL,
    keyword_id INTEGER NOT NULL,
    PRIMARY KEY (account_id, mailbox_id, keyword_id)
) WITHOUT ROWID;

-- Which conversation a Message-ID belongs to; id_hash: the first 8 octets of its SHA-256.
CREATE TABLE IF NOT EXISTS thread_id (
    account_id INTEGER NOT NULL,
    id_hash INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    PRIMARY KEY (account_id, id_hash)
) WITHOUT ROWID;

-- The filing key: a mail is filed into an account once. Kept for 30 days, longer than any repetition.
CREATE TABLE IF NOT EXISTS filing (
    account_id INTEGER NOT NULL,
    accept_id BLOB NOT NULL,
    mailbox_id INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    filed_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, accept_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS filing_age ON filing (filed_at);

-- A content, stored once a company. key_id 0: not encrypted. refs counts the messages and queue entries that use it; at 0
-- candidate_since says from when, and a sweep removes it a day later.
CREATE TABLE IF NOT EXISTS blob (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    key_id INTEGER NOT NULL DEFAULT 0,
    segment INTEGER NOT NULL,
    position INTEGER NOT NULL,
    stored_length INTEGER NOT NULL,
    length INTEGER NOT NULL,
    refs INTEGER NOT NULL DEFAULT 0,
    candidate_since INTEGER
);
CREATE UNIQUE INDEX IF NOT EXISTS blob_content ON blob (company_id, sha256, key_id);
CREATE INDEX IF NOT EXISTS blob_candidate ON blob (candidate_since) WHERE candidate_since IS NOT NULL;

-- Octets of a segment no blob points at any more, from which compaction chooses.
CREATE TABLE IF NOT EXISTS segment (
    number INTEGER PRIMARY KEY,
    dead_octets INTEGER NOT NULL
);
