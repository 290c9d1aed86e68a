-- Set where destination is 'notice': the failure the sender is still to be told of, as JSON.
ALTER TABLE queue_recipient ADD COLUMN doom TEXT;
