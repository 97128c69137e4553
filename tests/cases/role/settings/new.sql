create role one; alter role one set statement_timeout = '3s'; alter role one set search_path = "B c"; alter role one set my.own = 'it''s 100 %';
