create operator family mixed using btree; create operator family mixed using hash; comment on operator family mixed using hash is 'm';
