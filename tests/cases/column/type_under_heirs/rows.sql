insert into base values (1, 2, 3); insert into grandchild (id, a, z) values (4, 5, 'z'); insert into parted values (1, 7);
