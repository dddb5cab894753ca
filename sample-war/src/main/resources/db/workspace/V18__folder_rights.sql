create table folder_right (
  folder_id     bigint       not null references folder on delete cascade,
  role_id       bigint       not null references role,
  may_write     boolean      default false not null,
  primary key (folder_id, role_id)
);
create index note_by_folder on note (folder_id);
create index note_pinned on note (pinned, written_at);
