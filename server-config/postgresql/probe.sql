-- What:  a role that may ask how far this server's log has come, and nothing else; run it once in the application's database, as a superuser,
--        with a password of your own: psql -v password=... -f probe.sql APPDB. On the primary, standbys get it by replication; on each publisher and
--        each subscriber of logical replication, where the publication must carry the table: ALTER PUBLICATION name ADD TABLE berth_probe.origin.
-- Why:   Berth releases a consumer when its data is proven to have arrived. The timelines that a failover leaves can be read by superusers only,
--        hence a function that does this one thing. The role can read none of your tables.
-- Check: psql -U berth_probe -c 'SELECT * FROM berth_probe.log()' APPDB   (on a standby, place follows the primary)
CREATE ROLE berth_probe LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 20 PASSWORD :'password';
CREATE SCHEMA berth_probe;

-- Whose log this is, for subscribers: logical replication does not tell them.
CREATE TABLE berth_probe.origin (
  manager text PRIMARY KEY,
  system bigint NOT NULL,
  timeline integer NOT NULL,
  history text NOT NULL
);

-- The place is read before the timeline: a timeline that is too new proves nothing too early. A standby whose receiver is gone does not know its
-- timeline for certain when there is a newer one than its last restart point; then it says so (NULL) and what it is at least (floor).
CREATE FUNCTION berth_probe.log(OUT system bigint, OUT run timestamptz, OUT writes boolean, OUT place pg_lsn, OUT timeline integer,
    OUT floor integer, OUT history text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  newest integer;
BEGIN
  system := (SELECT system_identifier FROM pg_control_system());
  run := pg_postmaster_start_time();
  writes := NOT pg_is_in_recovery();
  IF writes THEN
    place := pg_current_wal_insert_lsn();
    timeline := ('x' || substr(pg_walfile_name(place), 1, 8))::bit(32)::integer;
    floor := timeline;
    newest := timeline;
  ELSE
    place := pg_last_wal_replay_lsn();
    timeline := (SELECT received_tli FROM pg_stat_wal_receiver);
    floor := greatest((SELECT timeline_id FROM pg_control_checkpoint()), (SELECT min_recovery_end_timeline FROM pg_control_recovery()));
    newest := greatest(floor, (SELECT max(('x' || substr(name, 1, 8))::bit(32)::integer) FROM pg_ls_dir('pg_wal') AS name
      WHERE name ~ '^[0-9A-F]{8}\.history$'));
    IF timeline IS NULL AND floor = newest THEN
      timeline := floor;
    END IF;
  END IF;
  history := coalesce(pg_read_file('pg_wal/' || upper(lpad(to_hex(coalesce(timeline, newest)), 8, '0')) || '.history', 0, 1048576, true), '');
END $$;

-- What each subscription of this database has applied and made visible. A worker notes the place it has received before it applies it, and the end
-- of what it has dealt with when the publisher asks; the latter may not be asked for seconds. Once a worker waits for more, all it had received
-- is applied: so the places are read first, and only then who waits.
CREATE FUNCTION berth_probe.subscriptions() RETURNS TABLE (name name, place pg_lsn, complete boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  workers pg_stat_subscription[] := ARRAY(SELECT w FROM pg_stat_subscription AS w WHERE w.relid IS NULL AND w.pid IS NOT NULL);
BEGIN
  RETURN QUERY
    SELECT s.subname,
      CASE WHEN a.wait_event = 'LogicalApplyMain' THEN greatest(w.received_lsn, w.latest_end_lsn) ELSE w.latest_end_lsn END,
      NOT EXISTS (SELECT FROM pg_subscription_rel AS r WHERE r.srsubid = s.oid AND r.srsubstate <> 'r')
    FROM pg_subscription AS s
      JOIN pg_database AS d ON d.oid = s.subdbid AND d.datname = current_database()
      LEFT JOIN unnest(workers) AS w ON w.subid = s.oid
      LEFT JOIN pg_stat_activity AS a ON a.pid = w.pid;
END $$;

CREATE FUNCTION berth_probe.sign(name text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT pg_is_in_recovery() THEN
    INSERT INTO berth_probe.origin AS o (manager, system, timeline, history)
      SELECT name, l.system, l.timeline, l.history FROM berth_probe.log() AS l
      ON CONFLICT (manager) DO UPDATE SET system = excluded.system, timeline = excluded.timeline, history = excluded.history
      WHERE (o.system, o.timeline, o.history) IS DISTINCT FROM (excluded.system, excluded.timeline, excluded.history);
  END IF;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA berth_probe FROM PUBLIC;
GRANT USAGE ON SCHEMA berth_probe TO berth_probe;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA berth_probe TO berth_probe;
GRANT SELECT ON berth_probe.origin TO berth_probe;
