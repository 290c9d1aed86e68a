-- The record of a small content that came alone, where one forced write is to do for both: its blob has segment 0.
CREATE TABLE IF NOT EXISTS blob_inline (
    blob_id INTEGER PRIMARY KEY,
    record BLOB NOT NULL
);
