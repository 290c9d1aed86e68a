-- beside: 11
-- Which epoch does a job that one node does for all.
CREATE TABLE IF NOT EXISTS job_lease (
    name TEXT NOT NULL PRIMARY KEY,
    epoch INTEGER NOT NULL
);

-- What each node last said of itself.
CREATE TABLE IF NOT EXISTS node_state (
    name TEXT NOT NULL PRIMARY KEY,
    epoch INTEGER NOT NULL,
    version TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    listen TEXT NOT NULL,
    roles TEXT NOT NULL,
    program TEXT
);

-- Versions that were put in the others' place, node by node; state 0: under way, 1: done, 2: stopped.
CREATE TABLE IF NOT EXISTS rollout (
    id INTEGER NOT NULL PRIMARY KEY,
    target TEXT NOT NULL,
    origin TEXT NOT NULL,
    restores INTEGER,
    begun_at INTEGER NOT NULL,
    begun_by TEXT NOT NULL,
    state INTEGER NOT NULL,
    ended_at INTEGER,
    reason TEXT,
    holder TEXT,
    held_since INTEGER
);

CREATE TABLE IF NOT EXISTS rollout_node (
    rollout_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    done_at INTEGER,
    PRIMARY KEY (rollout_id, name)
) WITHOUT ROWID;

-- Failed sign-ins that a start of a node has counted, by network, neighbourhood or name.
CREATE TABLE IF NOT EXISTS login_failure (
    epoch INTEGER NOT NULL,
    name TEXT NOT NULL,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (epoch, name)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS login_failure_last ON login_failure (last_at);
