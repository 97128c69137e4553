create procedure step(in a int, in b int, in c int) language plpgsql as 'begin end';
create procedure step(out a int, in b int, in c int) language plpgsql as 'begin a := 1; end';
comment on procedure step(in int, in int, in int) is 'three in';
alter procedure step(in int, in int, in int) owner to app_owner;
