-- The directory, the audit log and what every node needs: settings, secrets, nodes.
-- Times are UTC microseconds. Ids are never used twice: an id in an old audit row, a cache or a log means one thing for ever.
-- States: 0 active, 1 suspended, 2 leaving.

CREATE TABLE company (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL UNIQUE,
    state       INTEGER NOT NULL,
    locale      TEXT NOT NULL,
    time_zone   TEXT NOT NULL,
    created_at  INTEGER NOT NULL
);

CREATE TABLE domain (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    company_id      INTEGER NOT NULL REFERENCES company (id),
    name            TEXT NOT NULL UNIQUE,
    state           INTEGER NOT NULL,
    catch_all       TEXT,
    sub_addressing  INTEGER NOT NULL,
    created_at      INTEGER NOT NULL
);
CREATE INDEX domain_of_company ON domain (company_id, id);

CREATE TABLE department (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    company_id  INTEGER NOT NULL REFERENCES company (id),
    parent_id   INTEGER REFERENCES department (id),
    name        TEXT NOT NULL
);
CREATE INDEX department_of_company ON department (company_id, id);
CREATE INDEX department_below ON department (parent_id);

-- primary_key: the lookup key of the account's own address, which is also its login name.
CREATE TABLE account (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    company_id        INTEGER NOT NULL REFERENCES company (id),
    department_id     INTEGER REFERENCES department (id),
    primary_key       TEXT NOT NULL UNIQUE,
    display_name      TEXT NOT NULL,
    state             INTEGER NOT NULL,
    locale            TEXT NOT NULL,
    time_zone         TEXT NOT NULL,
    quota_octets      INTEGER NOT NULL,
    second_factor     INTEGER NOT NULL DEFAULT 0,
    scram_salt        BLOB NOT NULL,
    scram_iterations  INTEGER NOT NULL,
    created_at        INTEGER NOT NULL
);
CREATE INDEX account_of_company ON account (company_id, id);
CREATE INDEX account_in_department ON account (department_id);

-- kind 0: of an account; kind 1: a group. look: what the address looks like to a reader.
CREATE TABLE address (
    lookup_key    TEXT NOT NULL PRIMARY KEY,
    company_id    INTEGER NOT NULL REFERENCES company (id),
    domain_id     INTEGER NOT NULL REFERENCES domain (id),
    local_part    TEXT NOT NULL,
    look          TEXT NOT NULL,
    kind          INTEGER NOT NULL,
    account_id    INTEGER REFERENCES account (id),
    name          TEXT,
    members_only  INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX address_of_company ON address (company_id, lookup_key);
CREATE INDEX address_of_account ON address (account_id);
CREATE INDEX address_at_domain ON address (domain_id);
CREATE INDEX address_look ON address (look);

CREATE TABLE member (
    group_key   TEXT NOT NULL REFERENCES address (lookup_key),
    member_key  TEXT NOT NULL,
    company_id  INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    address     TEXT NOT NULL,
    PRIMARY KEY (group_key, member_key)
) WITHOUT ROWID;
CREATE INDEX member_of ON member (company_id, member_key);

-- kind 0: a person's password; kind 1: an app password.
CREATE TABLE credential (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    company_id    INTEGER NOT NULL,
    account_id    INTEGER NOT NULL REFERENCES account (id),
    kind          INTEGER NOT NULL,
    scopes        INTEGER NOT NULL,
    label         TEXT NOT NULL,
    verifier      TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER,
    expires_at    INTEGER
);
CREATE INDEX credential_of_account ON credential (account_id, id);

-- What an account may do beyond its own mail. kind 0: a role, its number in object; kind 1: send as the group whose key is in object.
-- "grant" is a word of the language on the other engine.
CREATE TABLE granted (
    account_id  INTEGER NOT NULL REFERENCES account (id),
    kind        INTEGER NOT NULL,
    object      TEXT NOT NULL,
    company_id  INTEGER NOT NULL,
    PRIMARY KEY (account_id, kind, object)
) WITHOUT ROWID;
CREATE INDEX granted_on ON granted (kind, object);

CREATE TABLE audit (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    at             INTEGER NOT NULL,
    company_id     INTEGER NOT NULL,
    actor_kind     INTEGER NOT NULL,
    actor_name     TEXT NOT NULL,
    actor_account  INTEGER,
    actor_company  INTEGER,
    operation      TEXT NOT NULL,
    subject        TEXT NOT NULL,
    detail         TEXT NOT NULL
);
CREATE INDEX audit_of_company ON audit (company_id, at, id);
CREATE INDEX audit_at ON audit (at, id);

-- company_id 0: the installation's own.
CREATE TABLE setting (
    name        TEXT NOT NULL,
    company_id  INTEGER NOT NULL,
    value       TEXT NOT NULL,
    changed_at  INTEGER NOT NULL,
    changed_by  TEXT NOT NULL,
    PRIMARY KEY (name, company_id)
) WITHOUT ROWID;

CREATE TABLE secret (
    company_id  INTEGER NOT NULL,
    name        TEXT NOT NULL,
    key_id      TEXT NOT NULL,
    sealed      BLOB NOT NULL,
    changed_at  INTEGER NOT NULL,
    PRIMARY KEY (company_id, name)
) WITHOUT ROWID;

CREATE TABLE node (
    epoch       INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL,
    version     TEXT NOT NULL,
    started_at  INTEGER NOT NULL
);
