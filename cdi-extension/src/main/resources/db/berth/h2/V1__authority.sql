-- The authority. Every rule that must hold is a constraint here, so that no code can break it.

-- Fences and claims take their numbers from one sequence: a number is never used twice, not even
-- after a row was deleted and made anew.
CREATE SEQUENCE berth_epoch;

CREATE TABLE berth_manager (
  name     VARCHAR(64) PRIMARY KEY,
  location VARCHAR(64) NOT NULL,
  capacity INTEGER     NOT NULL CHECK (capacity >= 0),
  used     INTEGER     NOT NULL DEFAULT 0 CHECK (used >= 0)
);

-- One row per pool: whoever refills it holds this row's lock while counting.
CREATE TABLE berth_pool (
  manager VARCHAR(64) NOT NULL REFERENCES berth_manager (name),
  type    VARCHAR(64) NOT NULL,
  PRIMARY KEY (manager, type)
);

CREATE TABLE berth_resource (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type         VARCHAR(64) NOT NULL,
  name         VARCHAR(64) NOT NULL UNIQUE,
  manager      VARCHAR(64) NOT NULL,
  location     VARCHAR(64) NOT NULL,
  capacity     INTEGER     NOT NULL CHECK (capacity >= 1),
  availability VARCHAR(8)  NOT NULL
    CHECK (availability IN ('MAKING', 'FREE', 'CLAIMED', 'BOUND', 'SUSPECT', 'RETIRED')),
  owner        VARCHAR(128),
  epoch        BIGINT      NOT NULL DEFAULT NEXT VALUE FOR berth_epoch,
  deadline     TIMESTAMP(6) WITH TIME ZONE,
  attempts     INTEGER     NOT NULL DEFAULT 0,
  made_at      TIMESTAMP(6) WITH TIME ZONE,
  -- H2 has no partial index: this column is the condition of the one that PostgreSQL has.
  holder       VARCHAR(128) GENERATED ALWAYS AS
    (CASE WHEN availability IN ('CLAIMED', 'BOUND') THEN owner END),
  CONSTRAINT berth_resource_one_of_a_type_each UNIQUE (holder, type),
  FOREIGN KEY (manager, type) REFERENCES berth_pool (manager, type),
  CONSTRAINT berth_resource_held_by_somebody
    CHECK (availability NOT IN ('CLAIMED', 'BOUND') OR owner IS NOT NULL),
  CONSTRAINT berth_resource_stock_is_nobodys
    CHECK (availability NOT IN ('MAKING', 'FREE') OR owner IS NULL),
  CONSTRAINT berth_resource_unfinished_has_deadline
    CHECK (availability NOT IN ('MAKING', 'CLAIMED') OR deadline IS NOT NULL)
);
CREATE INDEX berth_resource_stock ON berth_resource (manager, type, availability);
CREATE INDEX berth_resource_owner ON berth_resource (owner);
CREATE INDEX berth_resource_deadline ON berth_resource (deadline);

CREATE TABLE berth_association (
  consumer      VARCHAR(128) PRIMARY KEY,
  home          VARCHAR(64) NOT NULL REFERENCES berth_manager (name),
  version       BIGINT      NOT NULL CHECK (version >= 1),
  epoch         BIGINT      NOT NULL DEFAULT NEXT VALUE FOR berth_epoch,
  state         VARCHAR(8)  NOT NULL CHECK (state IN ('RESERVED', 'CLAIMED', 'BOUND', 'GONE')),
  deadline      TIMESTAMP(6) WITH TIME ZONE,
  position      VARCHAR     NOT NULL DEFAULT '',
  created_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
  changed_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
  registered_at TIMESTAMP(6) WITH TIME ZONE,
  CONSTRAINT berth_association_unfinished_has_deadline
    CHECK ((state IN ('RESERVED', 'CLAIMED')) = (deadline IS NOT NULL))
);
CREATE INDEX berth_association_deadline ON berth_association (deadline);
CREATE INDEX berth_association_changed ON berth_association (changed_at);

CREATE TABLE berth_export (
  consumer VARCHAR(128) PRIMARY KEY REFERENCES berth_association (consumer) ON DELETE CASCADE,
  version  BIGINT NOT NULL,
  payload  BLOB NOT NULL
);

CREATE TABLE berth_outbox (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consumer     VARCHAR(128) NOT NULL REFERENCES berth_association (consumer) ON DELETE CASCADE,
  version      BIGINT       NOT NULL,
  target       VARCHAR(64)  NOT NULL REFERENCES berth_manager (name),
  not_before   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  leased_until TIMESTAMP(6) WITH TIME ZONE,
  lease        BIGINT       NOT NULL DEFAULT 0,
  attempts     INTEGER      NOT NULL DEFAULT 0,
  CONSTRAINT berth_outbox_once UNIQUE (consumer, target)
);
CREATE INDEX berth_outbox_due ON berth_outbox (target, not_before, id);

CREATE TABLE berth_acknowledgement (
  consumer VARCHAR(128) NOT NULL REFERENCES berth_association (consumer) ON DELETE CASCADE,
  manager  VARCHAR(64)  NOT NULL REFERENCES berth_manager (name),
  version  BIGINT       NOT NULL,
  PRIMARY KEY (consumer, manager)
);
