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
    listen TEXT NOT NULL
);
