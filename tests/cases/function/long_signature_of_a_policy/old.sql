create table people (id uuid primary key, rank text);
alter table people enable row level security;
create function may_somebody_of_this_rank_do_what_is_asked(one uuid, their_rank text, how text default 'slowly') returns boolean
language plpgsql as $$ begin return true; end $$;
create policy ranked on people for select using (may_somebody_of_this_rank_do_what_is_asked(id, rank));
