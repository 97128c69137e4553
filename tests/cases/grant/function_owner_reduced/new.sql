create function f() returns int language sql as 'select 1'; alter function f() owner to app_admin; revoke all on function f() from app_admin;
