create operator family mixed using btree;
