create function f() returns int language sql set search_path = '' set my.odd_setting = 'it''s, %' set work_mem = '7MB' as 'select 1';
