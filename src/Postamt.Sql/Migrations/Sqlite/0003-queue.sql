-- Acceptance, queue and ledger. Times are UTC microseconds; accept ids 16 octets.

-- repeat_key: by what a mail sent again is known; NULL for mails made here. answered: the peer has our 250. Kept for a day.
CREATE TABLE IF NOT EXISTS accept (
    accept_id   BLOB NOT NULL PRIMARY KEY,
    repeat_key  BLOB,
    at          INTEGER NOT NULL,
    answered    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS accept_unanswered ON accept (repeat_key, at) WHERE answered = 0 AND repeat_key IS NOT NULL;

-- One mail of one company with recipients in the queue; id is the ledger entry of its first one. The blob is the company's own copy.
-- refs: message ids, one a line. verdict: the screening's, for recipients it expands into.
CREATE TABLE IF NOT EXISTS queue_message (
    id               INTEGER PRIMARY KEY,
    accept_id        BLOB NOT NULL,
    company_id       INTEGER NOT NULL,
    kind             INTEGER NOT NULL,
    account_id       INTEGER,
    reverse_path     TEXT NOT NULL,
    body             INTEGER NOT NULL,
    smtp_utf8        INTEGER NOT NULL,
    declared_size    INTEGER,
    dsn_return       INTEGER NOT NULL,
    envelope_id      TEXT,
    blob_id          INTEGER NOT NULL,
    blob_length      INTEGER NOT NULL,
    structure        BLOB NOT NULL,
    trace_header     BLOB NOT NULL,
    message_id       TEXT,
    refs             TEXT NOT NULL,
    hops             INTEGER NOT NULL,
    received_at      INTEGER NOT NULL,
    verdict          TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS queue_message_accept ON queue_message (accept_id, company_id);

-- id is the recipient's ledger entry. lease_epoch NULL: not leased. last_epoch: who completed the last attempt. expansion: addresses, one a
-- line, nearest first.
CREATE TABLE IF NOT EXISTS queue_recipient (
    id              INTEGER PRIMARY KEY,
    message_id      INTEGER NOT NULL,
    company_id      INTEGER NOT NULL,
    address         TEXT NOT NULL,
    notify          INTEGER NOT NULL,
    original        TEXT,
    parent          INTEGER NOT NULL,
    expansion       TEXT NOT NULL,
    destination     TEXT NOT NULL,
    queued_at       INTEGER NOT NULL,
    next_attempt    INTEGER NOT NULL,
    attempts        INTEGER NOT NULL,
    held            INTEGER NOT NULL,
    delay_notified  INTEGER NOT NULL,
    lease_epoch     INTEGER,
    last_epoch      INTEGER,
    last_failure    TEXT
);
CREATE INDEX IF NOT EXISTS queue_due ON queue_recipient (destination, next_attempt) WHERE lease_epoch IS NULL AND held = 0;
CREATE INDEX IF NOT EXISTS queue_of_message ON queue_recipient (message_id, destination);
CREATE INDEX IF NOT EXISTS queue_leased ON queue_recipient (lease_epoch) WHERE lease_epoch IS NOT NULL;
CREATE INDEX IF NOT EXISTS queue_of_company ON queue_recipient (company_id, id);

-- The earliest due time of each destination's free recipients; a destination without any has no row.
CREATE TABLE IF NOT EXISTS queue_destination (
    destination  TEXT NOT NULL PRIMARY KEY,
    earliest     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS queue_destination_due ON queue_destination (earliest, destination);

-- Who leases. renewals moves while the owner lives; an owner that was found dead is fenced for ever.
CREATE TABLE IF NOT EXISTS queue_owner (
    epoch     INTEGER PRIMARY KEY,
    renewals  INTEGER NOT NULL,
    fenced    INTEGER NOT NULL
);

-- What was tried and did not end a recipient's life: a final dot begun, an attempt deferred.
CREATE TABLE IF NOT EXISTS attempt (
    id          INTEGER PRIMARY KEY,
    accept_id   BLOB NOT NULL,
    company_id  INTEGER NOT NULL,
    entry       INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    epoch       INTEGER NOT NULL,
    step        TEXT NOT NULL,
    host        TEXT,
    detail      TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS attempt_of_accept ON attempt (accept_id);

-- Append-only. The personal columns (sender, recipient, their keys, detail) and salt become NULL when erased; digest, previous and hash stay.
CREATE TABLE IF NOT EXISTS ledger (
    strand         INTEGER NOT NULL,
    seq            INTEGER NOT NULL,
    entry          INTEGER NOT NULL,
    parent         INTEGER NOT NULL,
    accept_id      BLOB NOT NULL,
    company_id     INTEGER NOT NULL,
    event          INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    kind           INTEGER NOT NULL,
    account_id     INTEGER,
    sender         TEXT,
    recipient      TEXT,
    detail         TEXT,
    sender_key     TEXT,
    recipient_key  TEXT,
    salt           BLOB,
    digest         BLOB NOT NULL,
    previous       BLOB NOT NULL,
    hash           BLOB NOT NULL,
    PRIMARY KEY (strand, seq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ledger_entry ON ledger (entry);
CREATE INDEX IF NOT EXISTS ledger_accept ON ledger (accept_id);
CREATE INDEX IF NOT EXISTS ledger_company ON ledger (company_id, accept_id) WHERE event = 1;
CREATE INDEX IF NOT EXISTS ledger_recipient ON ledger (recipient_key, accept_id) WHERE recipient_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS ledger_sender ON ledger (sender_key, accept_id) WHERE sender_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS ledger_children ON ledger (parent) WHERE parent <> 0;

-- The head of each strand and what it has counted.
CREATE TABLE IF NOT EXISTS ledger_strand (
    strand       INTEGER PRIMARY KEY,
    seq          INTEGER NOT NULL,
    hash         BLOB NOT NULL,
    begun        INTEGER NOT NULL,
    delivered    INTEGER NOT NULL,
    relayed      INTEGER NOT NULL,
    bounced      INTEGER NOT NULL,
    expired      INTEGER NOT NULL,
    discarded    INTEGER NOT NULL,
    expanded     INTEGER NOT NULL,
    transferred  INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS seal (
    number       INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    root         BLOB NOT NULL,
    begun        INTEGER NOT NULL,
    delivered    INTEGER NOT NULL,
    relayed      INTEGER NOT NULL,
    bounced      INTEGER NOT NULL,
    expired      INTEGER NOT NULL,
    discarded    INTEGER NOT NULL,
    expanded     INTEGER NOT NULL,
    transferred  INTEGER NOT NULL,
    live         INTEGER NOT NULL
);

-- Heads of the strands that moved since the seal before.
CREATE TABLE IF NOT EXISTS seal_head (
    number  INTEGER NOT NULL,
    strand  INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    hash    BLOB NOT NULL,
    PRIMARY KEY (number, strand)
) WITHOUT ROWID;
