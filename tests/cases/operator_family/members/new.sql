create operator family mixed using btree;
alter operator family mixed using btree add operator 3 = (int, bigint), function 1 (int, bigint) btint48cmp(int, bigint);
comment on operator family mixed using btree is 'm'; alter operator family mixed using btree owner to app_owner;
