create table folder_right (
  folder_id     bigint       not null references folder on delete cascade,
  role_id       bigint       not null references role,
  may_write     boolean      default false not null,
  primary key (folder_id, role_id)
);
alter table note add column folder_id bigint references folder;
alter table note add column pinned boolean default false not null;
alter table folder add column archived_at timestamp(6) with time zone;
