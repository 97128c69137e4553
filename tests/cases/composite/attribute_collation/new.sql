create type pair as (a text collate "C", b int);
