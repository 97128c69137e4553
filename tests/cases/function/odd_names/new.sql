create schema "Odd.one";
create table "Odd.one"."T(x" (id int primary key);
create function "Odd.one"."F ""x"(int, "select" text) returns int language sql as 'select $1';
create function "Odd.one"."select"("A b" "Odd.one"."T(x") returns "Odd.one"."T(x" language sql as 'select $1';
create function "Odd.one"."a(b"(int) returns int language sql as 'select $1';
comment on function "Odd.one"."a(b"(int) is 'c';
