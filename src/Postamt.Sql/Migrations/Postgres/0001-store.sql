-- Mailboxes, messages and contents. Times are UTC microseconds. Every mailbox table's key starts with the account.

-- Numbers of an account: next_id for mailboxes, messages and threads; modseq, one a transaction that changes it; uidvalidity, the last
-- one given out, so that none is given twice. quota_octets 0: no limit.
CREATE TABLE IF NOT EXISTS account_clock (
    account_id BIGINT PRIMARY KEY,
    company_id BIGINT NOT NULL,
    next_id BIGINT NOT NULL DEFAULT 1,
    modseq BIGINT NOT NULL DEFAULT 1,
    generation BIGINT NOT NULL DEFAULT 1,
    uidvalidity BIGINT NOT NULL,
    used_octets BIGINT NOT NULL DEFAULT 0,
    used_messages BIGINT NOT NULL DEFAULT 0,
    quota_octets BIGINT NOT NULL DEFAULT 0
);

-- tombstone_floor: tombstones up to this modseq may be gone.
CREATE TABLE IF NOT EXISTS mailbox (
    account_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    role BIGINT NOT NULL,
    uidvalidity BIGINT NOT NULL,
    uidnext BIGINT NOT NULL DEFAULT 1,
    highest_modseq BIGINT NOT NULL,
    tombstone_floor BIGINT NOT NULL DEFAULT 0,
    messages BIGINT NOT NULL DEFAULT 0,
    unseen BIGINT NOT NULL DEFAULT 0,
    deleted BIGINT NOT NULL DEFAULT 0,
    size BIGINT NOT NULL DEFAULT 0,
    selectable BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS mailbox_name ON mailbox (account_id, name);
CREATE UNIQUE INDEX IF NOT EXISTS mailbox_role ON mailbox (account_id, role) WHERE role <> 0;

CREATE TABLE IF NOT EXISTS subscription (
    account_id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account_id, name)
);

-- A message is prefix and blob; size is both. placements counts its rows there; the last gone, expunged_at is set and the message is
-- kept until its retention ends, longer while hold is set.
CREATE TABLE IF NOT EXISTS message (
    account_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    company_id BIGINT NOT NULL,
    thread_id BIGINT NOT NULL,
    blob_id BIGINT NOT NULL,
    blob_length BIGINT NOT NULL,
    prefix_length BIGINT NOT NULL,
    size BIGINT NOT NULL,
    internal_date BIGINT NOT NULL,
    placements BIGINT NOT NULL,
    expunged_at BIGINT,
    hold BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX IF NOT EXISTS message_expunged ON message (expunged_at) WHERE expunged_at IS NOT NULL;

-- The dear columns of a message, apart so that the others lie close together. edits: hidden header fields of the content.
CREATE TABLE IF NOT EXISTS message_text (
    account_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    prefix BYTEA NOT NULL,
    structure BYTEA NOT NULL,
    edits BYTEA,
    PRIMARY KEY (account_id, id)
);

-- keywords: ids of the account's keyword rows, 4 octets little endian each, ascending; NULL for none.
CREATE TABLE IF NOT EXISTS placement (
    account_id BIGINT NOT NULL,
    mailbox_id BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    flags BIGINT NOT NULL,
    keywords BYTEA,
    modseq BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    size BIGINT NOT NULL,
    PRIMARY KEY (account_id, mailbox_id, uid)
);
CREATE INDEX IF NOT EXISTS placement_modseq ON placement (account_id, mailbox_id, modseq);
CREATE INDEX IF NOT EXISTS placement_message ON placement (account_id, message_id);
CREATE INDEX IF NOT EXISTS placement_deleted ON placement (account_id, mailbox_id, uid) WHERE (flags & 8) <> 0;

CREATE TABLE IF NOT EXISTS tombstone (
    account_id BIGINT NOT NULL,
    mailbox_id BIGINT NOT NULL,
    modseq BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    PRIMARY KEY (account_id, mailbox_id, modseq, uid)
);

-- name_key: the name without case.
CREATE TABLE IF NOT EXISTS keyword (
    account_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS keyword_name ON keyword (account_id, name_key);

-- Keywords that were used in a mailbox.
CREATE TABLE IF NOT EXISTS mailbox_keyword (
    account_id BIGINT NOT NULL,
    mailbox_id BIGINT NOT NULL,
    keyword_id BIGINT NOT NULL,
    PRIMARY KEY (account_id, mailbox_id, keyword_id)
);

-- Which conversation a Message-ID belongs to; id_hash: the first 8 octets of its SHA-256.
CREATE TABLE IF NOT EXISTS thread_id (
    account_id BIGINT NOT NULL,
    id_hash BIGINT NOT NULL,
    thread_id BIGINT NOT NULL,
    PRIMARY KEY (account_id, id_hash)
);

-- The filing key: a mail is filed into an account once. Kept for 30 days, longer than any repetition.
CREATE TABLE IF NOT EXISTS filing (
    account_id BIGINT NOT NULL,
    accept_id BYTEA NOT NULL,
    mailbox_id BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    filed_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, accept_id)
);
CREATE INDEX IF NOT EXISTS filing_age ON filing (filed_at);

-- A content, stored once a company. key_id 0: not encrypted. refs counts the messages and queue entries that use it; at 0
-- candidate_since says from when, and a sweep removes it a day later.
CREATE TABLE IF NOT EXISTS blob (
    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    company_id BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    key_id BIGINT NOT NULL DEFAULT 0,
    stored_length BIGINT NOT NULL,
    length BIGINT NOT NULL,
    refs BIGINT NOT NULL DEFAULT 0,
    candidate_since BIGINT
);
CREATE UNIQUE INDEX IF NOT EXISTS blob_content ON blob (company_id, sha256, key_id);
CREATE INDEX IF NOT EXISTS blob_candidate ON blob (candidate_since) WHERE candidate_since IS NOT NULL;

-- The record of a content in pieces of 128 KiB. EXTERNAL: compressed already, and a part is read without the rest.
CREATE TABLE IF NOT EXISTS blob_chunk (
    blob_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (blob_id, number)
);
ALTER TABLE blob_chunk ALTER COLUMN data SET STORAGE EXTERNAL;
