create view open_task as
  select task.id, task.title, task.due_on, board_column.board_id
  from task join board_column on board_column.id = task.column_id
  where board_column.name <> 'Done';
create view member_load as
  select member.id, member.display_name, count(task_assignee.task_id) as tasks
  from member left join task_assignee on task_assignee.member_id = member.id
  group by member.id, member.display_name;
create view monthly_expense as
  select budget_id, extract(year from spent_on) as spent_year, extract(month from spent_on) as spent_month,
    sum(amount) as amount
  from expense group by budget_id, extract(year from spent_on), extract(month from spent_on);
