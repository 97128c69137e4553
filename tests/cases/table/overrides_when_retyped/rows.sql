insert into sums values (1, '2', 'a', 'b'); insert into debts values (3, '4', 'c', 'd'); insert into loans values (5, '6', 'e', 'f'); insert into old_debts values (7, '8', 'g', 'h');
insert into entries values ('9', 1);
