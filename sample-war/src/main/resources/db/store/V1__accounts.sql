-- What one manager's store knows of its consumers. arrived_at tells when this store got the row:
-- at the home that is the sign-up itself, elsewhere the end of replication.
create table account (
  email         varchar(128) not null primary key,
  workspace     varchar(64)  not null,
  workspace_key varchar(128) not null unique,
  schema_name   varchar(80)  not null unique,
  created_at    timestamp(6) with time zone not null,
  arrived_at    timestamp(6) with time zone not null
);
