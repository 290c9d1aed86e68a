-- beside: 11
-- Which epoch does a job that one node does for all.
CREATE TABLE IF NOT EXISTS job_lease (
    name TEXT NOT NULL PRIMARY KEY,
    epoch INTEGER NOT NULL
);
