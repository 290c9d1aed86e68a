-- Each seal asks for the newest head of each strand: without this the question reads all heads there ever were.
CREATE INDEX IF NOT EXISTS seal_head_of_strand ON seal_head (strand, number);
