create type pair as (a int, b text); alter type pair owner to app_owner;
