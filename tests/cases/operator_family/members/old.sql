create operator family mixed using btree;
alter operator family mixed using btree add operator 1 < (int, bigint), function 1 (int, bigint) btint48cmp(int, bigint);
