-- damaged_at: since when the stored content is known not to be what its hash promises; it is not given out.
ALTER TABLE blob ADD COLUMN damaged_at INTEGER;
CREATE INDEX IF NOT EXISTS blob_damaged ON blob (id) WHERE damaged_at IS NOT NULL;

-- Which contents lie in a segment, for compaction; those in the database are left out.
CREATE INDEX IF NOT EXISTS blob_segment ON blob (segment, position) WHERE segment > 0;

-- Which keys contents need.
CREATE INDEX IF NOT EXISTS blob_key ON blob (key_id) WHERE key_id <> 0;

-- loose_octets: how many of a closed segment no row has ever pointed at, counted once; loose_since: when.
ALTER TABLE segment ADD COLUMN loose_octets INTEGER;
ALTER TABLE segment ADD COLUMN loose_since INTEGER;

-- How far a job has come that goes through all contents by id. ended_at NULL: it is under way. key_id: what it works towards.
CREATE TABLE IF NOT EXISTS content_walk (
    name TEXT PRIMARY KEY,
    last_id INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER
) WITHOUT ROWID;
