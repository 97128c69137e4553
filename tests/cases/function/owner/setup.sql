do $$ begin create role case_owner; exception when duplicate_object or unique_violation then null; end $$; grant create on schema public to case_owner;
