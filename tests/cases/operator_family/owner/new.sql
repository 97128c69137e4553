create operator family mixed using btree; alter operator family mixed using btree owner to app_owner;
