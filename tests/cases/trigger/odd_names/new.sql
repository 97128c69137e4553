create table "T t" (id int primary key, "A b" int);
create schema "S s";
create function "S s"."F f"() returns trigger language plpgsql as 'begin return new; end';
create trigger "Tr ""x WHEN (" before update of "A b" on "T t" for each row when (old."A b" > 1) execute function "S s"."F f"('WHEN (');
