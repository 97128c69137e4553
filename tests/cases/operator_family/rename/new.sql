create operator family two using btree; alter operator family two using btree add operator 1 < (int, bigint);
