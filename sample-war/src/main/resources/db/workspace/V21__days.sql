-- Reports by week, quarter and year join with this: every day of ten years.
create table calendar_day (
  on_date       date         not null primary key,
  iso_year      smallint     not null,
  iso_week      smallint     not null,
  in_quarter    smallint     not null,
  week_day      smallint     not null,
  workday       boolean      not null
);
insert into calendar_day (on_date, iso_year, iso_week, in_quarter, week_day, workday)
  select d, extract(iso_week_year from d), extract(iso_week from d), extract(quarter from d),
    extract(iso_day_of_week from d), extract(iso_day_of_week from d) < 6
  from (select dateadd(day, x, date '2022-12-31') as d from system_range(1, 3653));
create index calendar_day_by_week on calendar_day (iso_year, iso_week);
create index calendar_day_by_quarter on calendar_day (in_quarter, on_date);
