-- Finds the consumers whose newest version is not known to be everywhere, without looking at all others.
CREATE INDEX berth_association_unproven ON berth_association (home, consumer)
  WHERE state = 'BOUND' AND registered_at IS NULL;
