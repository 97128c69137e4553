create operator family one using btree; alter operator family one using btree add operator 1 < (int, bigint);
