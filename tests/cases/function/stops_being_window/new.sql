create function number() returns bigint language sql as 'select 1::bigint'; create function keeps() returns int language sql as 'select 1';
