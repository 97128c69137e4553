create function handles() returns language_handler language internal as 'fmgr_sql_validator';
