-- Pools by variant, each with the generation of its template; stock that is held while a form is
-- filled in; keys of requests that must take effect once.

ALTER TABLE berth_resource ADD COLUMN variant VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE berth_resource ADD COLUMN generation BIGINT NOT NULL DEFAULT 0;
ALTER TABLE berth_resource ADD COLUMN hold VARCHAR(160);
-- Somebody's data may be in it already, so it never becomes stock again.
ALTER TABLE berth_resource ADD COLUMN personal BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE berth_pool RENAME TO berth_pool_1;
CREATE TABLE berth_pool (
  manager    VARCHAR(64) NOT NULL REFERENCES berth_manager (name),
  type       VARCHAR(64) NOT NULL,
  variant    VARCHAR(64) NOT NULL DEFAULT '',
  generation BIGINT      NOT NULL DEFAULT 0 CHECK (generation >= 0),
  PRIMARY KEY (manager, type, variant)
);
INSERT INTO berth_pool (manager, type) SELECT manager, type FROM berth_pool_1;
DROP TABLE berth_pool_1 CASCADE;
ALTER TABLE berth_resource ADD CONSTRAINT berth_resource_of_a_pool
  FOREIGN KEY (manager, type, variant) REFERENCES berth_pool (manager, type, variant);

ALTER TABLE berth_resource DROP CONSTRAINT berth_resource_held_by_somebody;
ALTER TABLE berth_resource ADD CONSTRAINT berth_resource_held_by_somebody
  CHECK (availability NOT IN ('CLAIMED', 'BOUND') OR owner IS NOT NULL
    OR (availability = 'CLAIMED' AND hold IS NOT NULL));
ALTER TABLE berth_resource ADD CONSTRAINT berth_resource_hold_is_nobodys
  CHECK (hold IS NULL OR (availability = 'CLAIMED' AND owner IS NULL));

-- One index finds and counts what is ready and what is being made.
DROP INDEX berth_resource_free;
CREATE INDEX berth_resource_stock
  ON berth_resource (manager, type, variant, availability, generation, id)
  WHERE availability IN ('MAKING', 'FREE');
CREATE INDEX berth_resource_hold ON berth_resource (manager, type, variant, hold)
  WHERE hold IS NOT NULL;

CREATE TABLE berth_request (
  request     VARCHAR(128) PRIMARY KEY,
  consumer    VARCHAR(128) NOT NULL,
  fingerprint VARCHAR(64)  NOT NULL,
  seen_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX berth_request_seen ON berth_request (seen_at);
