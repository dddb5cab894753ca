-- Finds the consumers whose newest version is not known to be everywhere, without looking at all others.
CREATE INDEX berth_association_unproven ON berth_association (home, registered_at, consumer);
