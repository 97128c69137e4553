create foreign data wrapper plain options (host 'a', port '1');
create foreign data wrapper checked validator postgresql_fdw_validator;
