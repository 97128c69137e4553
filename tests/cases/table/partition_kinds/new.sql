create table by_list (region text, id int) partition by list (region);
create table by_list_eu partition of by_list for values in ('de', 'fr');
create table by_list_rest partition of by_list default;
create table by_hash (id int not null) partition by hash (id);
create table by_hash_0 partition of by_hash for values with (modulus 2, remainder 0);
create table by_hash_1 partition of by_hash for values with (modulus 2, remainder 1);
create table by_two (a int, b date, c text) partition by range (a, (b + 1));
create table by_two_1 partition of by_two for values from (minvalue, minvalue) to (5, maxvalue) partition by list (c);
create unlogged table by_two_1_x partition of by_two_1 for values in ('x');
