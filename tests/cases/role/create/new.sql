create role plain; create role person login password 'never told' connection limit 3 valid until '2031-05-06 07:08:09+00';
create role "Odd ""röle" createdb createrole noinherit replication bypassrls; create role boss superuser;
comment on role person is '100 % :x $1 ''q''';
