create type money2 as (amount int);
