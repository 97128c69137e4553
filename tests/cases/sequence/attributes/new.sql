create sequence a; alter sequence a owner to app_owner; create sequence b; comment on sequence b is 'y'; grant select on sequence b to app_reader;
