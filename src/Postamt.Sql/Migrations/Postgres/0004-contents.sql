-- damaged_at: since when the stored content is known not to be what its hash promises; it is not given out.
ALTER TABLE blob ADD COLUMN IF NOT EXISTS damaged_at BIGINT;
CREATE INDEX IF NOT EXISTS blob_damaged ON blob (id) WHERE damaged_at IS NOT NULL;

-- Which keys contents need.
CREATE INDEX IF NOT EXISTS blob_key ON blob (key_id) WHERE key_id <> 0;

-- How far a job has come that goes through all contents by id. ended_at NULL: it is under way. key_id: what it works towards.
CREATE TABLE IF NOT EXISTS content_walk (
    name TEXT COLLATE "C" PRIMARY KEY,
    last_id BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT
);
