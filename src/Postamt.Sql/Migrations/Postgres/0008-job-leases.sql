-- beside: 7
-- Which epoch does a job that one node does for all.
CREATE TABLE IF NOT EXISTS job_lease (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL
);
