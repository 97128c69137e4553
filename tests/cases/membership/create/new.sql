create role one; create role two; create role three;grant one to two; grant one to three with admin option; grant pg_monitor to two;
