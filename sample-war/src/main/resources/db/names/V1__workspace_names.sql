-- One row per consumer that asked for a workspace name; the database decides who was first.
create table workspace_name (
  consumer      varchar(128) not null primary key,
  workspace_key varchar(128) not null unique,
  reserved_at   timestamp(6) with time zone not null
);
