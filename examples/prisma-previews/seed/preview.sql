insert into reports.totals (day, amount) values (current_date, 42) on conflict do nothing;
