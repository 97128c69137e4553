alter database d set statement_timeout = '3s'; alter database d set search_path = "B c"; alter database d set my.own = 'it''s 100 %';
