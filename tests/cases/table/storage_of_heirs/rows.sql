insert into letters values ('a', 'b', 'c', 1); insert into notes values ('d', 'e', 'f', 2); insert into cards values ('g', 'h', 'i', 3); insert into files values ('j', 1), ('k', 2);
