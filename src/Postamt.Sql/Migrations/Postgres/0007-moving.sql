-- Where all of this was copied from; done_at NULL: the copy is not complete, and nothing may be begun on it.
CREATE TABLE IF NOT EXISTS moving (
    source TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    begun_at BIGINT NOT NULL,
    done_at BIGINT
);
