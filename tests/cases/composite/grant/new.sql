create type pair as (a int, b text); grant usage on type pair to app_reader; revoke usage on type pair from public;
