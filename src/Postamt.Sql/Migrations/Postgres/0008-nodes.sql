-- beside: 7
-- Which epoch does a job that one node does for all.
CREATE TABLE IF NOT EXISTS job_lease (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL
);

-- What each node last said of itself.
CREATE TABLE IF NOT EXISTS node_state (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    listen TEXT COLLATE "C" NOT NULL,
    roles TEXT COLLATE "C" NOT NULL,
    program TEXT COLLATE "C"
);

-- Versions that were put in the others' place, node by node; state 0: under way, 1: done, 2: stopped.
CREATE TABLE IF NOT EXISTS rollout (
    id BIGINT NOT NULL PRIMARY KEY,
    target TEXT COLLATE "C" NOT NULL,
    origin TEXT COLLATE "C" NOT NULL,
    restores BIGINT,
    begun_at BIGINT NOT NULL,
    begun_by TEXT COLLATE "C" NOT NULL,
    state BIGINT NOT NULL,
    ended_at BIGINT,
    reason TEXT COLLATE "C",
    holder TEXT COLLATE "C",
    held_since BIGINT
);

CREATE TABLE IF NOT EXISTS rollout_node (
    rollout_id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (rollout_id, name)
);

-- Failed sign-ins that a start of a node has counted, by network, neighbourhood or name.
CREATE TABLE IF NOT EXISTS login_failure (
    epoch BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (epoch, name)
);

CREATE INDEX IF NOT EXISTS login_failure_last ON login_failure (last_at);
