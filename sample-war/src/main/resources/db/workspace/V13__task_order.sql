create table task_dependency (
  task_id       bigint       not null references task on delete cascade,
  after_id      bigint       not null references task on delete cascade,
  primary key (task_id, after_id),
  check (task_id <> after_id)
);
create table task_label (
  task_id       bigint       not null references task on delete cascade,
  label_id      bigint       not null references label,
  primary key (task_id, label_id)
);
create index task_by_place on task (column_id, place);
