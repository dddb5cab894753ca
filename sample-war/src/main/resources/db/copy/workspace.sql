-- What a store that is not the home needs of a workspace: the owner and the notes, to read. A few
-- milliseconds, because every sign-up does it in every other store.
create table owner (
  id            smallint     not null primary key check (id = 1),
  email         varchar(128),
  owned_since   timestamp(6) with time zone
);
create table note (
  id            uuid         not null primary key,
  body          varchar(4000) not null,
  written_at    timestamp(6) with time zone not null
);
insert into owner (id) values (1);
