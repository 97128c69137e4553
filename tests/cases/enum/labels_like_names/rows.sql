insert into "Weird s"."T" values ('a', '{a}');
