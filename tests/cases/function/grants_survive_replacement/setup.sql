do $$ begin create role case_reader; exception when duplicate_object or unique_violation then null; end $$;
